"""Take a file into the register: read everything, decide everything, then write it in one go."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Site

from assets_register.enums import AssetStatus, RowOutcome
from assets_register.importing.mappings import choose_mapping
from assets_register.importing.merging import (
    FIELD_WORDS,
    KnownAsset,
    PreparedRow,
    as_field,
    match_rows,
    take_over,
)
from assets_register.importing.normalising import Inside, normalise
from assets_register.importing.reading import read_table
from assets_register.importing.screening import screen
from assets_register.models import Asset, ImportedRow, ImportRun
from assets_register.services import assets_imported, free_slug
from civic.partners.services import ensure_organisation
from civic.places.selectors import neighbourhood_areas

if TYPE_CHECKING:
    from civic.partners.models import Organisation
    from civic.places.geo import Areas
    from civic.residents.models import User

#: How many imports of a source are looked back over to tell its words from a person's.
REMEMBERED = 5

Progress = Callable[[int, int], None]


@dataclass(kw_only=True)
class _Work:
    """One run in the making."""

    site: Site
    source: str
    by: "User | None"
    areas: "Areas"
    rows: list[PreparedRow]
    results: dict[int, tuple[str, Asset | None]] = field(default_factory=dict)
    """Outcome and asset by row number."""
    created: list[Asset] = field(default_factory=list)
    changed: dict[int, tuple[Asset, set[str]]] = field(default_factory=dict)
    owners: dict[str, "Organisation"] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    refs: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    held: int = 0

    def settle(self, row: PreparedRow, outcome: str, asset: Asset | None) -> None:
        self.results[row.raw.number] = (outcome, asset)


def import_assets(
    site: Site,
    content: bytes,
    *,
    file_name: str,
    source: str = "",
    dry_run: bool = True,
    by: "User | None" = None,
    progress: Progress | None = None,
) -> ImportRun:
    """Take a publisher's list of assets into a place's register, or say what would happen.

    ``source`` is what the register calls the publisher; without it, the organisation most rows
    name. ``progress`` is called with rows done and rows in all. New assets come in as drafts, or
    held back. Every row of the file has an ``ImportedRow`` in the run returned. A dry run changes
    no asset. Raises ``UnreadableFile`` where the file as a whole cannot be used; nothing is
    written then.
    """
    started = timezone.now()
    table = read_table(content)
    mapping = choose_mapping(table.headings)
    areas = neighbourhood_areas(site)
    inside = _inside(site, areas)
    rows: list[PreparedRow] = []
    for raw in table.rows:
        normal = normalise(mapping.given(raw.cells), grid=mapping.grid, inside=inside)
        row = PreparedRow(raw=raw, values=normal.values, notes=normal.notes, unusable=normal.unusable)
        _screen(row)
        rows.append(row)
        if progress:
            progress(len(rows), len(table.rows))
    source = (source.strip() or _most_named(rows) or file_name)[:120]
    with transaction.atomic():
        # One import of a place at a time; what else is written about the place need not wait for it.
        Site.objects.select_for_update(no_key=True).get(pk=site.pk)
        work = _Work(site=site, source=source, by=by, areas=areas, rows=rows)
        _decide(work)
        if not dry_run:
            _write(work)
        run = _keep(work, table.notes, content, mapping.label, file_name, started, dry_run=dry_run)
    return run


def _inside(site: Site, areas: "Areas") -> Inside | None:
    from civic.places.selectors import neighbourhoods

    if not neighbourhoods(site).exists():
        return None
    return lambda latitude, longitude: areas.containing(latitude, longitude) is not None


def _most_named(rows: list[PreparedRow]) -> str:
    named = Counter(row.values.get("organisation", "") for row in rows)
    return str(named.most_common(1)[0][0]) if named else ""


def _screen(row: PreparedRow) -> None:
    found = screen(row.values)
    row.values |= asdict(found)
    if found.not_a_place:
        row.note(found.not_a_place, f"Flagged as not a place to visit. {found.not_a_place_reason}")
    if found.held_reason:
        row.note("held_back", f"Held back until a person decides. {found.held_reason}")


# ---- deciding ------------------------------------------------------------------------------------
def _decide(work: _Work) -> None:
    known = _known_assets(work)
    groups: dict[str, list[PreparedRow]] = {}
    for row in work.rows:
        if row.raw.ragged:
            row.note("ragged", row.raw.ragged)
        if row.raw.ragged or row.unusable:
            work.settle(row, RowOutcome.PROBLEM, None)
        else:
            groups.setdefault(row.key, []).append(row)
    for key, rows in groups.items():
        matches = match_rows(rows, known.pop(key, []))
        for row in matches.new:
            _create(work, row)
        for row, asset in matches.known:
            _change(work, row, asset)
        for row in matches.problems:
            work.settle(row, RowOutcome.PROBLEM, None)
        for row, first in matches.duplicates:
            work.settle(row, RowOutcome.DUPLICATE, work.results[first.raw.number][1])
    work.missing = [each.asset.name for group in known.values() for each in group]


def _known_assets(work: _Work) -> dict[str, list[KnownAsset]]:
    """Return what this source gave us before, by the source's key, oldest first."""
    assets = list(
        Asset.objects.filter(site=work.site, source=work.source).select_related("owner").order_by("pk")
    )
    work.refs = {asset.source_ref for asset in assets}
    work.slugs = set(Asset.objects.filter(site=work.site).values_list("slug", flat=True))
    given = _given_before(work)
    known: dict[str, list[KnownAsset]] = {}
    for asset in assets:
        key = asset.source_ref.rsplit(" #", 1)[0]
        known.setdefault(key, []).append(KnownAsset(asset=asset, given=given.get(asset.pk, [])))
    return known


