"""Which listings of different sources are likely one place: alike in name and near each other.

Never by UPRN alone: one UPRN is often a whole site with several assets. A person decides.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.text import slugify

from assets_register.enums import AssetKind, AssetStatus
from assets_register.models import Asset, AssetMerge, LikelyPair
from civic.places.geo import distance_metres
from civic.places.models import Postcode

if TYPE_CHECKING:
    from wagtail.models import Site

#: How far apart, in metres, two listings of one place may lie: names the same, or only alike.
SAME_NAME, ALIKE = 1000, 500
#: Words that say what sort of place it is, or nothing.
_GENERIC = frozenset({
    "the", "and", "of", "at", "in", "a", "library", "libraries", "centre", "center", "community", "hall",
    "building", "public", "local", "site",
})  # fmt: skip
#: A word that more listings than this have in their names tells nothing.
_COMMON = 500


#: So many listings of others are held at a time, beside which a source's own are gone through.
SLICE = 20_000


@dataclass(frozen=True, kw_only=True)
class _Listing:
    pk: int
    name: str
    kind: str
    postcode: str
    sources: frozenset[str]
    words: frozenset[str]
    point: tuple[float, float] | None


def note_likely_pairs(site: "Site", *, source: str = "", only: Iterable[Asset] | None = None) -> int:
    """Write down which listings may be one place, for a person to look at; return how many are new.

    Looks at those of one ``source``, or ``only`` at some, against all of others. What a person has
    said of a pair stays. Holds ``SLICE`` listings at a time: memory does not grow with the register.
    """
    wanted = {asset.pk for asset in only} if only is not None else None
    place = _Place(site)

    def is_mine(each: _Listing) -> bool:
        return each.pk in wanted if wanted is not None else source in each.sources

    if wanted is None and not place.has_others(source):
        return 0
    common = place.common_words()
    found: dict[tuple[int, int], str] = {}
    others = (each for each in place.listings() if wanted is not None or each.sources != {source})
    while some := list(islice(others, SLICE)):
        by_word: dict[str, list[_Listing]] = {}
        for each in some:
            for word in each.words - common:
                by_word.setdefault(word, []).append(each)
        for each in place.listings(wanted):
            for other in _candidates(each, by_word) if is_mine(each) else ():
                if why := _why(each, other):
                    pair = sorted((each.pk, other.pk))
                    found[pair[0], pair[1]] = why
    return _keep(site, found)


def _keep(site: "Site", found: dict[tuple[int, int], str]) -> int:
    known = set(LikelyPair.objects.filter(site=site).values_list("first_id", "second_id"))
    new = [
        LikelyPair(site=site, first_id=pair[0], second_id=pair[1], why=why[:250])
        for pair, why in sorted(found.items())
        if pair not in known
    ]
    LikelyPair.objects.bulk_create(new, batch_size=200)
    return len(new)


class _Place:
    """The listings of a place, read again and again, a few at a time."""

    def __init__(self, site: "Site") -> None:
        self._rows = Asset.objects.filter(site=site, not_a_place="").exclude(
            status__in=[AssetStatus.GONE, AssetStatus.MERGED]
        )
        self._given_up: dict[int, set[str]] = {}
        merges = AssetMerge.objects.filter(kept__site=site).values_list("kept_id", "given_up__source")
        for kept, source in merges:
            self._given_up.setdefault(kept, set()).add(source)
        pointless = self._rows.filter(latitude=None).order_by().values("postcode")
        self._middles = {
            row.code: (row.latitude, row.longitude)
            for row in Postcode.objects.filter(site=site, code__in=pointless)
        }

    def has_others(self, source: str) -> bool:
        """Say whether any listing has another source."""
        return bool(self._given_up) or self._rows.exclude(source=source).exists()

    def common_words(self) -> frozenset[str]:
        """Return the words that too many names have to tell anything."""
        counted: Counter[str] = Counter()
        for name in self._rows.order_by("pk").values_list("name", flat=True).iterator(chunk_size=2000):
            counted.update(_words(name))
        return frozenset(word for word, n in counted.items() if n > _COMMON)

    def listings(self, only: Collection[int] | None = None) -> Iterator[_Listing]:
        """Give every listing, or some."""
        rows = self._rows if only is None else self._rows.filter(pk__in=only)
        told = rows.order_by("pk").values_list(
            "pk", "name", "kind", "postcode", "source", "latitude", "longitude"
        )
        for pk, name, kind, postcode, source, latitude, longitude in told.iterator(chunk_size=2000):
            yield _Listing(
                pk=pk,
                name=name,
                kind=kind,
                postcode=postcode,
                sources=frozenset({source, *self._given_up.get(pk, ())}),
                words=_words(name),
                point=(latitude, longitude)
                if latitude is not None and longitude is not None
                else self._middles.get(postcode),
            )


def _words(name: str) -> frozenset[str]:
    words = frozenset(slugify(name).split("-"))
    return words - _GENERIC or words


def _candidates(each: _Listing, by_word: dict[str, list[_Listing]]) -> Iterator[_Listing]:
    seen = {each.pk}
    for word in sorted(each.words):
        for other in by_word.get(word, ()):
            if other.pk not in seen and not (each.sources & other.sources):
                seen.add(other.pk)
                yield other


def _why(one: _Listing, other: _Listing) -> str:
    """Return why two listings may be one place, in plain words; empty where nothing says so."""
    kinds = {one.kind, other.kind}
    same_name = one.name.casefold() == other.name.casefold()
    if len(kinds) > 1 and AssetKind.OTHER not in kinds and not same_name:
        return ""
    alike = one.words == other.words
    if not alike and not (one.words < other.words or other.words < one.words):
        return ""
    near = _near(one, other, SAME_NAME if alike else ALIKE)
    return f"The names are alike, and {near}." if near else ""


def _near(one: _Listing, other: _Listing, most: int) -> str:
    codes = one.postcode, other.postcode
    if codes[0] and codes[0] == codes[1] and " " in codes[0]:
        return f"both are in {codes[0]}"
    if one.point and other.point:
        metres = round(distance_metres(*one.point, *other.point))
        return f"they are {metres} m apart" if metres <= most else ""
    if all(" " in code for code in codes) and codes[0][:-2] == codes[1][:-2]:
        return f"both postcodes begin with {codes[0][:-2]}"
    return ""
