"""Organisations for tests."""

import factory
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from civic.partners.models import Organisation


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    slug = factory.LazyAttribute(lambda self: slugify(self.name))
