"""What one person said, voted or joined: the registry behind "My voice"."""

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
    edit_url: str = ""
    withdraw_url: str = ""


class VoiceSource(Protocol):
    """Knows what a person did in one room."""

    def voice(self, contributor: "Contributor") -> Sequence[VoiceItem]:
        """Return it, newest first."""
        ...


_sources: list[VoiceSource] = []


def register_voice_source(source: VoiceSource) -> None:
    """Let "My voice" show what people did in a room. Call in ``AppConfig.ready``."""
    _sources.append(source)


def voice_of(contributor: "Contributor") -> list[VoiceItem]:
    """Return everything a person said, voted or joined, newest first."""
    items = [item for source in _sources for item in source.voice(contributor)]
    return sorted(items, key=lambda item: item.when, reverse=True)
