"""Where words come from: the registry rooms fill so that the record can walk back to them.

The record knows only keys such as ``conversations.contribution:<uuid>``. The room that owns the
words registers an ``EvidenceSource`` for its part of the key and says what each key stands for now:
hidden, withdrawn and erased words come back with their state and no text.

A ``SubjectSource`` does the same for where things were said (``conversations.conversation:<uuid>``),
and knows everybody who took part there. A ``LinkTarget`` names what an answer led to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from civic.record.enums import WordsState


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody said, as it may be shown now."""

    key: str
    subject_key: str
    contributor_id: int | None
    text: str
    """Empty unless ``state`` is published."""
    own_text: str = ""
    """The words for the person who said them, also while unpublished; empty once erased."""
    state: WordsState
    why_not: str = ""
    """For words that are not published: the reason, in plain words."""
    who: str
    """The name to show."""
    how: str = ""
    """How it was said where that was not online: "on paper, at Cinder Hill Library"."""
    said_at: datetime
    url: str = ""
    """Where to read it among the others; empty where it has no public place."""
    agreed_count: int = 0


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Where things were said."""

    key: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Participant:
    """One person who took part in a subject, and by what."""

    contributor_id: int
    said: tuple[str, ...] = ()
    """Keys of what they said, in order, whatever its state."""
    agreed: tuple[str, ...] = ()
    """Keys of what they agreed with: nods and votes, each person's last."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something an answer led to."""

    key: str
    title: str
    url: str


class EvidenceSource(Protocol):
    """Resolves one kind of key to words, in a constant number of queries."""

    kind: str

    def words(self, ids: Sequence[str]) -> Mapping[str, Words]:
        """Return words by id (the part after the colon); ids that never existed are left out."""
        ...


class SubjectSource(Protocol):
    """Resolves one kind of subject."""

    kind: str

    def subjects(self, ids: Sequence[str]) -> Mapping[str, Subject]:
        """Return subjects by id."""
        ...

    def participants(self, id: str) -> Sequence[Participant]:
        """Return everybody who said or voted anything there, once each, organisers left out."""
        ...


class LinkTarget(Protocol):
    """Resolves one kind of thing an answer can lead to."""

    kind: str

    def links(self, ids: Sequence[str]) -> Mapping[str, Link]:
        """Return links by id; what may not be shown is left out."""
        ...


_evidence: dict[str, EvidenceSource] = {}
_subjects: dict[str, SubjectSource] = {}
_links: dict[str, LinkTarget] = {}


def register_evidence_source(source: EvidenceSource) -> None:
    """Let the record resolve a kind of evidence. Call in ``AppConfig.ready``."""
    _evidence[source.kind] = source


def register_subject_source(source: SubjectSource) -> None:
    """Let the record resolve a kind of subject. Call in ``AppConfig.ready``."""
    _subjects[source.kind] = source


def register_link_target(target: LinkTarget) -> None:
    """Let the record resolve what answers led to. Call in ``AppConfig.ready``."""
    _links[target.kind] = target


def split_key(key: str) -> tuple[str, str]:
    """Return the kind and the id in ``kind:id``."""
    kind, _colon, id_ = key.partition(":")
    return kind, id_


def _by_kind(keys: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        kind, id_ = split_key(key)
        grouped.setdefault(kind, []).append(id_)
    return grouped


def resolve_words(keys: Iterable[str]) -> dict[str, Words]:
    """Return words by key, one call per kind. Unknown kinds and ids are left out."""
    found: dict[str, Words] = {}
    for kind, ids in _by_kind(keys).items():
        if kind in _evidence:
            found |= {f"{kind}:{id_}": words for id_, words in _evidence[kind].words(ids).items()}
    return found


def resolve_subjects(keys: Iterable[str]) -> dict[str, Subject]:
    """Return subjects by key, one call per kind."""
    found: dict[str, Subject] = {}
    for kind, ids in _by_kind(keys).items():
        if kind in _subjects:
            found |= {f"{kind}:{id_}": item for id_, item in _subjects[kind].subjects(ids).items()}
    return found


def resolve_links(keys: Iterable[str]) -> dict[str, Link]:
    """Return what answers led to, by key, one call per kind."""
    found: dict[str, Link] = {}
    for kind, ids in _by_kind(keys).items():
        if kind in _links:
            found |= {f"{kind}:{id_}": item for id_, item in _links[kind].links(ids).items()}
    return found


def participants_of(subject_key: str) -> Sequence[Participant]:
    """Return everybody who took part in a subject; nobody where its room is not here."""
    kind, id_ = split_key(subject_key)
    return _subjects[kind].participants(id_) if kind in _subjects else ()
