"""Say what becomes of every row of a file. Nothing is written here."""

from typing import Any

from django.utils.translation import gettext_noop as _

from assets_register.enums import AssetStatus, RowOutcome
from assets_register.importing.merging import (
    FIELD_WORDS,
    KnownAsset,
    Matches,
    PreparedRow,
    as_field,
    as_json,
    field_words,
    match_rows,
    match_stems,
    take_over,
)
from assets_register.importing.work import Work
from assets_register.models import Asset, ImportedRow, ImportRun
from assets_register.opening_hours import read_hours
from assets_register.services import free_slug

#: How many imports of a source are looked back over to tell its words from a person's.
REMEMBERED = 5


def decide(work: Work) -> None:
    """Settle every row of a file: what it is about and what of it to take."""
    known = _known_assets(work)
    groups: dict[str, list[PreparedRow]] = {}
    for row in work.rows:
        if row.raw.ragged:
            row.note("ragged", row.raw.ragged, **row.raw.lengths)
        if row.raw.ragged or row.unusable:
            work.settle(row, RowOutcome.PROBLEM, None)
        else:
            groups.setdefault(row.key, []).append(row)
    repeated: list[tuple[PreparedRow, PreparedRow]] = []
    _as_decided(work, known, groups)
    new: list[PreparedRow] = []
    for key, rows in groups.items():
        matches = match_rows(rows, known.pop(key, []))
        new.extend(matches.new)
        _settle(work, matches)
        repeated.extend(matches.duplicates)
    stems = match_stems(new, [each for group in known.values() for each in group])
    _settle(work, stems)
    for row in stems.new:
        _create(work, row)
    for row, first in repeated:
        work.settle(row, RowOutcome.DUPLICATE, work.results[first.raw.number][1])
    found = {id(each) for _row, each in stems.known}
    left = [each for group in known.values() for each in group if id(each) not in found]
    work.missing = [each for each in left if each.asset.status != AssetStatus.GONE]


def _settle(work: Work, matches: Matches) -> None:
    for row, asset in matches.known:
        _change(work, row, asset)
    for row in matches.problems:
        work.settle(row, RowOutcome.PROBLEM, None)


def _as_decided(work: Work, known: dict[str, list[KnownAsset]], groups: dict[str, list[PreparedRow]]) -> None:
    """Do with rows what a person said of them, and take them and their assets off the lists."""
    for key, rows in groups.items():
        for row in list(rows):
            said = work.decisions.get(str(row.raw.number))
            if said is None:
                continue
            group = next((group for group in known.values() if any(e.asset.pk == said for e in group)), [])
            asset = next((each for each in group if each.asset.pk == said), None)
            if asset is not None:
                group.remove(asset)
                row.note("decided", _("A person said that this is “%(name)s”."), name=asset.asset.name)
                _change(work, row, asset)
            elif said == "new":
                said = _("A person said that this is a new one, although the code “%(code)s” is known.")
                row.note("decided", said, code=key)
                _create(work, row)
            else:
                continue
            rows.remove(row)


def _known_assets(work: Work) -> dict[str, list[KnownAsset]]:
    """Return what this source gave us before, by the source's key, oldest first."""
    assets = list(
        Asset.objects.filter(site=work.site, source=work.source)
        .select_related("owner", "merged_away__kept__owner")
        .order_by("pk")
    )
    work.refs = {asset.source_ref for asset in assets}
    work.slugs = set(Asset.objects.filter(site=work.site).values_list("slug", flat=True))
    given = _given_before(work)
    known: dict[str, list[KnownAsset]] = {}
    for asset in assets:
        key = asset.source_ref.rsplit(" #", 1)[0]
        merge = getattr(asset, "merged_away", None)
        kept = merge.kept if merge else asset
        said = [*given.get(kept.pk, []), *given.get(asset.pk, [])] if merge else given.get(asset.pk, [])
        known.setdefault(key, []).append(
            KnownAsset(
                asset=kept, record=asset, given=said, theirs=frozenset(merge.changes) if merge else None
            )
        )
    return known


def _given_before(work: Work) -> dict[int, list[dict[str, Any]]]:
    """Return what this source gave for each asset in its last imports, newest first."""
    runs = ImportRun.objects.filter(site=work.site, source=work.source, dry_run=False, undone_at__isnull=True)
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


def _free_ref(work: Work, key: str) -> str:
    key = key[:110]
    ref, number = key, 1
    while ref in work.refs:
        number += 1
        ref = f"{key} #{number}"
    work.refs.add(ref)
    return ref


def _create(work: Work, row: PreparedRow) -> None:
    values = row.values
    asset = Asset(
        site=work.site,
        source=work.source,
        source_ref=_free_ref(work, row.key),
        slug=free_slug(values["name"], work.slugs),
        opening_hours_osm=read_hours(values.get("opening_hours") or "").osm[:400],
        **{name: as_field(name, values[name]) for name in FIELD_WORDS if name in values},
    )
    work.slugs.add(asset.slug)
    if values["held_reason"]:
        asset.status, asset.held_reason = AssetStatus.HELD_BACK, values["held_reason"]
        work.held += 1
    _place(work, asset)
    work.created.append(asset)
    work.settle(row, RowOutcome.CREATED, asset)


def _change(work: Work, row: PreparedRow, known: KnownAsset) -> None:
    asset = known.asset
    wanted = take_over(known, row)
    row.changes = {name: [as_json(getattr(asset, name)), as_json(value)] for name, value in wanted.items()}
    for name, value in wanted.items():
        setattr(asset, name, value)
    fields = set(wanted)
    if "opening_hours" in fields:
        asset.opening_hours_osm = read_hours(asset.opening_hours).osm[:400]
        fields.add("opening_hours_osm")
    if {"latitude", "longitude"} & fields:
        _place(work, asset)
        fields.add("neighbourhood")
    organisation = row.values.get("organisation")
    if organisation and organisation != known.last.get("organisation", organisation):
        row.changes["owner"] = [asset.owner.name if asset.owner else "", organisation]
        fields.add("owner")
    if _must_hold(asset, row, known):
        reason = row.values["held_reason"]
        row.changes |= {
            "status": [asset.status, AssetStatus.HELD_BACK],
            "held_reason": [asset.held_reason, reason],
        }
        asset.status, asset.held_reason = AssetStatus.HELD_BACK, reason
        fields |= {"status", "held_reason"}
        work.held += 1
    if row.changes:
        row.note("changed", _("Changed: %(fields)s."), fields=field_words(sorted(row.changes)))
    if known.record.source_ref.rsplit(" #", 1)[0] != row.key[:110] and known.theirs is None:
        before, asset.source_ref = asset.source_ref, _free_ref(work, row.key)
        row.changes["source_ref"] = [before, asset.source_ref]
        fields.add("source_ref")
    if fields:
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


def _place(work: Work, asset: Asset) -> None:
    if asset.latitude is None or asset.longitude is None:
        asset.neighbourhood = None
    else:
        asset.neighbourhood_id = work.areas.containing(asset.latitude, asset.longitude)
