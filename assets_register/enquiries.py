"""Passes a question about a space on to whoever answers for it, without showing their address.

Nothing of it is kept here: who asked and what they wrote stands in the letter alone. An address
that is not known to be the asker's own gets word that the question went, and never its words: else
anybody could have anything sent to anybody in this place's name.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from assets_register.enums import AskedWhom
from assets_register.models import Asset, Enquiry
from civic.notify.notices import queue_letter
from civic.places.context import site_context
from civic.places.models import PlaceSettings
from civic.residents.enums import Role
from civic.residents.selectors import language_of, people_with_role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from wagtail.models import Site

    from civic.residents.models import User


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody asks about a space, as typed."""

    once: UUID
    """Of one press, and of its words."""
    name: str
    email: str
    phone: str
    words: str
    own_email: bool = False
    """Whether the address is known to be the asker's."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whoever is written to; where they have an account, it knows their language."""

    email: str
    user: "User | None" = None

    def language_in(self, site: "Site") -> str:
        """Return the language to write in."""
        return settings.LANGUAGE_CODE if self.user is None else language_of(self.user, site)


def who_answers(asset: Asset) -> tuple[AskedWhom, "Sequence[Reader]"]:
    """Return who is written to about a space."""
    if asset.bookings_email:
        return AskedWhom.BOOKINGS, [Reader(email=asset.bookings_email)]
    if asset.custodian and asset.custodian.email:
        return AskedWhom.CUSTODIAN, [Reader(email=asset.custodian.email)]
    people = people_with_role(asset.site, Role.PLACE_ADMINISTRATOR).exclude(email="").order_by("pk")
    readers = [Reader(email=one.email, user=one) for one in people]
    place = PlaceSettings.for_site(asset.site).contact_email
    if not readers and place:
        readers = [Reader(email=place)]
    return (AskedWhom.ADMINISTRATORS, readers) if readers else (AskedWhom.NOBODY, [])


def answers_by_email(asset: Asset) -> AskedWhom:
    """Return who would be written to, without their addresses: for pages."""
    return who_answers(asset)[0]


@transaction.atomic
def pass_on(asset: Asset, question: Question) -> Enquiry:
    """Send a question on, once: the same press with the same words again is the same question.

    Raises ``LookupError`` where there is nobody to send it to.
    """
    whom, readers = who_answers(asset)
    if whom == AskedWhom.NOBODY:
        raise LookupError(asset.pk)
    try:
        with transaction.atomic():
            enquiry = Enquiry.objects.create(asset=asset, once=question.once, went_to=whom)
    except IntegrityError:
        return Enquiry.objects.get(once=question.once)
    language = translation.get_language()
    for reader in readers:
        with translation.override(reader.language_in(asset.site)):
            subject = _("A question about %(name)s") % {"name": asset.name}
            facts = {"question": question, "whom": whom}
            _write(asset, "question", reader.email, subject, facts, question.email)
    if question.email:
        with translation.override(language):
            subject = _("Your question was passed on")
            _write(asset, "question_copy", question.email, subject, {"question": question, "whom": whom})
    return enquiry


def _write(
    asset: Asset, letter: str, to: str, subject: str, context: "Mapping[str, Any]", reply_to: str = ""
) -> None:
    facts = {**context, "asset": asset, "root_url": asset.site.root_url}
    with site_context(asset.site):
        queue_letter(
            to=to,
            subject=" ".join(subject.split())[:200],
            text=render_to_string(f"assets_register/messages/{letter}.txt", facts).strip() + "\n",
            html=render_to_string(f"assets_register/messages/{letter}.html", facts),
            reply_to=reply_to,
        )
