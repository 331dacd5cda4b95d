"""A small room where people speak, so that the record can be tested without the rooms above it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from civic.moderation import targets
from civic.record import sources, voices
from civic.record.enums import WordsState
from civic.record.sources import Participant, Subject, Words

SAID_AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class SpeakingRoom:
    """Holds words in memory and answers for them: evidence, subject, voice and moderation target."""

    site: object
    subject_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    title: str = "What should the old ticket hall be for?"
    said: dict[str, Words] = field(default_factory=dict)
    agreed: dict[int, list[str]] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)

    kind = "testing.words"
    subject_kind = "testing.subject"
    label = "Test words"

    @property
    def subject_key(self) -> str:
        return f"{self.subject_kind}:{self.subject_id}"

    def install(self, monkeypatch) -> SpeakingRoom:
        monkeypatch.setitem(sources._evidence, self.kind, self)
        monkeypatch.setitem(sources._subjects, self.subject_kind, _Subjects(self))
        monkeypatch.setitem(targets._targets, self.kind, self)
        monkeypatch.setattr(voices, "_sources", [*voices._sources, self])
        return self

    def say(self, contributor, text: str, state: WordsState = WordsState.PUBLISHED, site=None) -> str:
        id_ = str(uuid.uuid4())
        key = f"{self.kind}:{id_}"
        self.said[id_] = Words(
            key=key,
            subject_key=self.subject_key,
            contributor_id=contributor.pk if contributor else None,
            text=text if state == WordsState.PUBLISHED else "",
            own_text=text,
            state=state,
            who=contributor.shown_name if contributor else "The organisers",
            said_at=SAID_AT,
            url=f"/said/{id_}/",
        )
        self.sites[id_] = (site or self.site).pk
        return key

    def agree(self, contributor, key: str) -> None:
        self.agreed.setdefault(contributor.pk, []).append(key)

    def set_state(self, key: str, state: WordsState, why_not: str = "") -> None:
        id_ = key.partition(":")[2]
        old = self.said[id_]
        own = "" if state == WordsState.ERASED else old.own_text
        shown = own if state == WordsState.PUBLISHED else ""
        self.said[id_] = replace(old, state=state, why_not=why_not, text=shown, own_text=own)

    # EvidenceSource
    def words(self, ids):
        return {id_: self.said[id_] for id_ in ids if id_ in self.said}

    # VoiceSource
    def voice(self, contributor):
        return [
            voices.VoiceItem(
                key=words.key,
                subject_key=words.subject_key,
                what="You said",
                text=words.own_text,
                when=words.said_at,
                url=words.url,
                state="" if words.state == WordsState.PUBLISHED else "Other people do not see this.",
            )
            for words in self.said.values()
            if words.contributor_id == contributor.pk
        ]

    def take_back(self, contributor, key):
        return False

    def put_back(self, contributor, key):
        return False

    def erase(self, contributor):
        for words in list(self.said.values()):
            if words.contributor_id == contributor.pk:
                self.set_state(words.key, WordsState.ERASED)

    # ModerationTarget
    def items(self, ids):
        return {
            id_: targets.TargetItem(
                key=self.said[id_].key,
                site_id=self.sites[id_],
                title=self.title,
                text=self.said[id_].own_text,
                url=self.said[id_].url,
                author_id=self.said[id_].contributor_id,
                state=self.said[id_].state.value,
                made_at=SAID_AT,
            )
            for id_ in ids
            if id_ in self.said
        }

    def held(self, site):
        return [
            id_
            for id_, words in self.said.items()
            if words.state == WordsState.HELD and self.sites[id_] == site.pk
        ]

    def hide(self, id, *, reason, by):
        self.set_state(f"{self.kind}:{id}", WordsState.HIDDEN, reason)

    def restore(self, id, *, by):
        self.set_state(f"{self.kind}:{id}", WordsState.PUBLISHED)

    def release(self, id, *, by):
        self.set_state(f"{self.kind}:{id}", WordsState.PUBLISHED)

    def reject(self, id, *, reason, by):
        self.set_state(f"{self.kind}:{id}", WordsState.REJECTED, reason)


@dataclass
class _Subjects:
    """The room as a subject source."""

    room: SpeakingRoom
    kind = SpeakingRoom.subject_kind

    def subjects(self, ids):
        room = self.room
        return {
            id_: Subject(key=room.subject_key, title=room.title, url="/conversations/ticket-hall/")
            for id_ in ids
            if id_ == room.subject_id
        }

    def participants(self, id):
        said: dict[int, list[str]] = {}
        for words in self.room.said.values():
            if words.contributor_id is not None:
                said.setdefault(words.contributor_id, []).append(words.key)
        people = {*said, *self.room.agreed}
        return [
            Participant(
                contributor_id=pk,
                said=tuple(said.get(pk, ())),
                agreed=tuple(self.room.agreed.get(pk, ())),
            )
            for pk in sorted(people)
        ]