def _given_before(work: _Work) -> dict[int, list[dict[str, Any]]]:
    """Return what this source gave for each asset in its last imports, newest first."""
    runs = ImportRun.objects.filter(site=work.site, source=work.source, dry_run=False)
    rows = (
        ImportedRow.objects.filter(run__in=list(runs.order_by("-started_at")[:REMEMBERED]))
        .exclude(asset=None)
        .exclude(outcome=RowOutcome.DUPLICATE)
        .order_by("-run__started_at", "-run_id")
    )
    given: dict[int, list[dict[str, Any]]] = {}
    for asset_id, values in rows.values_list("asset_id", "normalised"):
        given.setdefault(asset_id, []).append(values)
    return given


def _free_ref(work: _Work, key: str) -> str:
    key = key[:110]
    ref, number = key, 1
    while ref in work.refs:
        number += 1
        ref = f"{key} #{number}"
    work.refs.add(ref)
    return ref


def _create(work: _Work, row: PreparedRow) -> None:
    values = row.values
    asset = Asset(
        site=work.site,
        source=work.source,
        source_ref=_free_ref(work, row.key),
        slug=free_slug(values["name"], work.slugs),
        **{name: as_field(name, values[name]) for name in FIELD_WORDS if name in values},
    )
    work.slugs.add(asset.slug)
    if values["held_reason"]:
        asset.status, asset.held_reason = AssetStatus.HELD_BACK, values["held_reason"]
        work.held += 1
    _place(work, asset)
    work.created.append(asset)
    work.settle(row, RowOutcome.CREATED, asset)


def _change(work: _Work, row: PreparedRow, known: KnownAsset) -> None:
    asset = known.asset
    wanted = take_over(known, row)
    for name, value in wanted.items():
        setattr(asset, name, value)
    fields = set(wanted)
    if {"latitude", "longitude"} & fields:
        _place(work, asset)
        fields.add("neighbourhood")
    if row.values["organisation"] != known.last.get("organisation", row.values["organisation"]):
        fields.add("owner")
    if _must_hold(asset, row, known):
        asset.status, asset.held_reason = AssetStatus.HELD_BACK, row.values["held_reason"]
        fields |= {"status", "held_reason"}
        work.held += 1
    if fields:
        row.note(
            "changed", "Changed: " + ", ".join(FIELD_WORDS.get(name, name) for name in sorted(fields)) + "."
        )
        work.changed[row.raw.number] = (asset, fields)
    work.settle(row, RowOutcome.CHANGED if fields else RowOutcome.UNCHANGED, asset)


