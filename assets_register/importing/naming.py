"""Address parts for many new assets at once: of a name that thousands share, not all are tried."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assets_register.models import Asset
from assets_register.services import slug_numbered, slug_stem

if TYPE_CHECKING:
    from wagtail.models import Site

#: Address parts asked for at a time, and how many stems are remembered.
BATCH, REMEMBERED = 500, 100_000


class Namer:
    """Gives address parts that are free in a place, as long as its import is locked."""

    def __init__(self, site: "Site") -> None:
        """Begin with nothing known."""
        self._site = site
        self._next: dict[str, int] = {}
        """By stem, the first number that may be free; 1 is the stem alone."""

    def name(self, assets: Iterable[Asset]) -> None:
        """Give every asset its address part."""
        wanting: dict[str, list[Asset]] = {}
        for asset in assets:
            wanting.setdefault(slug_stem(asset.name), []).append(asset)
        ahead = 2
        while wanting:
            tried = {
                stem: [
                    slug_numbered(stem, number)
                    for number in range(self._next.get(stem, 1), self._next.get(stem, 1) + len(its) + ahead)
                ]
                for stem, its in wanting.items()
            }
            taken = self._taken([slug for slugs in tried.values() for slug in slugs])
            for stem, slugs in tried.items():
                start = self._next.get(stem, 1)
                for number, slug in enumerate(slugs, start=start):
                    if not wanting[stem]:
                        break
                    self._next[stem] = number + 1
                    if slug and slug not in taken:
                        wanting[stem].pop(0).slug = slug
                        taken.add(slug)
            wanting = {stem: its for stem, its in wanting.items() if its}
            ahead *= 4
        if len(self._next) > REMEMBERED:
            self._next.clear()

    def _taken(self, slugs: list[str]) -> set[str]:
        taken: set[str] = set()
        for start in range(0, len(slugs), BATCH):
            rows = Asset.objects.filter(site=self._site, slug__in=slugs[start : start + BATCH])
            taken |= set(rows.values_list("slug", flat=True))
        return taken
