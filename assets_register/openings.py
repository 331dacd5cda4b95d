"""Which spaces are open at this moment: asked once a minute of every set of hours, not of every space."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils import timezone

from assets_register.models import AssetHours
from assets_register.opening_hours import open_state


@dataclass(frozen=True, kw_only=True)
class Openings:
    """The numbers of the hours (``AssetHours``) that are open now."""

    open: frozenset[int]

    def word(self, hours_id: int | None) -> str:
        """Return ``yes``, ``no`` or ``not_known``."""
        return "not_known" if hours_id is None else "yes" if hours_id in self.open else "no"


def open_now() -> Openings:
    """Return what is open now, in the place's own time."""
    now = timezone.localtime()
    hours = tuple(AssetHours.objects.order_by("pk").values_list("pk", "osm"))
    open_ids = {pk for pk, osm in hours if _is_open(osm, now.replace(second=0, microsecond=0))}
    return Openings(open=frozenset(open_ids))


@lru_cache(maxsize=20_000)
def _is_open(osm: str, minute: datetime) -> bool:
    state = open_state(osm, minute)
    return state is not None and state.is_open
