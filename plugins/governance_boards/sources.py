"""What boards are called where only a key is known."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from civic.record.sources import Link
from plugins.governance_boards.models import Board


def _uuids(ids: Sequence[str]) -> list[UUID]:
    found = []
    for id_ in ids:
        try:
            found.append(UUID(id_))
        except ValueError:
            continue
    return found


class BoardLinks:
    """Names boards by ``governance_boards.board:<uuid>``."""

    kind = "governance_boards.board"

    def links(self, ids: Sequence[str]) -> Mapping[str, Link]:
        """Return boards by id, in one query."""
        return {
            str(board.uuid): Link(
                key=board.key, title=board.name, url=reverse("governance_boards:board", args=[board.slug])
            )
            for board in Board.objects.filter(uuid__in=_uuids(ids))
        }
