"""Reads for "My voice"."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.notify.kinds import find_kind
from civic.notify.models import Message
from civic.record.models import Answer, Insight
from civic.record.selectors import Fate, answers_to, fates_of, heard_in
from civic.record.sources import Link, Subject, resolve_links, resolve_subjects
from civic.record.voices import VoiceItem, voice_of
from civic.residents.models import Contributor

#: So many messages are listed; older ones are still at the address their email gave.
MESSAGES_SHOWN = 50
#: So many things said or joined are shown in full.
ITEMS_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class VoiceThing:
    """One thing a person said, voted or joined, and where it ended."""

    item: VoiceItem
    fate: Fate | None


@dataclass(frozen=True, kw_only=True)
class VoiceGroup:
    """Everything a person did in one conversation or project."""

    subject: Subject | Link | None
    things: tuple[VoiceThing, ...]
    answers: tuple[Answer, ...]
    """What else has been answered there, newest first."""
    awaited: tuple[Insight, ...]
    """What else somebody said they would answer there and has not."""


@dataclass(frozen=True, kw_only=True)
class VoicePage:
    """My voice, ready to show."""

    groups: tuple[VoiceGroup, ...]
    messages: tuple[Message, ...]
    unread: int
    left_off: int


def messages_for(contributor: Contributor) -> "Sequence[Message]":
    """Return what a person has been told, newest first."""
    return titled(list(Message.objects.filter(contributor=contributor).to_read()[:MESSAGES_SHOWN]))


def titled(messages: "Sequence[Message]") -> "Sequence[Message]":
    """Return messages with their present titles: an answer put right since loses its old line."""
    by_kind: dict[str, list[Message]] = {}
    for message in messages:
        by_kind.setdefault(message.kind, []).append(message)
    for key, group in by_kind.items():
        try:
            kind = find_kind(key)
        except LookupError:  # its room is gone; the title stays as it was
            continue
        now = kind.title_now(group) if kind.title_now is not None else {}
        for message in group:
            if message.pk in now:
                message.title = str(kind.title) % {**message.context, **now[message.pk]}
    return messages


def places_of(subject_keys: "Sequence[str]") -> "dict[str, Subject | Link]":
    """Return the conversations and projects things were said or joined in, by key."""
    return {**resolve_links(subject_keys), **resolve_subjects(subject_keys)}


def voice_page(contributor: Contributor) -> VoicePage:
    """Return everything a person said, voted or joined with where it stands; constant queries."""
    items = voice_of(contributor)
    shown = items[:ITEMS_SHOWN]
    fates = fates_of(item.key for item in shown)
    subject_keys = list(dict.fromkeys(item.subject_key for item in shown))
    subjects = places_of(subject_keys)
    heard = heard_in(subject_keys)
    answers = answers_to(insight for found in heard.values() for insight in found)
    groups = []
    for key in subject_keys:
        things = tuple(
            VoiceThing(item=item, fate=fates.get(item.key)) for item in shown if item.subject_key == key
        )
        # What is said under the person's own words is not said again for the whole conversation.
        theirs = {one.pk for thing in things if thing.fate for one, _given in thing.fate.insights}
        here = [insight for insight in heard.get(key, []) if insight.pk not in theirs]
        given = {answer.pk: answer for insight in here for answer in answers.get(insight.pk, ())}
        groups.append(
            VoiceGroup(
                subject=subjects.get(key),
                things=things,
                answers=tuple(given.values()),
                awaited=tuple(i for i in here if i.answer_due_on and i.pk not in answers),
            )
        )
    told = messages_for(contributor)
    return VoicePage(
        groups=tuple(groups),
        messages=tuple(told),
        unread=sum(1 for message in told if message.read_at is None),
        left_off=len(items) - len(shown),
    )
