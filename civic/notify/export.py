"""Everything we keep about one person, for them to take away: JSON of a documented shape, or a page.

The shape is these classes: ``shape()`` is their JSON Schema, published beside the export. A change
that breaks a reader gets a new number in ``FORMAT``.
"""

import html
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext, gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from civic.notify.models import Message
from civic.notify.rendering import place_name, render_bodies
from civic.notify.selectors import places_of, titled
from civic.places.models import PlaceSettings
from civic.record.selectors import fates_of
from civic.record.voices import voice_of

if TYPE_CHECKING:
    from civic.record.models import Answer, Insight
    from civic.record.selectors import Fate
    from civic.residents.models import Contributor

FORMAT: Literal["junction-box/my-voice/1"] = "junction-box/my-voice/1"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Part):
    """Somewhere things were said or joined, or a page of the site."""

    title: str
    url: str = Field(description="Absolute address.")


class GivenAnswer(_Part):
    """What somebody who decides answered."""

    outcome: Literal["changed", "partly", "not"]
    headline: str
    because: str
    answered_by: str
    answered_at: datetime
    url: str


class Heard(_Part):
    """What we heard, that this became part of."""

    title: str
    url: str
    answer_by: date | None = Field(description="The day an answer is promised for, where one is.")
    answer_from: str = Field(description="Who promised it; empty where nobody has.")
    answers: list[GivenAnswer]


class Thing(_Part):
    """One thing the person said, voted or joined."""

    what: str = Field(description='In plain words: "You said".')
    words: str
    when: datetime
    where: Place | None
    url: str = Field(description="Where it stands in public; empty where it has no page.")
    not_shown_because: str = Field(description="Empty, or why others do not see it.")
    details: list[str] = Field(description="How it read before it was changed; each vote.")
    heard: list[Heard]
    went_nowhere_because: str = Field(description="Why it became part of nothing we heard; else empty.")


class Told(_Part):
    """One message to the person."""

    title: str
    words: str
    when: datetime
    sent_at: datetime | None
    read_at: datetime | None
    how: str = Field(description="email, link (email with only a link), print, receipt (My voice).")


class Agreed(_Part):
    """Something the person agreed to, in the words they were shown."""

    purpose: str
    wording: str
    how: str
    given_at: datetime
    withdrawn_at: datetime | None


class Person(_Part):
    """Who the person is to us."""

    receipt_code: str
    name: str
    email: str
    email_confirmed_at: datetime | None
    has_account: bool
    language: str
    only_a_link: bool
    emails_stopped_at: datetime | None
    answers_printed_at: str
    """The desk at which answers on paper wait; empty where none were asked for."""
    first_seen_at: datetime


class Export(_Part):
    """Everything kept about one person in one place."""

    format: Literal["junction-box/my-voice/1"]
    shape: str = Field(description="Where the JSON Schema of this file is.")
    place: Place
    made_at: datetime
    person: Person
    agreed: list[Agreed]
    things: list[Thing] = Field(description="Newest first.")
    told: list[Told] = Field(description="Newest first.")


#: In how a consent was given, and in no other words of the site.
_READ_BACK = gettext_noop("read back")


def said_how(kept: str) -> str:
    """Return how somebody agreed, in the language in force. Kept in English, part by part: a fact."""
    return ", ".join(gettext(part) for part in kept.split(", ") if part)


def shape() -> dict[str, Any]:
    """Return the JSON Schema of an export."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Export.model_json_schema()}


def export_of(contributor: "Contributor") -> Export:
    """Return everything we keep about a person in this place."""
    root = contributor.site.root_url

    def address(path: str) -> str:
        return f"{root}{path}" if path.startswith("/") else path

    items = voice_of(contributor)
    fates = fates_of(item.key for item in items)
    places = places_of([item.subject_key for item in items])
    things = []
    for item in items:
        where, fate = places.get(item.subject_key), fates.get(item.key)
        things.append(
            Thing(
                what=item.what,
                words=item.text,
                when=item.when,
                where=Place(title=where.title, url=address(where.url)) if where else None,
                url=address(item.url),
                not_shown_because=item.state,
                details=list(item.details),
                heard=_heard(fate, root),
                went_nowhere_because=fate.reason if fate else "",
            )
        )
    chosen = PlaceSettings.for_site(contributor.site)
    return Export(
        format=FORMAT,
        shape=address(reverse("notify:export_shape")),
        place=Place(title=place_name(chosen, contributor.site), url=f"{root}/"),
        made_at=timezone.now(),
        person=_person(contributor),
        agreed=[
            Agreed(
                purpose=str(row.get_purpose_display()),
                wording=row.wording,
                how=said_how(row.how),
                given_at=row.given_at,
                withdrawn_at=row.withdrawn_at,
            )
            for row in contributor.consents.order_by("given_at", "pk")
        ],
        things=things,
        told=_told(contributor),
    )


def _person(contributor: "Contributor") -> Person:
    return Person(
        receipt_code=contributor.receipt,
        name=contributor.display_name,
        email=contributor.email,
        email_confirmed_at=contributor.email_confirmed_at,
        has_account=contributor.user_id is not None,
        language=contributor.language,
        only_a_link=contributor.link_only,
        emails_stopped_at=contributor.unsubscribed_at,
        answers_printed_at=contributor.print_at,
        first_seen_at=contributor.created_at,
    )


def _heard(fate: "Fate | None", root: str) -> list[Heard]:
    def one(insight: "Insight", answers: "tuple[Answer, ...]") -> Heard:
        return Heard(
            title=insight.title,
            url=root + reverse("record:insight", args=[insight.uuid]),
            answer_by=insight.answer_due_on,
            answer_from=insight.answer_owner_name,
            answers=[
                GivenAnswer.model_validate(
                    {
                        "outcome": answer.outcome,
                        "headline": answer.headline,
                        "because": answer.because,
                        "answered_by": answer.owner_name,
                        "answered_at": answer.published_at,
                        "url": root + reverse("record:answer", args=[answer.uuid]),
                    }
                )
                for answer in answers
            ],
        )

    return [one(insight, answers) for insight, answers in fate.insights] if fate else []


def _told(contributor: "Contributor") -> list[Told]:
    mine = Message.objects.filter(contributor=contributor).to_read().select_related("contributor", "site")
    rows = titled(list(mine))
    bodies = render_bodies(rows)
    return [
        Told(
            title=row.title,
            words=_plain(bodies.get(row.pk, "")),
            when=row.created_at,
            sent_at=row.sent_at,
            read_at=row.read_at,
            how=row.told_how,
        )
        for row in rows
    ]


def _plain(body: str) -> str:
    lines = [" ".join(line.split()) for line in strip_tags(body).splitlines()]
    return html.unescape("\n".join(line for line in lines if line))
