"""Rows become assets: everything accounted for, a re-run changes nothing, a person's word stands."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from assets_register.enums import AssetStatus
from assets_register.exporting import export_assets_csv
from assets_register.importing.mappings import NATIONAL
from assets_register.importing.notes import words_of
from assets_register.importing.reading import UnreadableFile
from assets_register.importing.reporting import report_csv, summary_lines
from assets_register.importing.running import import_assets
from assets_register.models import Asset, ImportedRow, ImportRun
from assets_register.services import confirm_asset, publish_assets
from tests.factories.assets import AssetFactory
from tests.factories.places import NeighbourhoodFactory
from tests.factories.residents import UserFactory


def _file(*rows: dict[str, str]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(NATIONAL), restval="")
    writer.writeheader()
    writer.writerows(
        {"OrganisationLabel": "Pellbridge Council", "HoldingType": "Buildings", **row} for row in rows
    )
    return written.getvalue().encode()


HALL = {
    "AssetCode": "A1",
    "PropertyName": "Weir Hall",
    "PostCode": "M33 7DF",
    "GeoX": "-2.35",
    "GeoY": "53.45",
}
LIBRARY = {
    "AssetCode": "A2",
    "PropertyName": "Lock Library",
    "UPRN": "10070405081",
    "EffectiveDate": "2026-01-10",
}


def _import(site, *rows, **options):
    return import_assets(site, _file(*rows), file_name="list.csv", **{"dry_run": False, **options})


def _outcomes(run):
    return list(run.rows.order_by("number").values_list("outcome", flat=True))


def _notes(run, number):
    return [note["code"] for note in run.rows.get(number=number).problems]


def test_a_dry_run_reports_and_changes_nothing(site):
    run = _import(site, HALL, LIBRARY, dry_run=True)
    assert _outcomes(run) == ["created", "created"]
    assert not Asset.objects.exists()
    again = _import(site, HALL, LIBRARY, dry_run=True)
    assert list(ImportRun.objects.all()) == [again]


def test_rows_come_in_as_drafts_with_owner_and_neighbourhood(site, other_site):
    ward = NeighbourhoodFactory(site=site)
    NeighbourhoodFactory(site=other_site)
    run = _import(site, HALL, LIBRARY)
    hall = Asset.objects.get(asset_code="A1")
    assert (hall.site, hall.status, hall.neighbourhood) == (site, AssetStatus.DRAFT, ward)
    assert hall.owner.name == "Pellbridge Council"
    assert hall.owner.site == site
    assert Asset.objects.get(asset_code="A2").uprn == "010070405081"
    assert run.counts["created"] == 2
    assert run.rows.get(number=1).raw["PropertyName"] == "Weir Hall"


def test_a_rerun_changes_nothing(site):
    _import(site, HALL, LIBRARY)
    before = list(Asset.objects.order_by("pk").values())
    run = _import(site, HALL, LIBRARY)
    assert _outcomes(run) == ["unchanged", "unchanged"]
    assert list(Asset.objects.order_by("pk").values()) == before


def test_another_places_assets_are_not_matched(site, other_site):
    _import(other_site, HALL)
    assert _outcomes(_import(site, HALL)) == ["created"]
    assert Asset.objects.count() == 2


def test_what_the_source_changed_is_taken_and_named(site):
    _import(site, HALL)
    run = _import(site, {**HALL, "PropertyName": "Weir Hall and Annexe"})
    assert _outcomes(run) == ["changed"]
    assert "name" in words_of(run.rows.get().problems[-1])
    assert Asset.objects.get().name == "Weir Hall and Annexe"


def test_a_list_whose_names_nobody_recognised_renames_nothing_after_its_street(site):
    named = HALL | {"StreetNumber": "12", "StreetName": "Chester Road"}
    _import(site, named)
    before = Asset.objects.values("name", "kind").get()
    run = _import(site, named | {"PropertyName": "", "PostCode": "M33 7DG"})
    assert _outcomes(run) == ["changed"]
    assert Asset.objects.values("name", "kind").get() == before
    assert Asset.objects.get().postcode == "M33 7DG"


def test_a_persons_edit_is_kept(site):
    _import(site, HALL)
    Asset.objects.update(name="The Weir")
    run = _import(site, {**HALL, "PropertyName": "WEIR HALL", "TenureType": "Freehold"})
    asset = Asset.objects.get()
    assert (asset.name, asset.tenure_type) == ("The Weir", "Freehold")
    assert "kept_edit" in _notes(run, 1)


def test_a_placed_point_is_kept_whole(site):
    _import(site, HALL)
    Asset.objects.update(latitude=53.4501)
    _import(site, {**HALL, "GeoX": "-2.36", "GeoY": "53.46"})
    asset = Asset.objects.get()
    assert (asset.latitude, asset.longitude) == (53.4501, -2.35)


def test_a_newer_check_is_never_overwritten(site):
    _import(site, LIBRARY)
    asset = Asset.objects.get()
    confirm_asset(asset, by=UserFactory(), by_name="Library Service")
    Asset.objects.update(checked_at=datetime(2026, 5, 1, tzinfo=UTC))
    run = _import(site, {**LIBRARY, "PropertyName": "Old Lock Library", "EffectiveDate": "2026-02-01"})
    assert _outcomes(run) == ["unchanged"]
    assert "kept_check" in _notes(run, 1)
    assert Asset.objects.get().name == "Lock Library"
    newer = _import(site, {**LIBRARY, "PropertyName": "New Lock Library", "EffectiveDate": "2026-06-01"})
    assert _outcomes(newer) == ["changed"]
    assert Asset.objects.get().name == "New Lock Library"


def test_the_same_uprn_never_makes_two_rows_one_asset(site):
    run = _import(site, LIBRARY, {**LIBRARY, "AssetCode": "A3", "PropertyName": "Lock Library café"})
    assert _outcomes(run) == ["created", "created"]


def test_a_repeated_row_is_reported_as_such(site):
    run = _import(site, HALL, LIBRARY, HALL)
    assert _outcomes(run) == ["created", "created", "duplicate"]
    assert Asset.objects.count() == 2
    assert "row 1, exactly" in words_of(run.rows.get(number=3).problems[-1])
    assert _outcomes(_import(site, HALL, LIBRARY, HALL)) == ["unchanged", "unchanged", "duplicate"]


def test_a_repeated_code_with_other_content_is_two_assets_and_stays_so(site):
    rows = HALL, {**HALL, "PropertyName": "Weir Hall annexe"}
    run = _import(site, *rows)
    assert _outcomes(run) == ["created", "created"]
    assert "repeated_code" in _notes(run, 1)
    assert _outcomes(_import(site, *rows)) == ["unchanged", "unchanged"]
    assert _outcomes(_import(site, *reversed(rows))) == ["unchanged", "unchanged"]
    unclear = _import(site, {**HALL, "PropertyName": "Neither"})
    assert _outcomes(unclear) == ["problem"]
    assert _notes(unclear, 1) == ["ambiguous_code"]
    assert Asset.objects.count() == 2


def test_a_code_that_means_something_else_now_waits_for_a_person(site):
    _import(site, LIBRARY)
    run = _import(site, {**LIBRARY, "UPRN": "100012797623", "PropertyName": "Depot"})
    assert (_outcomes(run), _notes(run, 1)) == (["problem"], ["no_coordinates", "code_reused"])
    assert Asset.objects.get().name == "Lock Library"


def test_rows_without_a_code_are_matched_by_name_and_postcode(site):
    row = {**HALL, "AssetCode": ""}
    _import(site, row)
    assert _outcomes(_import(site, row)) == ["unchanged"]


def test_harm_is_held_back_until_a_person_decides_and_stays_decided(site):
    home = {**HALL, "PropertyName": "Old Hall Road Childrens Home"}
    _import(site, home)
    asset = Asset.objects.get()
    assert asset.status == AssetStatus.HELD_BACK
    assert publish_assets(Asset.objects.all(), by=None).left == {"held_back": 1}
    _import(site, home)
    asset.refresh_from_db()
    assert asset.status == AssetStatus.HELD_BACK


def test_a_published_asset_that_turns_out_harmful_is_held_back(site):
    _import(site, HALL)
    publish_assets(Asset.objects.all(), by=None)
    run = _import(site, {**HALL, "PropertyName": "Weir Hall women's refuge"})
    assert Asset.objects.get().status == AssetStatus.HELD_BACK
    assert run.counts["held_back"] == 1


def test_an_import_publishes_nothing(site):
    _import(site, HALL, LIBRARY)
    assert not Asset.objects.public().exists()


def test_what_left_the_file_is_counted_and_kept(site):
    _import(site, HALL, LIBRARY)
    run = _import(site, HALL)
    assert (run.counts["not_in_file"], run.counts["missing"]) == (1, ["Lock Library"])
    assert Asset.objects.count() == 2


def test_nothing_is_half_imported_when_writing_fails(site, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr("assets_register.importing.writing.assets_imported", fail)
    with pytest.raises(RuntimeError):
        _import(site, HALL, LIBRARY)
    assert not Asset.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_ragged_row_is_kept_out_and_named(site):
    content = _file(HALL) + b"Council,,,,A9,Park,Road, with a comma,,,,,,,,,,,,,,,,x\n"
    run = import_assets(site, content, file_name="list.csv", dry_run=False)
    assert _outcomes(run) == ["created", "problem"]
    assert ImportedRow.objects.get(number=2).raw["PropertyName"] == "Park"


def test_the_report_has_a_line_for_every_row_and_no_formula(site):
    run = _import(site, {**HALL, "PropertyName": "=HYPERLINK(1)"}, LIBRARY)
    lines = list(csv.reader(io.StringIO("".join(report_csv(run)))))
    assert len(lines) == 3
    assert lines[1][5] == "'=HYPERLINK(1)"
    assert summary_lines(run)[0].startswith("2 rows: 2 new")


def test_export_has_the_national_columns_and_comes_back_unchanged(site, other_site):
    AssetFactory(site=other_site, name="Otherham secret")
    row = {**HALL, "StreetNumber": "54-56", "BuildingSize": "872.8", "EffectiveDate": "2025-01-10"}
    _import(site, row, LIBRARY)
    text = "".join(export_assets_csv(Asset.objects.filter(site=site)))
    found = list(csv.DictReader(io.StringIO(text)))
    assert list(found[0]) == list(NATIONAL)
    assert {key: value for key, value in found[0].items() if value} == {
        "OrganisationLabel": "Pellbridge Council",
        "HoldingType": "Buildings",
        "CoordinateReferenceSystem": "WGS84",
        **row,
    }
    assert "Otherham" not in text
    run = import_assets(site, text.encode(), file_name="back.csv", source="Pellbridge Council", dry_run=True)
    assert _outcomes(run) == ["unchanged", "unchanged"]


def test_command_is_a_dry_run_unless_told_to_apply(site, tmp_path, capsys):
    file, report = tmp_path / "list.csv", tmp_path / "report.csv"
    file.write_bytes(_file(HALL))
    call_command("import_assets", str(file), "--report", str(report))
    assert "dry run" in capsys.readouterr().out
    assert not Asset.objects.exists()
    assert report.read_text().count("\n") == 2
    call_command("import_assets", str(file), "--apply", "--site", "testserver")
    assert "1 row: 1 new" in capsys.readouterr().out
    assert Asset.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04zip", b"nonsense", b"\x00" * 100])
def test_command_says_in_plain_words_what_it_cannot_read(site, tmp_path, content):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="was not read in"):
        call_command("import_assets", str(file))
    assert not ImportRun.objects.exists()


def test_command_names_what_is_missing(site, tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_assets", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match=r"No place is at nowhere\. Places here: testserver"):
        call_command("import_assets", "x.csv", "--site", "nowhere")


def test_command_asks_which_place_where_there_are_several(site, other_site, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(_file(HALL))
    with pytest.raises(CommandError, match=r"Say which place with --site\. Places here: testserver, other"):
        call_command("import_assets", str(file), "--apply")
    assert not Asset.objects.exists()


def test_progress_is_told_row_by_row(site):
    told = []
    _import(site, HALL, LIBRARY, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_unreadable_leaves_no_trace(site):
    with pytest.raises(UnreadableFile):
        import_assets(site, b"a,b,c\n1,2,3", file_name="x.csv", dry_run=False)
    assert not ImportRun.objects.exists()
