"""What can be reported, held and hidden: each room registers its own kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from civic.record.enums import WordsState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from wagtail.models import Site

    from civic.residents.models import User


@dataclass(frozen=True, kw_only=True)
class TargetItem:
    """One thing a moderator can look at."""

    key: str
    site_id: int
    title: str
    text: str
    url: str
    author_id: int | None
    """The contributor who made it; None for staff and imports."""
    state: str
    """published, held, hidden, rejected, withdrawn or erased."""
    made_at: datetime
    who: str = ""
    """The name shown beside it; a moderator reads it too, for it goes out with the words."""

    @property
    def stands(self) -> str:
        """Its state in words, as moderators read it."""
        return str(WordsState(self.state).label)


class ModerationTarget(Protocol):
    """One kind of thing, ``conversations.contribution`` say. Writes go through its own services."""

    kind: str

    @property
    def label(self) -> "str | _StrPromise":
        """What moderators call this kind, in the plural."""
        ...

    def items(self, ids: Sequence[str]) -> Mapping[str, TargetItem]:
        """Return items by id, in a constant number of queries."""
        ...

    def held(self, site: "Site") -> Sequence[str]:
        """Return the ids that wait to be read, oldest first."""
        ...

    def hide(self, id: str, *, reason: str, by: "User") -> None:
        """Take it off every screen, quote and cache at once."""
        ...

    def restore(self, id: str, *, by: "User") -> None:
        """Show it again."""
        ...

    def release(self, id: str, *, by: "User") -> None:
        """Publish something held."""
        ...

    def reject(self, id: str, *, reason: str, by: "User") -> None:
        """Do not publish something held, and say why."""
        ...


_targets: dict[str, ModerationTarget] = {}


def register_target(target: ModerationTarget) -> None:
    """Let a kind of thing be reported and moderated. Call in ``AppConfig.ready``."""
    _targets[target.kind] = target


def find_target(kind: str) -> ModerationTarget | None:
    """Return how a kind is moderated, or None where no room knows it."""
    return _targets.get(kind)


def all_targets() -> list[ModerationTarget]:
    """Return every kind that can be moderated."""
    return [_targets[kind] for kind in sorted(_targets)]