def _must_hold(asset: Asset, row: PreparedRow, known: KnownAsset) -> bool:
    """Say whether the list now says something that it did not and that could do harm if shown."""
    reason = row.values["held_reason"]
    return bool(
        reason
        and reason != known.last.get("held_reason", "")
        and asset.cleared_by_id is None
        and asset.status != AssetStatus.HELD_BACK
    )


def _place(work: _Work, asset: Asset) -> None:
    if asset.latitude is None or asset.longitude is None:
        asset.neighbourhood = None
    else:
        asset.neighbourhood_id = work.areas.containing(asset.latitude, asset.longitude)


# ---- writing -------------------------------------------------------------------------------------
def _owner(work: _Work, row: PreparedRow) -> "Organisation | None":
    name = row.values.get("organisation") or ""
    if not name:
        return None
    if name not in work.owners:
        kind = "council" if "council" in name.lower() else "other"
        work.owners[name] = ensure_organisation(work.site, name, kind=kind)
    return work.owners[name]


def _write(work: _Work) -> None:
    """Write what was decided; inside the caller's transaction."""
    for row in work.rows:
        outcome, asset = work.results[row.raw.number]
        if asset is None or outcome == RowOutcome.DUPLICATE:
            continue
        if outcome == RowOutcome.CREATED or "owner" in work.changed.get(row.raw.number, (asset, set()))[1]:
            asset.owner = _owner(work, row)
    Asset.objects.bulk_create(work.created, batch_size=200)
    # In the order every other writer takes several assets, so that none waits for another in a ring.
    for asset, fields in sorted(work.changed.values(), key=lambda change: change[0].pk):
        asset.save(update_fields=[*fields, "updated_at"])
    changed = [asset for asset, _fields in work.changed.values()]
    for asset in work.created:
        log(asset, "assets.import", user=work.by, data={"source": work.source, "new": True})
    for asset, fields in work.changed.values():
        log(asset, "assets.import", user=work.by, data={"source": work.source, "fields": sorted(fields)})
    assets_imported(work.site.pk, [asset.pk for asset in (*work.created, *changed)])


def _keep(
    work: _Work,
    file_notes: list[str],
    content: bytes,
    label: str,
    file_name: str,
    started: Any,
    *,
    dry_run: bool,
) -> ImportRun:
    """Keep the report: one row for every row of the file. An older dry run of the same file goes."""
    digest = hashlib.sha256(content).hexdigest()
    ImportRun.objects.filter(site=work.site, sha256=digest, dry_run=True).delete()
    run = ImportRun.objects.create(
        site=work.site,
        source=work.source,
        file_name=file_name[:200],
        sha256=digest,
        mapping=label[:60],
        dry_run=dry_run,
        counts=_counts(work, file_notes),
        started_at=started,
        finished_at=timezone.now(),
        by=work.by,
    )
    ImportedRow.objects.bulk_create(
        [_imported(run, row, *work.results[row.raw.number]) for row in work.rows], batch_size=200
    )
    return run


def _imported(run: ImportRun, row: PreparedRow, outcome: str, asset: Asset | None) -> ImportedRow:
    return ImportedRow(
        run=run,
        number=row.raw.number,
        raw=row.raw.cells,
        normalised=row.values,
        outcome=outcome,
        problems=[asdict(note) for note in row.notes],
        asset=asset if asset is not None and asset.pk else None,
    )


def _counts(work: _Work, file_notes: list[str]) -> dict[str, Any]:
    outcomes = Counter(str(outcome) for outcome, _asset in work.results.values())
    notes = Counter(code for row in work.rows for code in {note.code for note in row.notes})
    return {
        "rows": len(work.rows),
        **{outcome: outcomes.get(outcome, 0) for outcome in RowOutcome.values},
        "held_back": work.held,
        "not_in_file": len(work.missing),
        "missing": work.missing[:100],
        "notes": dict(sorted(notes.items())),
        "file_notes": file_notes,
    }
