"""What a conversation states, kept as it was at launch, with every later change and why.

R (Moseley) v Haringey LBC [2014] UKSC 56: people can only answer what they were told. What they were
told stays readable; what changes is shown as a change.
"""

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from engagement.conversations.models import Conversation, StatedVersion

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from civic.residents.models import User

#: What is stated, in the order people read it, with its name.
FIELDS: "dict[str, _StrPromise]" = {
    "question": _("The question"),
    "intro": _("About it"),
    "promise": _("What we promise"),
    "decider": _("Who decides"),
    "can_change": _("What can change"),
    "cannot_change": _("What cannot change"),
    "options": _("The options"),
    "ruled_out": _("Ruled out already, and why"),
    "opens": _("Opens"),
    "closes": _("Closes"),
    "length_reason": _("Why it is open that long"),
    "answer_by": _("You get an answer by"),
    "equality": _("Equality assessment"),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing stated otherwise than before."""

    name: "str | _StrPromise"
    before: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Restated:
    """All that changed at one time, and why."""

    number: int
    at: datetime
    why: str
    changes: list[Change]


def stated(conversation: Conversation) -> list[list[str]]:
    """Return everything a conversation states now, as ``[key, text]``; what is not said is left out.

    Times are said with their zone, and days in full, so that they mean the same in any language.
    """
    options = list(conversation.options.order_by("pk"))
    document = conversation.equality_assessment
    said = {
        "question": conversation.question,
        "intro": conversation.intro,
        "promise": conversation.promise_said,
        "decider": conversation.decider_name,
        "can_change": conversation.can_change,
        "cannot_change": conversation.cannot_change,
        "options": "\n".join(_option(each.title, each.words) for each in options if not each.ruled_out),
        "ruled_out": "\n".join(_option(each.title, each.why_ruled_out) for each in options if each.ruled_out),
        "opens": _moment(conversation.opens_at),
        "closes": _moment(conversation.closes_at),
        "length_reason": conversation.length_reason,
        "answer_by": date_format(conversation.answer_by, "j F Y") if conversation.answer_by else "",
        "equality": f"{document.title} ({document.file_hash[:8] or document.pk})" if document else "",
    }
    return [[key, text] for key, text in said.items() if text]


def _option(title: str, words: str) -> str:
    return f"{title}: {' '.join(words.split())}" if words.strip() else title


def _moment(at: datetime | None) -> str:
    return date_format(localtime(at), "j F Y, H:i") if at else ""


def is_changed(conversation: Conversation) -> bool:
    """Say whether a launched conversation states something else than when it last said it."""
    last = conversation.stated_versions.order_by("-number").first()
    return last is not None and last.stated != stated(conversation)


@transaction.atomic
def keep_stated(
    conversation: Conversation, *, why: str = "", by: "User | None" = None
) -> StatedVersion | None:
    """Keep what is stated now as a version: the first at launch, each later one only where it changed.

    None where nothing changed. Raises ``ValueError`` for a change without a reason.
    """
    versions = StatedVersion.objects.filter(conversation=conversation)
    last = versions.order_by("-number").first()
    now = stated(conversation)
    if last is not None and last.stated == now:
        return None
    if last is not None and not why.strip():
        raise ValueError("what people were told does not change without a reason")
    number = last.number + 1 if last else 1
    kept: StatedVersion = StatedVersion.objects.create(
        conversation=conversation, number=number, stated=now, why=why.strip() if last else "", by=by
    )
    return kept


def at_launch(conversation: Conversation) -> StatedVersion | None:
    """Return what was stated when it was launched."""
    first: StatedVersion | None = conversation.stated_versions.filter(number=1).first()
    return first


def lines(version: StatedVersion) -> "list[tuple[str | _StrPromise, str]]":
    """Return what a version states, each with its name."""
    return [(FIELDS.get(key, key), text) for key, text in version.stated]


def restated(conversation: Conversation) -> list[Restated]:
    """Return each later change of what was stated, newest first. One query."""
    versions = list(conversation.stated_versions.order_by("number"))
    found = []
    for before, after in itertools.pairwise(versions):
        was, now = dict(before.stated), dict(after.stated)
        changes = [
            Change(name=name, before=was.get(key, ""), now=now.get(key, ""))
            for key, name in FIELDS.items()
            if was.get(key, "") != now.get(key, "")
        ]
        found.append(Restated(number=after.number, at=after.at, why=after.why, changes=changes))
    return found[::-1]
