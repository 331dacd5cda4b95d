"""What one person said, voted or joined: the registry behind "My voice".

Each room that keeps what people did says so here, takes it back for them, and erases it. Nothing
else has to know that a person can ask for any of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from civic.residents.models import Contributor


@dataclass(frozen=True, kw_only=True)
class VoiceItem:
    """One thing a person said, voted or joined."""

    key: str
    subject_key: str
    """Where: the conversation or project."""
    what: str
    """In plain words: "You said", "You voted on 12 statements", "You are coming to"."""
    text: str
    when: datetime
    url: str = ""
    state: str = ""
    """Empty, or why it is not shown to others, in plain words."""
    details: tuple[str, ...] = ()
    """What else is kept of it: how it read before, each vote."""
    edit_url: str = ""
    withdraw_url: str = ""
    put_back_url: str = ""
    can_take_back: bool = False
    """Whether one press in "My voice" takes it back, where no page of its own does."""
    can_put_back: bool = False


class VoiceSource(Protocol):
    """Knows what a person did in one room."""

    def voice(self, contributor: "Contributor") -> Sequence[VoiceItem]:
        """Return it, newest first."""
        ...

    def take_back(self, contributor: "Contributor", key: str) -> bool:
        """Take back one thing of theirs. False where it is not this room's, not theirs or cannot be."""
        ...

    def put_back(self, contributor: "Contributor", key: str) -> bool:
        """Undo ``take_back``. False as there."""
        ...

    def erase(self, contributor: "Contributor") -> None:
        """Remove their words and names for good, inside the caller's transaction; counts stay true.

        Running it again changes nothing.
        """
        ...


_sources: list[VoiceSource] = []


def register_voice_source(source: VoiceSource) -> None:
    """Let "My voice" show what people did in a room. Call in ``AppConfig.ready``."""
    _sources.append(source)


def voice_of(contributor: "Contributor") -> list[VoiceItem]:
    """Return everything a person said, voted or joined, newest first."""
    items = [item for source in _sources for item in source.voice(contributor)]
    return sorted(items, key=lambda item: item.when, reverse=True)


def take_back(contributor: "Contributor", key: str) -> bool:
    """Take back one thing a person said or asked for. False where nobody may or can."""
    return any(source.take_back(contributor, key) for source in _sources)


def put_back(contributor: "Contributor", key: str) -> bool:
    """Undo ``take_back``."""
    return any(source.put_back(contributor, key) for source in _sources)


def erase_voice(contributor: "Contributor") -> None:
    """Remove what a person said, in every room. Call inside a transaction."""
    for source in _sources:
        source.erase(contributor)
