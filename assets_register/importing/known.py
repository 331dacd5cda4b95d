"""What the register has of a source: sixteen bytes an asset for all of them, records for those at hand."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assets_register.enums import AssetStatus, RowOutcome
from assets_register.importing.merging import KnownAsset, PreparedRow, code_stem
from assets_register.importing.surveying import Hashes, Left, hash_of, is_among
from assets_register.models import Asset, ImportedRow, ImportRun

if TYPE_CHECKING:
    from wagtail.models import Site

#: How many imports of a source are looked back over to tell its words from a person's.
REMEMBERED = 5
#: Numbers asked for at a time.
BATCH = 500


def key_in(source_ref: str) -> str:
    """Return the key a source's reference was made of."""
    return source_ref.rsplit(" #", 1)[0]


@dataclass(frozen=True, kw_only=True)
class Register:
    """All that a source gave, as it stands when an import begins or goes on."""

    site: "Site"
    source: str
    keys: Hashes
    """Ordered."""
    pks: NDArray[np.int64]
    """By key."""
    left: Left
    """What the file has no row of."""

    def of_keys(self, keys: Iterable[str]) -> list[int]:
        """Return the assets whose reference was made of one of these keys."""
        hashes = np.unique(np.fromiter((hash_of(key) for key in keys), dtype=np.uint64))
        first = np.searchsorted(self.keys, hashes, side="left")
        last = np.searchsorted(self.keys, hashes, side="right")
        return [int(pk) for a, b in zip(first, last, strict=True) for pk in self.pks[a:b]]

    def left_beside(self, codes: Iterable[str]) -> list[int]:
        """Return what is left whose code, or its stem, is the stem of one of these codes."""
        stems = np.unique(
            np.fromiter((hash_of(f"stem {code_stem(code)}") for code in codes), dtype=np.uint64)
        )
        found = is_among(self.left.codes, stems) | is_among(self.left.stems, stems)
        return [int(pk) for pk in np.unique(self.left.pks[found])]


def register_of(site: "Site", source: str, keys: Hashes) -> Register:
    """Read what the register has of a source. ``keys`` are those of the file's rows."""
    ordered = np.unique(keys)
    hashes: list[Hashes] = [np.empty(0, dtype=np.uint64)]
    numbers: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    left: list[tuple[int, int, int]] = []
    rows = Asset.objects.filter(site=site, source=source).order_by("pk")
    some: list[tuple[int, str, str]] = []

    def take() -> None:
        own = np.fromiter((hash_of(key_in(ref)) for _pk, ref, _code in some), dtype=np.uint64)
        hashes.append(own)
        numbers.append(np.fromiter((pk for pk, _ref, _code in some), dtype=np.int64))
        for known, (pk, ref, code) in zip(is_among(own, ordered), some, strict=True):
            if not known:
                left.extend(
                    (hash_of(f"stem {each}"), hash_of(f"stem {code_stem(each)}"), pk)
                    for each in {key_in(ref), code} - {""}
                )
        some.clear()

    for row in rows.values_list("pk", "source_ref", "asset_code").iterator(chunk_size=10_000):
        some.append(row)
        if len(some) >= 10_000:
            take()
    take()
    all_keys, all_pks = np.concatenate(hashes), np.concatenate(numbers)
    order = np.argsort(all_keys, kind="stable")
    left.sort()
    columns = list(zip(*left, strict=True)) or [(), (), ()]
    return Register(
        site=site,
        source=source,
        keys=all_keys[order],
        pks=all_pks[order],
        left=Left(
            codes=np.array(columns[0], dtype=np.uint64),
            stems=np.array(columns[1], dtype=np.uint64),
            pks=np.array(columns[2], dtype=np.int64),
        ),
    )


# ---- records -------------------------------------------------------------------------------------
def runs_before(site: "Site", source: str, *, but: int) -> list[int]:
    """Return the last imports of a source that stand, newest first, but one."""
    runs = ImportRun.objects.filter(site=site, source=source, dry_run=False, undone_at__isnull=True)
    return list(runs.exclude(pk=but).order_by("-started_at").values_list("pk", flat=True)[:REMEMBERED])


def known_assets(
    register: Register, pks: Collection[int], runs: Collection[int]
) -> dict[str, list[KnownAsset]]:
    """Return what the source gave before, by its key, oldest first."""
    assets: list[Asset] = []
    ids = sorted(set(pks))
    for start in range(0, len(ids), BATCH):
        rows = Asset.objects.filter(
            pk__in=ids[start : start + BATCH], site=register.site, source=register.source
        )
        assets += rows.select_related("owner", "merged_away__kept__owner").order_by("pk")
    merges = {asset.pk: getattr(asset, "merged_away", None) for asset in assets}
    given = _given_before({*merges, *(merge.kept_id for merge in merges.values() if merge)}, runs)
    known: dict[str, list[KnownAsset]] = {}
    for asset in assets:
        merge = merges[asset.pk]
        kept = merge.kept if merge else asset
        said = [*given.get(kept.pk, []), *given.get(asset.pk, [])] if merge else given.get(asset.pk, [])
        known.setdefault(key_in(asset.source_ref), []).append(
            KnownAsset(
                asset=kept, record=asset, given=said, theirs=frozenset(merge.changes) if merge else None
            )
        )
    return known


def _given_before(pks: Collection[int], runs: Collection[int]) -> Mapping[int, list[dict[str, Any]]]:
    """Return what the source gave for each of these assets in some imports, newest first."""
    given: dict[int, list[dict[str, Any]]] = {}
    ids = sorted(pks)
    for start in range(0, len(ids) if runs else 0, BATCH):
        rows = (
            ImportedRow.objects.filter(run__in=runs, asset__in=ids[start : start + BATCH])
            .exclude(outcome=RowOutcome.DUPLICATE)
            .order_by("-run__started_at", "-run_id")
        )
        for asset_id, values in rows.values_list("asset_id", "normalised"):
            given.setdefault(asset_id, []).append(values)
    return given


def taken_refs(
    register: Register, rows: Iterable[PreparedRow], known: Mapping[str, list[KnownAsset]]
) -> set[str]:
    """Return the references new assets of these rows may not have, as far as they may come to it."""
    wanted: set[str] = set()
    for key, count in Counter(row.key[:110] for row in rows).items():
        most = count + len(known.get(key, ())) + 1
        wanted |= {key, *(f"{key} #{number}" for number in range(2, most + 1))}
    mine = Asset.objects.filter(site=register.site, source=register.source)
    refs = sorted(wanted)
    taken: set[str] = set()
    for start in range(0, len(refs), BATCH):
        found = mine.filter(source_ref__in=refs[start : start + BATCH])
        taken |= set(found.values_list("source_ref", flat=True))
    return taken


# ---- what is gone --------------------------------------------------------------------------------
def missing(register: Register, run: ImportRun) -> Iterable[tuple[int, str]]:
    """Give number and name of what the source gave before and no row of this import is about."""
    ids = np.unique(register.left.pks).tolist()
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        assets = Asset.objects.filter(pk__in=some).select_related("merged_away__kept").order_by("pk")
        kept: list[Asset] = []
        for asset in assets:
            merge = getattr(asset, "merged_away", None)
            kept.append(merge.kept if merge else asset)
        about = set(
            ImportedRow.objects.filter(run=run, asset__in=kept)
            .exclude(outcome=RowOutcome.DUPLICATE)
            .values_list("asset_id", flat=True)
        )
        for asset in kept:
            if asset.pk not in about and asset.status != AssetStatus.GONE:
                yield asset.pk, asset.name
