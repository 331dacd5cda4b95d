"""What boards are called where only a key is known."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from civic.places.keys import real_uuids
from civic.record.sources import Link
from plugins.governance_boards.models import Board


class BoardLinks:
    """Names boards by ``governance_boards.board:<uuid>``."""

    kind = "governance_boards.board"

    def links(self, ids: Sequence[str]) -> Mapping[str, Link]:
        """Return boards by id, in one query."""
        return {
            str(board.uuid): Link(
                key=board.key, title=board.name, url=reverse("governance_boards:board", args=[board.slug])
            )
            for board in Board.objects.filter(uuid__in=real_uuids(ids))
        }
