"""Say what becomes of every row of a file. Nothing is written here."""

from collections.abc import Iterable

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
from assets_register.models import Asset
from assets_register.opening_hours import read_hours


def decide(work: Work, known: dict[str, list[KnownAsset]], left: Iterable[KnownAsset]) -> None:
    """Settle rows: what each is about and what of it to take.

    ``work`` holds all rows of their keys; ``known`` is what the register has of these, by key, and of what
    a person named; ``left`` is what the file has no row of, as far as their codes' stems are alike.
    """
    groups: dict[str, list[PreparedRow]] = {}
    for row in work.rows:
        if row.raw.ragged:
            row.note("ragged", row.raw.ragged, **row.raw.lengths)
        if row.raw.ragged or row.unusable:
            work.settle(row, RowOutcome.PROBLEM, None)
        else:
            groups.setdefault(row.key, []).append(row)
    repeated: list[tuple[PreparedRow, PreparedRow]] = []
    named = _as_decided(work, known, groups)
    new: list[PreparedRow] = []
    for key, rows in groups.items():
        matches = match_rows(rows, known.pop(key, []))
        new.extend(matches.new)
        _settle(work, matches)
        repeated.extend(matches.duplicates)
    stems = match_stems(new, [each for each in left if each.asset.pk not in named])
    _settle(work, stems)
    for row in stems.new:
        _create(work, row)
    for row, first in repeated:
        work.settle(row, RowOutcome.DUPLICATE, work.results[first.raw.number][1])


def _settle(work: Work, matches: Matches) -> None:
    for row, asset in matches.known:
        _change(work, row, asset)
    for row in matches.problems:
        work.settle(row, RowOutcome.PROBLEM, None)


def _as_decided(
    work: Work, known: dict[str, list[KnownAsset]], groups: dict[str, list[PreparedRow]]
) -> set[int]:
    """Do with rows what a person said of them, and take them and their assets off the lists.

    Returns the assets a person named, for these rows or for others.
    """
    by_pk = {each.asset.pk: each for group in known.values() for each in group}
    named = {int(said) for said in work.decisions.values() if said != "new"}
    for rows in groups.values():
        for row in list(rows):
            said = work.decisions.get(str(row.raw.number))
            if said is None:
                continue
            asset = by_pk.pop(int(said), None) if said != "new" else None
            if asset is not None:
                row.note("decided", _("A person said that this is “%(name)s”."), name=asset.asset.name)
                _change(work, row, asset)
            elif said == "new":
                why = _("A person said that this is a new one, although the code “%(code)s” is known.")
                row.note("decided", why, code=row.key)
                _create(work, row)
            else:
                continue
            rows.remove(row)
    for key, group in known.items():
        known[key] = [each for each in group if each.asset.pk not in named]
    return named


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
        slug="",
        opening_hours_osm=read_hours(values.get("opening_hours") or "").osm[:400],
        **{name: as_field(name, values[name]) for name in FIELD_WORDS if name in values},
    )
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
