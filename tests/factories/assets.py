"""Assets for tests."""

from datetime import time

import factory
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from assets_register.enums import AssetStatus
from assets_register.models import (
    AccessGuide,
    Asset,
    AssetFact,
    Claim,
    HireTerms,
    ImportedRow,
    ImportRun,
    OfferedService,
    Room,
    ServiceTime,
)
from tests.factories.partners import OrganisationFactory


class AssetFactory(DjangoModelFactory):
    """A published hall with an owner. Does not touch the index: use the services for that."""

    class Meta:
        model = Asset

    name = factory.Sequence(lambda n: f"Hall {n}")
    slug = factory.LazyAttribute(lambda self: slugify(self.name))
    kind = "hall"
    status = AssetStatus.PUBLISHED
    owner = factory.SubFactory(OrganisationFactory, site=factory.SelfAttribute("..site"))


class AssetFactFactory(DjangoModelFactory):
    class Meta:
        model = AssetFact

    key = "step_free"
    value = "yes"
    checked_on = "2026-11-01"


class ImportRunFactory(DjangoModelFactory):
    class Meta:
        model = ImportRun

    source = "Pellbridge Council"
    file_name = "assets.csv"
    sha256 = "0" * 64
    mapping = "national"
    counts = factory.LazyFunction(lambda: {"rows": 0})


class ImportedRowFactory(DjangoModelFactory):
    class Meta:
        model = ImportedRow

    run = factory.SubFactory(ImportRunFactory)
    number = factory.Sequence(lambda n: n + 1)
    raw = factory.LazyFunction(dict)
    outcome = "created"


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    site = factory.SelfAttribute("asset.site")
    name = factory.Sequence(lambda n: f"Room {n}")


class HireTermsFactory(DjangoModelFactory):
    """Terms of which everything is known: an hour costs what its rates say, and nothing comes on top."""

    class Meta:
        model = HireTerms

    site = factory.SelfAttribute("asset.site")
    setup_charged = "no"
    vat = "none"
    deposit = 0
    caretaker = "no"
    insurance = "ours"


class AccessGuideFactory(DjangoModelFactory):
    class Meta:
        model = AccessGuide

    site = factory.SelfAttribute("asset.site")


class OfferedServiceFactory(DjangoModelFactory):
    """A drop-in that is on every day from ten until noon, checked today by nobody in particular."""

    class Meta:
        model = OfferedService
        skip_postgeneration_save = True

    site = factory.SelfAttribute("asset.site")
    name = factory.Sequence(lambda n: f"Drop-in {n}")
    kind = "drop_in"
    description = "Somebody to talk to."
    status = "running"
    organisation = factory.SubFactory(OrganisationFactory, site=factory.SelfAttribute("..site"))
    checked_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def days(self, create, days, **_more):
        for weekday in range(7) if days is None else days:
            ServiceTime.objects.create(service=self, weekday=weekday, starts=time(10), ends=time(12))


class ClaimFactory(DjangoModelFactory):
    """Somebody's word for the café, waiting."""

    class Meta:
        model = Claim

    organisation_name = "The Copper Kettle"
    how = "Ring the number on our website."
