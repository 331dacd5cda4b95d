"""Which listings of different sources are likely one place: alike in name and near each other.

Never by UPRN alone: one UPRN is often a whole site with several assets. A person decides.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import slugify

from assets_register.enums import AssetKind, AssetStatus
from assets_register.models import Asset, LikelyPair
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


@dataclass(frozen=True, kw_only=True)
class _Listing:
    asset: Asset
    sources: frozenset[str]
    words: frozenset[str]
    point: tuple[float, float] | None


def note_likely_pairs(site: "Site", *, source: str = "", only: Iterable[Asset] | None = None) -> int:
    """Write down which listings may be one place, for a person to look at; return how many are new.

    Looks at those of one ``source``, or ``only`` at some, against all of others. What a person has
    said of a pair stays.
    """
    listings = list(_listings(site))
    wanted = {asset.pk for asset in only} if only is not None else None
    mine = [
        each
        for each in listings
        if (each.asset.pk in wanted if wanted is not None else source in each.sources)
    ]
    by_word: dict[str, list[_Listing]] = {}
    for each in listings:
        for word in each.words:
            by_word.setdefault(word, []).append(each)
    found: dict[tuple[int, int], str] = {}
    for each in mine:
        for other in _candidates(each, by_word):
            why = _why(each, other)
            if why:
                pair = sorted((each.asset.pk, other.asset.pk))
                found[pair[0], pair[1]] = why
    known = set(LikelyPair.objects.filter(site=site).values_list("first_id", "second_id"))
    new = [
        LikelyPair(site=site, first_id=pair[0], second_id=pair[1], why=why[:250])
        for pair, why in sorted(found.items())
        if pair not in known
    ]
    LikelyPair.objects.bulk_create(new, batch_size=200)
    return len(new)


def _listings(site: "Site") -> Iterator[_Listing]:
    assets = (
        Asset.objects.filter(site=site, not_a_place="")
        .exclude(status__in=[AssetStatus.GONE, AssetStatus.MERGED])
        .prefetch_related("merges__given_up")
        .order_by("pk")
    )
    middles = {
        row.code: (row.latitude, row.longitude)
        for row in Postcode.objects.filter(site=site, code__in=assets.values("postcode").order_by())
    }
    for asset in assets:
        words = frozenset(slugify(asset.name).split("-"))
        yield _Listing(
            asset=asset,
            sources=frozenset({asset.source, *(merge.given_up.source for merge in asset.merges.all())}),
            words=words - _GENERIC or words,
            point=(asset.latitude, asset.longitude)
            if asset.latitude is not None and asset.longitude is not None
            else middles.get(asset.postcode),
        )


def _candidates(each: _Listing, by_word: dict[str, list[_Listing]]) -> Iterator[_Listing]:
    seen = {each.asset.pk}
    for word in sorted(each.words):
        for other in by_word[word] if len(by_word[word]) <= _COMMON else ():
            if other.asset.pk not in seen and not (each.sources & other.sources):
                seen.add(other.asset.pk)
                yield other


def _why(one: _Listing, other: _Listing) -> str:
    """Return why two listings may be one place, in plain words; empty where nothing says so."""
    kinds = {one.asset.kind, other.asset.kind}
    same_name = one.asset.name.casefold() == other.asset.name.casefold()
    if len(kinds) > 1 and AssetKind.OTHER not in kinds and not same_name:
        return ""
    alike = one.words == other.words
    if not alike and not (one.words < other.words or other.words < one.words):
        return ""
    near = _near(one, other, SAME_NAME if alike else ALIKE)
    return f"The names are alike, and {near}." if near else ""


def _near(one: _Listing, other: _Listing, most: int) -> str:
    codes = one.asset.postcode, other.asset.postcode
    if codes[0] and codes[0] == codes[1] and " " in codes[0]:
        return f"both are in {codes[0]}"
    if one.point and other.point:
        metres = round(distance_metres(*one.point, *other.point))
        return f"they are {metres} m apart" if metres <= most else ""
    if all(" " in code for code in codes) and codes[0][:-2] == codes[1][:-2]:
        return f"both postcodes begin with {codes[0][:-2]}"
    return ""
