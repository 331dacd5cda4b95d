"""Turns a message into words: an email in two forms, or a page."""

import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from civic.notify.kinds import MessageKind, find_kind
from civic.places.context import site_context
from civic.places.models import PlaceSettings
from civic.residents.services import address_signer

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.notify.models import Message
    from civic.residents.models import Contributor

#: What the signature of an unsubscribe link is for.
UNSUBSCRIBE = "notify.unsubscribe"


class NothingToSay(Exception):
    """What a message was about is gone, so there is nothing to write."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """An email, ready to go."""

    subject: str
    text: str
    html: str
    unsubscribe_url: str


@contextmanager
def as_read_by(contributor: "Contributor", site: "Site") -> Iterator[PlaceSettings]:
    """Put a person's language, their place and its time zone in force; give the place's facts."""
    place = PlaceSettings.for_site(site)
    with (
        site_context(site),
        translation.override(contributor.language or "en"),
        timezone.override(zoneinfo.ZoneInfo(place.timezone or "Europe/London")),
    ):
        yield place


def place_name(place: PlaceSettings, site: "Site") -> str:
    """Return what a place calls itself in the language in force."""
    welsh = place.name_cy if (translation.get_language() or "").startswith("cy") else ""
    return welsh or place.name or site.site_name or site.hostname


def unsubscribe_token(contributor: "Contributor") -> str:
    """Return the token in an unsubscribe link: bound to this person and this address. Never expires."""
    return address_signer(contributor, UNSUBSCRIBE).sign(str(contributor.uuid))


def body_context(
    message: "Message", kind: MessageKind, *, extra: Mapping[str, Any] | None = None, called: str = ""
) -> dict[str, Any]:
    """Return what a message's own templates see.

    ``extra`` and ``called``: what its kind looked up and the place's name, where they are known already.
    Raises ``NothingToSay`` where its kind says so.
    """
    if extra is None:
        extra = _prepared(kind, [message])[message.pk]
    if extra is None:
        raise NothingToSay
    return {
        **message.context,
        **extra,
        "message": message,
        "contributor": message.contributor,
        "site": message.site,
        "place_name": called or place_name(PlaceSettings.for_site(message.site), message.site),
        "root_url": message.site.root_url,
    }


def _prepared(kind: MessageKind, messages: "Sequence[Message]") -> dict[int, Mapping[str, Any] | None]:
    """Return what a kind looks up for its messages, by pk; None where one has nothing to say any more."""
    found = kind.prepare(messages) if kind.prepare is not None else {}
    return {message.pk: found.get(message.pk, {}) for message in messages}


def render_email(message: "Message") -> Rendered:
    """Return a message as an email in the person's language, with absolute addresses.

    People who asked for only a link get no word of what it is about. Raises ``NothingToSay``.
    """
    kind = find_kind(message.kind)
    with as_read_by(message.contributor, message.site):
        context = body_context(message, kind)
        root = context["root_url"]
        context["read_url"] = root + reverse("notify:message", args=[message.uuid])
        context["voice_url"] = root + reverse("notify:my_voice")
        context["unsubscribe_url"] = root + reverse(
            "notify:unsubscribe", args=[unsubscribe_token(message.contributor)]
        )
        discreet = message.contributor.link_only and not kind.to_unconfirmed
        text_template = "notify/messages/link.txt" if discreet else kind.text_template
        html_template = "notify/messages/link.html" if discreet else kind.html_template
        context["discreet"] = discreet
        context["in_app"] = kind.in_app
        # Whoever typed somebody else's address chose the name too: it is not passed on.
        context["greet"] = "" if discreet or kind.to_unconfirmed else message.contributor.display_name
        context["body_text"] = render_to_string(text_template, context).strip()
        context["body_html"] = render_to_string(html_template, context)
        return Rendered(
            subject=str(_("News from %(place)s") % {"place": context["place_name"]})
            if discreet
            else message.subject,
            text=_tidy(render_to_string("notify/email/wrapper.txt", context)),
            html=render_to_string("notify/email/wrapper.html", context),
            unsubscribe_url=context["unsubscribe_url"],
        )


def render_body(message: "Message") -> str:
    """Return a message's body as HTML for a page, in the language and place in force.

    What has nothing to say any more says so.
    """
    kind = find_kind(message.kind)
    try:
        context = body_context(message, kind)
    except NothingToSay:
        return render_to_string("notify/messages/gone.html")
    context["root_url"] = ""
    return render_to_string(kind.html_template, context)


def render_bodies(messages: Sequence["Message"]) -> dict[int, str]:
    """Return the bodies of one person's messages, as ``render_body``, by pk; constant queries a kind.

    A message whose room is gone, or that has nothing to say any more, is left out.
    """
    by_kind: dict[str, list[Message]] = {}
    for message in messages:
        by_kind.setdefault(message.kind, []).append(message)
    bodies: dict[int, str] = {}
    called = ""
    for key, group in by_kind.items():
        try:
            kind = find_kind(key)
        except LookupError:
            continue
        extras = _prepared(kind, group)
        called = called or place_name(PlaceSettings.for_site(group[0].site), group[0].site)
        for message in group:
            if (extra := extras[message.pk]) is None:
                continue
            context = body_context(message, kind, extra=extra, called=called)
            bodies[message.pk] = render_to_string(kind.html_template, {**context, "root_url": ""})
    return bodies


def _tidy(text: str) -> str:
    """Return plain text without the blank lines template tags leave behind."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
