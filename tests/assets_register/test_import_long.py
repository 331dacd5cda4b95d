"""A long list is taken in part by part: the same result, true at every moment, gone on with after a death."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets_register import import_report, import_screens, index, uploads
from assets_register.enums import AssetStatus, RowOutcome, UploadStep
from assets_register.importing import running
from assets_register.importing.listed import open_list
from assets_register.importing.mappings import NATIONAL
from assets_register.importing.naming import Namer
from assets_register.importing.reading import read_table
from assets_register.importing.reporting import summary_lines
from assets_register.importing.running import import_assets
from assets_register.importing.tables import UnreadableFile
from assets_register.importing.undoing import ask_to_undo
from assets_register.models import (
    Asset,
    AssetIndex,
    AssetTotal,
    AssetWord,
    ImportedRow,
    ImportRun,
    ImportUpload,
)
from assets_register.services import confirm_asset, mask_location, publish_assets
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from tests.factories.assets import AssetFactory
from tests.factories.residents import UserFactory


def _file(*rows: dict[str, str]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(NATIONAL), restval="")
    writer.writeheader()
    writer.writerows({"OrganisationLabel": "Pellbridge Council", **row} for row in rows)
    return written.getvalue().encode()


def _row(code: str, name: str, **more: str) -> dict[str, str]:
    return {"AssetCode": code, "PropertyName": name, "PostCode": "M33 7DF", **more}


#: Codes that repeat, rows that repeat, none at all, suffixes, names alike, points, and what is no asset.
FIRST = [
    _row("A1", "Weir Hall", GeoX="-2.35", GeoY="53.45"),
    _row("A2", "Lock Library", UPRN="10070405081"),
    _row("B7/J1", "Quay Depot", StreetName="Quay Road"),
    _row("B8/J1", "Moss Park"),
    _row("C9", "Hall"),
    _row("C9", "Hall annexe"),
    _row("A2", "Lock Library", UPRN="10070405081"),
    _row("", "No code at all"),
    _row("", "No code at all"),
    _row("D1", ""),
    _row("E5", "Women's refuge"),
    _row("F1", "Hall"),
    _row("G12/1", "Orchard Rooms"),
    _row("H3", "Land at Mill Lane"),
]
SECOND = [
    _row("C9", "Hall"),
    _row("A1", "Weir Hall and annexe", GeoX="-2.35", GeoY="53.45"),
    _row("B7/Z9", "Quay Depot", StreetName="Quay Road"),
    _row("B8/Z9", "Something else entirely", PostCode="M1 1AA"),
    _row("F1", "Hall"),
    _row("N1", "Hall"),
    _row("C9", "Neither"),
    _row("G12/1/a", "Orchard Rooms"),
    _row("", "No code at all"),
    _row("N1", "Hall"),
    _row("E5", "Women's refuge", TenureType="Freehold"),
    _row("A2", "Lock Library", UPRN="10070405081"),
]


@pytest.fixture
def long(monkeypatch):
    """Every list is a long one, taken in a few rows at a time."""
    monkeypatch.setattr(running, "AT_ONCE", 0)
    monkeypatch.setattr(running, "PART", 2)
    monkeypatch.setattr(running, "GULP", 3)
    monkeypatch.setattr(import_screens, "AT_ONCE", 0)


def _import(site, rows, **options):
    options = {"dry_run": False, "source": "Pellbridge Council", **options}
    return import_assets(site, _file(*rows), file_name="list.csv", **options)


def _rows(run):
    return [
        (row.number, row.outcome, [note["code"] for note in row.problems], row.changes, row.suspicious)
        for row in run.rows.order_by("number")
    ]


def _assets(site):
    fields = ("name", "asset_code", "source_ref", "kind", "status", "held_reason", "latitude", "tenure_type")
    return sorted(Asset.objects.filter(site=site).values_list(*fields), key=str)


def _counts(run):
    return {key: value for key, value in run.counts.items() if key not in ("gone", "owners_made")}


def _index(site):
    """All that is kept of a place beside its records."""
    totals = AssetTotal.objects.filter(site=site, count__gt=0)
    return (
        sorted(totals.values_list("scope", "facet", "value", "resolution", "cell", "count", "latitude_sum")),
        sorted(AssetIndex.objects.filter(site=site).values_list("asset_id", "text", "kind", "cell9")),
        sorted(AssetWord.objects.filter(site=site, count__gt=0).values_list("word", "count")),
    )


def _is_true(site):
    told = _index(site)
    index.rebuild(site)
    return told == _index(site)


def dies_after(monkeypatch, parts):
    """Let a worker die while it writes what comes after so many parts."""
    left, keep = [parts], running.keep_rows

    def dying(*args):
        if not left[0]:
            raise RuntimeError("killed")
        left[0] -= 1
        keep(*args)

    monkeypatch.setattr(running, "keep_rows", dying)
    return lambda: monkeypatch.setattr(running, "keep_rows", keep)


# ---- the same result -----------------------------------------------------------------------------
def test_part_by_part_comes_to_the_same_as_at_once(site, other_site, monkeypatch):
    at_once = [_import(site, rows) for rows in (FIRST, SECOND, SECOND)]
    monkeypatch.setattr(running, "AT_ONCE", 0)
    monkeypatch.setattr(running, "PART", 2)
    monkeypatch.setattr(running, "GULP", 3)
    by_parts = [_import(other_site, rows) for rows in (FIRST, SECOND, SECOND)]
    for one, other in zip(at_once, by_parts, strict=True):
        assert _rows(one) == _rows(other)
        assert _counts(one) == _counts(other)
        assert summary_lines(one) == summary_lines(other)
    assert _assets(site) == _assets(other_site)
    assert at_once[1].counts["not_in_file"] == 2  # Moss Park is asked about; the land is gone


def test_a_check_part_by_part_changes_nothing(site, long):
    _import(site, FIRST)
    before = _assets(site)
    run = _import(site, SECOND, dry_run=True)
    assert (run.counts["rows"], run.rows.count(), run.finished_at is None) == (12, 12, False)
    assert _assets(site) == before
    would = _rows(run)
    assert _rows(_import(site, SECOND)) == would


def test_a_persons_word_holds_part_by_part(site, long):
    _import(site, FIRST)
    hall = Asset.objects.get(asset_code="A1")
    Asset.objects.filter(pk=hall.pk).update(tenure_type="Ours")
    library = Asset.objects.get(asset_code="A2")
    confirm_asset(library, by=None)
    mask_location(Asset.objects.get(asset_code="E5"), by=None)
    run = _import(
        site,
        [
            _row("A1", "Weir Hall", TenureType="Theirs"),
            _row("A2", "New name", EffectiveDate="2020-01-01"),
            _row("E5", "Women's refuge", TenureType="Leasehold"),
        ],
    )
    assert "kept_check" in [note["code"] for note in run.rows.get(number=2).problems]
    assert Asset.objects.get(pk=library.pk).name == "Lock Library"
    assert Asset.objects.get(pk=hall.pk).tenure_type == "Ours"
    assert Asset.objects.get(asset_code="E5").location_masked


def test_decisions_hold_part_by_part(site, long):
    _import(site, FIRST)
    park = Asset.objects.get(asset_code="B8/J1")
    run = _import(site, SECOND, decisions={"4": park.pk, "7": "new"})
    assert run.rows.get(number=4).asset == park
    assert run.rows.get(number=7).outcome == "created"
    assert Asset.objects.get(pk=park.pk).name == "Something else entirely"
    assert run.counts["missing"] == ["Land at Mill Lane"]


# ---- a death on the way --------------------------------------------------------------------------
def test_a_death_on_the_way_leaves_the_register_true_and_the_next_goes_on(site, long, monkeypatch):
    _import(site, FIRST)
    publish_assets(Asset.objects.filter(site=site), by=None)
    again = dies_after(monkeypatch, 3)
    with pytest.raises(RuntimeError):
        _import(site, SECOND)
    run = ImportRun.objects.get(finished_at=None)
    assert (run.counts["rows"], run.rows.count(), run.rows_total) == (5, 5, 12)
    assert run.is_half_done
    assert _is_true(site)
    again()
    resumed, told = [], []
    done = _import(site, SECOND, resumed=resumed.append, progress=lambda *each: told.append(each))
    assert done.pk == run.pk
    assert (resumed, told[0], told[-1]) == ([5], (6, 12), (12, 12))
    assert (done.resumed_after, done.counts["rows"], done.rows.count()) == (5, 12, 12)
    assert sum(done.counts[outcome] for outcome in RowOutcome.values) == 12
    assert _is_true(site)


def test_after_a_death_nothing_is_twice_and_nothing_missing(site, other_site, long, monkeypatch):
    whole = [_import(other_site, rows) for rows in (FIRST, SECOND)]
    for number, rows in enumerate((FIRST, SECOND)):
        for parts in range(3):  # it dies again and again, one part further each time
            again = dies_after(monkeypatch, 1)
            with pytest.raises(RuntimeError):
                _import(site, rows)
            again()
            assert ImportRun.objects.get(site=site, finished_at=None).rows.count() > parts
        run = _import(site, rows)
        assert _rows(run) == _rows(whole[number])
        assert _counts(run) == _counts(whole[number])
    assert _assets(site) == _assets(other_site)
    assert ImportRun.objects.filter(site=site).count() == 2


def test_beside_a_half_taken_list_no_other_of_its_source_is_taken(site, long, monkeypatch):
    again = dies_after(monkeypatch, 1)
    with pytest.raises(RuntimeError):
        _import(site, FIRST)
    again()
    with pytest.raises(UnreadableFile, match="half taken in: 2 of 14 rows"):
        _import(site, SECOND)
    assert _import(site, SECOND, dry_run=True).counts["rows"] == 12  # looking is allowed
    assert _import(site, SECOND, source="Somebody else").finished_at is not None
    run = ImportRun.objects.get(finished_at=None)
    ask_to_undo(run, by=None)
    with pytest.raises(UnreadableFile, match="half taken in"):
        _import(site, FIRST)
    drain()
    run.refresh_from_db()
    assert run.undone_at is not None
    assert not Asset.objects.filter(source="Pellbridge Council").exists()
    assert _import(site, FIRST).counts["rows"] == 14


def test_an_undo_goes_part_by_part_and_on(site, long, monkeypatch):
    monkeypatch.setattr("assets_register.importing.undoing.PART", 3)
    monkeypatch.setattr("assets_register.importing.undoing.PARTS", 1)
    _import(site, FIRST)
    before = _assets(site)
    run = _import(site, SECOND)
    assert _assets(site) != before
    ask_to_undo(run, by=None)
    assert drain() > 1
    run.refresh_from_db()
    assert run.undone_at is not None
    assert run.counts["undone"] == {"back": run.counts["created"] + run.counts["changed"]}
    assert _assets(site) == before


def test_a_code_that_nearly_all_rows_have_is_refused(site, monkeypatch):
    monkeypatch.setattr("assets_register.importing.surveying.MOST_TOGETHER", 3)
    with pytest.raises(UnreadableFile, match="4 rows have the same code as row 2"):
        _import(site, [_row("A", "One"), *(_row("N/K", f"Hall {n}") for n in range(4))])
    assert not ImportRun.objects.exists()


# ---- names and codes -----------------------------------------------------------------------------
def test_a_code_with_one_more_ending_is_matched_only_where_the_name_says_so(site):
    _import(site, [_row("G12/1", "Orchard Rooms"), _row("G13/1", "Priory"), _row("G14/1", "Forge")])
    run = _import(
        site,
        [
            _row("G12/1/a", "Orchard Rooms"),
            _row("G13/1/a", "Another house", PostCode="M1 1AA"),
            _row("G14/1/a", "Forge"),
            _row("G14/1/b", "Forge"),
        ],
    )
    assert [row[1] for row in _rows(run)] == ["changed", "created", "created", "created"]
    assert Asset.objects.get(asset_code="G12/1/a").source_ref == "G12/1/a"
    assert run.counts["missing"] == ["Priory", "Forge"]


def test_a_longer_code_does_not_take_what_its_neighbour_is_about(site):
    _import(site, [_row("G12/1", "Orchard Rooms")])
    run = _import(site, [_row("G12/2", "Orchard Rooms"), _row("G12/1/a", "Orchard Rooms")])
    assert [row[1] for row in _rows(run)] == ["changed", "created"]


def test_names_that_many_share_get_numbers_none_has(site):
    for slug in ("hall", "hall-2", "hall-4"):
        AssetFactory(site=site, name="Hall", slug=slug)
    assets = [Asset(site=site, name=name) for name in ("Hall", "Hall 5", "Hall", "Hall", "Add", "?")]
    namer = Namer(site)
    namer.name(assets)
    assert [asset.slug for asset in assets] == ["hall-3", "hall-5-2", "hall-5", "hall-6", "add-2", "asset"]


# ---- reading -------------------------------------------------------------------------------------
@given(
    st.one_of(
        st.binary(max_size=2000),
        st.text(st.sampled_from('aé,;"\n\r1 \t{'), max_size=400).map(lambda text: f"A,B,C\n{text}".encode()),
        st.text(st.sampled_from("aé,\n"), max_size=200).map(lambda text: f"A,B,C\n{text}".encode("utf-16")),
        st.text(st.sampled_from("aé“,\n"), max_size=200).map(lambda text: f"A,B,C\n{text}".encode("cp1252")),
    )
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_row_by_row_says_what_the_whole_says(content):
    def read(by):
        try:
            return by(content)
        except UnreadableFile as error:
            return str(error)

    def streamed(content):
        listed = open_list(content)
        rows = list(listed.all_rows())
        return listed.headings, rows, listed.encoding, listed.notes

    def whole(content):
        table = read_table(content)
        return table.headings, table.rows, table.encoding, table.notes

    assert read(streamed) == read(whole)


def test_a_csv_on_the_disk_may_be_longer_than_one_through_the_browser(tmp_path, monkeypatch):
    monkeypatch.setattr("assets_register.importing.listed.FILE_LIMIT", 100)
    content = _file(*FIRST)
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    assert len(list(open_list(file).all_rows())) == 14
    with pytest.raises(UnreadableFile, match="larger than"):
        open_list(content)
    features = tmp_path / "list.geojson"
    features.write_text('{"type": "FeatureCollection", "features": []}' + " " * 200)
    with pytest.raises(UnreadableFile, match="Save the list as CSV"):
        open_list(features)


# ---- what people see -----------------------------------------------------------------------------
def test_the_command_says_how_far_it_is_and_where_it_goes_on(site, long, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("assets_register.management.commands.import_assets.LINE_EVERY", 5)
    file = tmp_path / "list.csv"
    file.write_bytes(_file(*FIRST))
    again = dies_after(monkeypatch, 2)
    with pytest.raises(RuntimeError):
        call_command("import_assets", file, apply=True)
    again()
    capsys.readouterr()
    call_command("import_assets", file, apply=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "An earlier attempt stopped after 4 rows. Going on from there.",
        "5 of 14 rows read",
        "10 of 14 rows read",
    ]
    assert "14 rows: 11 new, 0 changed, 0 as before, 2 the same row again, 1 not taken in." in lines


@pytest.fixture
def keeper(site, client):
    person = UserFactory()
    grant_role(person, site, Role.ASSET_MANAGER)
    client.force_login(person)
    return client


def _checked(client, site):
    upload = uploads.start_upload(
        site, _file(*FIRST), file_name="list.csv", source="Pellbridge Council", by=None
    )
    assert upload.rows_total == 14
    chosen = {column["heading"]: column["field"] for column in upload.columns}
    uploads.confirm_columns(upload, chosen, grid="", by=None)
    drain()
    upload.refresh_from_db()
    assert upload.step == UploadStep.CHECKED, upload.problem
    return upload


def test_a_list_that_stopped_on_its_way_says_so_and_goes_on(keeper, site, long, monkeypatch):
    upload = _checked(keeper, site)
    address = reverse("register_import:upload", args=[upload.pk])
    again = dies_after(monkeypatch, 3)
    keeper.post(reverse("register_import:take_in", args=[upload.pk]))
    drain()
    page = keeper.get(address).content.decode()
    assert "when 6 of 14 rows were taken in" in page
    assert "6 of 14 rows are in the register" in page
    assert "Nothing has changed yet" not in page
    run = ImportRun.objects.get(dry_run=False)
    report = keeper.get(reverse("wagtailsnippets_assets_register_importrun:inspect", args=[run.pk]))
    assert "6 of 14 rows are taken in so far" in report.content.decode()
    assert "half done" in keeper.get(reverse("register_import:start")).content.decode()
    again()
    keeper.post(reverse("register_import:take_in", args=[upload.pk]))
    seen = []
    tell = running.Import.tell

    def looking(job):
        tell(job)
        if job.done == 8:
            ImportUpload.objects.filter(pk=upload.pk).update(rows_done=8)
            seen.append(keeper.get(reverse("register_import:progress", args=[upload.pk])).json()["words"])

    monkeypatch.setattr(running.Import, "tell", looking)
    drain()
    assert seen == ["8 of 14 rows read. It went on after the first 6."]
    upload.refresh_from_db()
    assert (upload.step, upload.run, upload.content) == (UploadStep.APPLIED, run, None)
    assert ImportedRow.objects.count() == 14  # the check's went
    assert Asset.objects.filter(site=site).exclude(status=AssetStatus.HELD_BACK).count() == 10


def test_the_page_says_what_to_do_with_a_larger_file(keeper, monkeypatch):
    monkeypatch.setattr("assets_register.import_forms.FILE_LIMIT", 100)
    address = reverse("register_import:start")
    assert "take it in there, with “manage.py import_assets”" in keeper.get(address).content.decode()
    file = SimpleUploadedFile("list.csv", _file(*FIRST))
    answer = keeper.post(address, {"source": "Pellbridge Council", "file": file})
    assert answer.status_code == 422
    assert "can take it in there with “manage.py import_assets”" in answer.content.decode()
    assert not ImportUpload.objects.exists()


def test_a_long_report_shows_its_first_rows_and_counts_all(keeper, site, long, monkeypatch):
    monkeypatch.setattr(import_report, "SHOWN", 4)
    monkeypatch.setattr(import_report, "PAGE_SIZE", 3)
    run = _import(site, FIRST)
    address = reverse("wagtailsnippets_assets_register_importrun:inspect", args=[run.pk])
    page = keeper.get(address, {"show": "created", "p": "9"}).content.decode()
    assert "The first 4 are shown here. All of them are in the CSV." in page
    assert "New (11)" in page
    assert "Page 2 of 2" in page
    assert "are shown here" not in keeper.get(address, {"show": "problem"}).content.decode()
    report = keeper.get(reverse("assets_register_import_report", args=[run.pk]))
    assert len(b"".join(report.streaming_content).splitlines()) == 15
