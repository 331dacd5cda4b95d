"""A list through the admin: columns put right, checked, taken in, undone; and who may not."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assets_register import import_screens, uploads
from assets_register.enums import AssetStatus, UploadStep
from assets_register.importing import undoing
from assets_register.importing.running import import_assets
from assets_register.models import Asset, ImportedRow, ImportRun, ImportUpload, SavedMapping
from assets_register.services import confirm_asset, publish_assets, save_asset
from civic.partners.models import Organisation
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.models import QueuedTask
from civic.tasks.services import drain
from tests.assets_register.next_year import next_year
from tests.factories.residents import UserFactory

START = "register_import:start"
LIST = (
    b"Ref,Venue,Where,Post code,Held as,Grid\n"
    b"A1,Weir Hall,Weir Road,M33 7DF,Freehold,x\n"
    b"A2,Lock Library,Lock Lane,M33 7DG,Freehold,y\n"
)
FIELDS = {
    "Ref": "asset_code",
    "Venue": "property_name",
    "Where": "street_name",
    "Post code": "postcode",
    "Held as": "tenure_type",
    "Grid": "",
}


@pytest.fixture
def keeper(site, client):
    person = UserFactory()
    grant_role(person, site, Role.ASSET_MANAGER)
    client.force_login(person)
    client.person = person
    return client


def send(client, content=LIST, *, source="Pellbridge Council", name="list.csv"):
    return client.post(
        reverse(START), {"source": source, "file": SimpleUploadedFile(name, content)}, follow=True
    )


def columns(upload, fields=None):
    """What the columns form sends: the guess, but where told otherwise."""
    said = fields or {}
    return {
        f"column_{number}": said.get(column["heading"], column["field"])
        for number, column in enumerate(upload.columns)
    }


def check(client, content=LIST, fields=FIELDS, **options):
    send(client, content, **options)
    upload = ImportUpload.objects.latest("pk")
    client.post(reverse("register_import:upload", args=[upload.pk]), columns(upload, fields))
    drain()
    upload.refresh_from_db()
    return upload


def take_in(client, *args, **options):
    upload = check(client, *args, **options)
    client.post(reverse("register_import:take_in", args=[upload.pk]))
    drain()
    upload.refresh_from_db()
    assert upload.step == UploadStep.APPLIED, upload.problem
    return upload.run


def undo(client, run):
    client.post(reverse("register_import:undo", args=[run.pk]))
    drain()
    run.refresh_from_db()
    return run


def page_of(client, upload, query=""):
    return client.get(
        reverse("register_import:upload", args=[upload.pk]) + query, follow=True
    ).content.decode()


# ---- the file and its columns --------------------------------------------------------------------
def test_columns_are_guessed_shown_with_samples_and_put_right(keeper, site):
    body = send(keeper).content.decode()
    assert "Weir Hall" in body
    assert "2 rows say something" in body
    upload = ImportUpload.objects.get()
    assert {c["heading"]: c["field"] for c in upload.columns} == {
        "Ref": "asset_code",
        "Venue": "property_name",
        "Where": "",
        "Post code": "postcode",
        "Held as": "",
        "Grid": "",
    }
    assert "We do not know what 3 columns are" in body
    assert not Asset.objects.exists()


def test_what_a_person_put_right_is_remembered_for_the_publisher_and_nobody_else(keeper, site):
    check(keeper)
    assert SavedMapping.objects.get().columns == FIELDS
    renamed = LIST.replace(b"Held as", b"HELD-AS").replace(b"Grid", b"Colour")
    send(keeper, renamed)
    again = ImportUpload.objects.latest("pk")
    assert {c["heading"]: (c["field"], c["how"]) for c in again.columns} == {
        "Ref": ("asset_code", "saved"),
        "Venue": ("property_name", "saved"),
        "Where": ("street_name", "saved"),
        "Post code": ("postcode", "saved"),
        "HELD-AS": ("tenure_type", "saved"),
        "Colour": ("", ""),
    }
    send(keeper, source="Another Council")
    other = ImportUpload.objects.latest("pk")
    assert {c["field"] for c in other.columns if c["heading"] == "Held as"} == {""}


def test_the_command_reads_a_publishers_list_as_a_person_said_on_the_screen(keeper, site):
    check(keeper)
    run = import_assets(site, LIST, file_name="list.csv", source="Pellbridge Council", dry_run=False)
    assert run.mapping == "As Pellbridge Council’s columns were read"
    assert Asset.objects.get(asset_code="A1").tenure_type == "Freehold"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"Where": "asset_code"}, "“Ref” is that already"),
        ({"Venue": "", "Where": ""}, "Say which column is the name"),
        ({"Grid": "x"}, "Coordinates need two columns"),
        ({"Grid": "nonsense"}, "Select a valid choice"),
    ],
)
def test_columns_that_make_no_sense_get_words_and_keep_what_was_chosen(keeper, fields, said):
    send(keeper)
    upload = ImportUpload.objects.get()
    answer = keeper.post(
        reverse("register_import:upload", args=[upload.pk]), columns(upload, FIELDS | fields)
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert '<option value="tenure_type" selected>' in body
    assert not QueuedTask.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"PK\x03\x04broken", "damaged or cut short"),
        (b"<html>", "a web page"),
        (b"x" * (33 * 1024 * 1024), "larger than 32.0"),
    ],
    ids=["empty", "pdf", "zip", "page", "large"],
)
def test_a_file_that_is_no_list_is_refused_in_plain_words_and_the_publisher_stays(keeper, content, said):
    answer = send(keeper, content)
    body = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 422
    assert said in body
    assert 'value="Pellbridge Council"' in body
    assert not ImportUpload.objects.exists()


def test_uploads_are_throttled(keeper, monkeypatch):
    monkeypatch.setattr(import_screens, "UPLOADS", 1)
    send(keeper)
    answer = send(keeper)
    assert answer.status_code == 429
    assert "Please wait a little" in answer.content.decode()
    assert ImportUpload.objects.count() == 1


def test_a_file_can_be_thrown_away_and_old_ones_go_by_themselves(keeper, monkeypatch):
    upload = check(keeper)
    keeper.post(reverse("register_import:drop", args=[upload.pk]))
    assert not ImportUpload.objects.exists()
    assert not ImportRun.objects.exists()
    check(keeper)
    assert uploads.drop_old_uploads() == 0
    monkeypatch.setattr(uploads, "KEPT", uploads.timedelta(0))
    assert uploads.drop_old_uploads() == 1
    assert not ImportRun.objects.exists()


# ---- the check -----------------------------------------------------------------------------------
def test_a_check_changes_nothing_and_accounts_for_every_row(keeper, site):
    upload = check(keeper)
    assert (upload.step, upload.run.dry_run, upload.rows_done) == (UploadStep.CHECKED, True, 2)
    assert not Asset.objects.exists()
    body = page_of(keeper, upload)
    assert "Nothing has changed yet" in body
    assert "2 rows: 2 new" in body
    assert "Columns kept with each row and not read: Grid." in body
    assert upload.run.rows.get(number=1).raw["Grid"] == "x"


def test_progress_is_shown_while_a_task_is_at_work(keeper):
    send(keeper)
    upload = ImportUpload.objects.get()
    address = reverse("register_import:upload", args=[upload.pk])
    keeper.post(address, columns(upload, FIELDS))
    assert "Waiting for its turn." in keeper.get(address).content.decode()
    ImportUpload.objects.update(rows_done=1, rows_total=2)
    state = keeper.get(reverse("register_import:progress", args=[upload.pk])).json()
    assert state == {"busy": True, "done": 1, "total": 2, "words": "1 of 2 rows read."}
    drain()
    assert keeper.get(reverse("register_import:progress", args=[upload.pk])).json()["busy"] is False


def test_a_check_that_fails_says_so_and_can_be_tried_again(keeper, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(uploads, "import_assets", fail)
        upload = check(keeper)
    assert upload.step == UploadStep.COLUMNS
    body = page_of(keeper, upload)
    assert "Something went wrong on our side. Nothing was changed." in body
    assert '<option value="tenure_type" selected>' in body
    keeper.post(reverse("register_import:upload", args=[upload.pk]), columns(upload, upload.chosen))
    drain()
    upload.refresh_from_db()
    assert (upload.step, upload.problem) == (UploadStep.CHECKED, "")


def test_the_difference_names_what_changed_field_by_field_and_what_went(keeper, site):
    take_in(keeper)
    second = LIST.replace(b"Freehold,x", b"Leasehold,x").replace(
        b"A2,Lock Library,Lock Lane,M33 7DG,Freehold,y\n", b"A3,New Barn,Lock Lane,M33 7DH,Freehold,y\n"
    )
    upload = check(keeper, second)
    assert upload.run.rows.get(number=1).changes == {"tenure_type": ["Freehold", "Leasehold"]}
    body = page_of(keeper, upload, "?show=changed")
    assert "tenure: <del>Freehold</del> → <ins>Leasehold</ins>" in body
    assert "New Barn" not in body
    gone = page_of(keeper, upload, "?show=gone")
    assert "Lock Library" in gone
    assert "Weir Hall" not in gone
    report = keeper.get(reverse("assets_register_import_report", args=[upload.run.pk])).getvalue().decode()
    lines = list(csv.DictReader(io.StringIO(report)))
    assert [(line["Row"], line["Outcome"]) for line in lines] == [
        ("1", "changed"),
        ("2", "created"),
        ("", "gone"),
    ]
    assert lines[0]["What changed"] == "tenure: Freehold → Leasehold"
    assert lines[2]["Name"] == "Lock Library"


def test_a_column_that_is_missing_empties_nothing(keeper, site):
    take_in(keeper)
    short = b"Ref,Venue,Where\nA1,Weir Hall,Weir Road\nA2,Lock Library,Lock Lane\n"
    assert check(keeper, short).run.counts["unchanged"] == 2


def test_a_row_that_cannot_be_told_is_asked_about_and_done_as_said(keeper, site):
    first = b"Ref,Venue,Where\nB1/X1,Weir Hall,Weir Road\nB2/X1,Lock Library,Lock Lane\n"
    take_in(keeper, first, None)
    second = b"Ref,Venue,Where\nB1/Y9,Other Hall,Far Road\nB2/Y9,Another Thing,Far Lane\n"
    upload = check(keeper, second, None)
    assert upload.run.counts["problem"] == 2
    assert "Rows that need your word" in page_of(keeper, upload)
    weir = Asset.objects.get(asset_code="B1/X1")
    keeper.post(reverse("register_import:upload", args=[upload.pk]), {"row_1": str(weir.pk), "row_2": "new"})
    drain()
    upload.refresh_from_db()
    counts = upload.run.counts
    assert (counts["problem"], counts["changed"], counts["created"], counts["not_in_file"]) == (0, 1, 1, 1)
    keeper.post(reverse("register_import:take_in", args=[upload.pk]))
    drain()
    weir.refresh_from_db()
    assert (weir.name, weir.asset_code, weir.source_ref) == ("Other Hall", "B1/Y9", "B1/Y9")
    assert Asset.objects.count() == 3


def test_nobody_can_say_that_a_row_is_another_places_asset(keeper, site, other_site):
    content = b"Ref,Venue,Address\nB1/X1,Weir Hall,Weir Road\n"
    take_in(keeper, content, None)
    theirs = import_assets(other_site, content, file_name="x.csv", source="Pellbridge Council", dry_run=False)
    secret = theirs.rows.get().asset
    upload = check(keeper, b"Ref,Venue,Address\nB1/Y9,Other Hall,Far Road\n", None)
    keeper.post(reverse("register_import:upload", args=[upload.pk]), {"row_1": str(secret.pk)})
    upload.refresh_from_db()
    assert (upload.step, upload.decisions) == (UploadStep.CHECKED, {})


# ---- taking in -----------------------------------------------------------------------------------
def test_taking_in_writes_what_the_check_said_and_keeps_the_file_no_longer(keeper, site):
    run = take_in(keeper)
    assert (run.dry_run, run.counts["created"], run.by) == (False, 2, keeper.person)
    hall = Asset.objects.get(asset_code="A1")
    assert (hall.name, hall.street_name, hall.tenure_type, hall.status) == (
        "Weir Hall",
        "Weir Road",
        "Freehold",
        AssetStatus.DRAFT,
    )
    assert ImportUpload.objects.get().content is None
    assert ImportRun.objects.count() == 1


def test_a_worker_that_begins_again_takes_nothing_in_twice(keeper, site):
    upload = check(keeper)
    keeper.post(reverse("register_import:take_in", args=[upload.pk]))
    uploads.run_upload(upload.pk, dry_run=False)
    drain()
    assert Asset.objects.count() == 2
    assert ImportRun.objects.filter(dry_run=False).count() == 1


def test_two_people_press_take_in_and_it_happens_once(keeper, site):
    upload = check(keeper)
    for _time in range(2):
        keeper.post(reverse("register_import:take_in", args=[upload.pk]))
    assert QueuedTask.objects.count() == 1


def test_taking_in_that_fails_leaves_the_file_checked(keeper, monkeypatch):
    upload = check(keeper)
    keeper.post(reverse("register_import:take_in", args=[upload.pk]))

    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr("assets_register.importing.writing.assets_imported", fail)
    drain()
    upload.refresh_from_db()
    assert upload.step == UploadStep.CHECKED
    assert upload.content is not None
    assert not Asset.objects.exists()
    assert "Something went wrong on our side" in page_of(keeper, upload)


# ---- taking back ---------------------------------------------------------------------------------
def test_undo_takes_away_what_came_and_puts_back_what_changed(keeper, site):
    first = take_in(keeper)
    before = list(Asset.objects.order_by("pk").values("name", "tenure_type", "asset_code", "source_ref"))
    second = LIST.replace(b"Freehold,x", b"Leasehold,x") + b"A3,New Barn,Lock Lane,M33 7DH,Freehold,z\n"
    run = undo(keeper, take_in(keeper, second))
    assert run.undone_at is not None
    assert run.undone_by == keeper.person
    assert (
        list(Asset.objects.order_by("pk").values("name", "tenure_type", "asset_code", "source_ref")) == before
    )
    assert run.counts["undone"] == {"back": 2}
    undo(keeper, first)
    assert not Asset.objects.exists()


def test_undo_takes_the_owner_it_made_away_too(keeper, site):
    content = b"Ref,Venue,Where,Owner\nA1,Weir Hall,Weir Road,Weir Trust\n"
    run = take_in(keeper, content, None)
    assert Organisation.objects.get().name == "Weir Trust"
    undo(keeper, run)
    assert not Organisation.objects.exists()


def test_undo_keeps_what_a_person_has_changed_since_and_says_so_row_by_row(keeper, site):
    take_in(keeper)
    second = (
        LIST.replace(b"Freehold,x", b"Leasehold,x")
        .replace(b"M33 7DF", b"M33 7DX")
        .replace(b"Freehold,y", b"Leasehold,y")
        + b"A3,New Barn,Lock Lane,M33 7DH,Freehold,z\nA4,New Shed,Lock Lane,M33 7DH,Freehold,z\n"
        + b"A5,New Yard,Lock Lane,M33 7DH,Freehold,z\n"
    )
    run = take_in(keeper, second)
    hall, library, barn, shed = (Asset.objects.get(asset_code=code) for code in ("A1", "A2", "A3", "A4"))
    hall.postcode = "M33 7ZZ"
    save_asset(hall, by=keeper.person)
    confirm_asset(library, by=keeper.person)
    publish_assets(Asset.objects.filter(pk=barn.pk), by=keeper.person)
    shed.description = "With a stove"
    save_asset(shed, by=keeper.person)
    undo(keeper, run)
    outcomes = dict(run.rows.values_list("number", "undone"))
    assert outcomes == {1: "part", 2: "kept", 3: "kept", 4: "kept", 5: "back"}
    hall.refresh_from_db()
    assert (hall.postcode, hall.tenure_type) == ("M33 7ZZ", "Freehold")
    library.refresh_from_db()
    assert library.tenure_type == "Leasehold"
    assert set(Asset.objects.values_list("asset_code", flat=True)) == {"A1", "A2", "A3", "A4"}
    body = keeper.get(
        reverse("wagtailsnippets_assets_register_importrun:inspect", args=[run.pk]) + "?show=undone-kept"
    ).content.decode()
    assert "A person has checked it since" in body
    assert "A person has worked on it since it came in" in body
    assert "Weir Hall" not in body.split("What we noticed")[1]


def test_a_held_back_asset_goes_back_to_what_it_was(keeper, site):
    take_in(keeper)
    publish_assets(Asset.objects.all(), by=keeper.person)
    run = take_in(keeper, LIST.replace(b"Weir Hall", b"Weir Women's Refuge"))
    hall = Asset.objects.get(asset_code="A1")
    assert (hall.status, run.rows.get(number=1).changes["status"]) == (
        "held_back",
        ["published", "held_back"],
    )
    undo(keeper, run)
    hall.refresh_from_db()
    assert (hall.status, hall.held_reason, hall.name) == ("published", "", "Weir Hall")


def test_only_the_newest_list_of_a_source_can_be_undone_and_once(keeper, site):
    first = take_in(keeper)
    take_in(keeper, LIST.replace(b"Freehold", b"Leasehold"))
    page = keeper.post(reverse("register_import:undo", args=[first.pk]), follow=True).content.decode()
    assert "Undo that one first" in page
    assert Asset.objects.count() == 2
    later = ImportRun.objects.latest("pk")
    undo(keeper, later)
    again = keeper.post(reverse("register_import:undo", args=[later.pk]), follow=True).content.decode()
    assert "undone already" in again
    undoing.undo_import(later.pk)
    assert Asset.objects.count() == 2


def test_what_was_undone_is_not_taken_for_the_sources_last_word(keeper, site):
    take_in(keeper)
    undo(keeper, take_in(keeper, LIST.replace(b"Freehold,x", b"Leasehold,x")))
    again = check(keeper, LIST.replace(b"Freehold,x", b"Leasehold,x"))
    assert again.run.rows.get(number=1).changes == {"tenure_type": ["Freehold", "Leasehold"]}


# ---- another year --------------------------------------------------------------------------------
@pytest.mark.data
def test_next_years_list_of_trafford_shows_a_sensible_difference(keeper, site, data_folder):
    content = (data_folder / "trafford/trafford_land_and_building_assets.csv").read_bytes()
    take_in(keeper, content, None, source="Trafford Council")
    year = next_year(content)
    send(keeper, year.content, source="Trafford Council")
    upload = ImportUpload.objects.latest("pk")
    guessed = {column["heading"]: column["field"] for column in upload.columns}
    assert (guessed["Asset Ref"], guessed["Name of building/land"]) == ("asset_code", "property_name")
    assert (guessed["Longitude"], guessed["Latitude"]) == ("x", "y")
    assert [heading for heading, field in guessed.items() if not field] == ["Held as"]
    keeper.post(
        reverse("register_import:upload", args=[upload.pk]), columns(upload, {"Held as": "tenure_type"})
    )
    drain()
    upload.refresh_from_db()
    run = upload.run
    assert {name: run.counts[name] for name in ("rows", "created", "changed", "unchanged", "problem")} == {
        "rows": 606,
        "created": 1,
        "changed": 25,
        "unchanged": 579,
        "problem": 1,
    }
    changed = {
        row.normalised["property_name"]: set(row.changes) for row in run.rows.filter(outcome="changed")
    }
    assert changed == {name: {"asset_code", "source_ref"} for name in year.suffixes} | {
        name: {"tenure_type"} for name in year.tenure
    }
    assert run.rows.get(outcome="created").normalised["name"] == year.new
    assert run.rows.get(outcome="problem").normalised["name"] == year.renamed
    gone = set(Asset.objects.filter(pk__in=run.counts["gone"]).values_list("property_name", flat=True))
    assert gone >= set(year.gone)
    assert len(gone) == 4  # and the one that could not be told


# ---- who may -------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [None, Role.STEWARD, Role.LIBRARIAN, Role.FACILITATOR, Role.MODERATOR])
def test_others_can_neither_see_nor_do_any_of_it(role, keeper, site, client):
    upload = check(keeper)
    run = take_in(keeper, LIST + b"A3,Barn,Lock Lane,M33 7DH,Freehold,z\n")
    person = UserFactory()
    if role:
        grant_role(person, site, role)
    client.force_login(person)
    for name, pk in (
        ("start", None),
        ("upload", upload.pk),
        ("progress", upload.pk),
        ("take_in", upload.pk),
        ("columns_again", upload.pk),
        ("drop", upload.pk),
        ("undo", run.pk),
        ("undo_progress", run.pk),
    ):
        url = reverse(f"register_import:{name}", args=[pk] if pk else [])
        for answer in (client.get(url), client.post(url, {"source": "x", "row_1": "new"})):
            assert answer.status_code in (302, 403, 405), (name, answer.status_code)
            assert "Weir Hall" not in answer.content.decode()
            if answer.status_code == 302:
                assert not answer.url.startswith("/admin/register/")
    drain()
    upload.refresh_from_db()
    run.refresh_from_db()
    assert (upload.step, run.undo_asked_at) == (UploadStep.CHECKED, None)


def test_a_place_administrator_may(site, client):
    boss = UserFactory()
    grant_role(boss, site, Role.PLACE_ADMINISTRATOR)
    client.force_login(boss)
    assert client.get(reverse(START)).status_code == 200


def test_another_places_file_is_not_found_and_its_publishers_are_not_named(keeper, site, other_site):
    upload = uploads.start_upload(other_site, LIST, file_name="secret.csv", source="Otherham secret", by=None)
    SavedMapping.objects.create(site=other_site, source="Otherham secret")
    run = import_assets(other_site, LIST, file_name="secret.csv", source="Otherham secret", dry_run=False,
                        mapping=uploads.mapping_of(FIELDS, label="x"))  # fmt: skip
    for name, pk in (
        ("upload", upload.pk), ("progress", upload.pk), ("take_in", upload.pk), ("columns_again", upload.pk),
        ("drop", upload.pk), ("undo", run.pk), ("undo_progress", run.pk),
    ):  # fmt: skip
        url = reverse(f"register_import:{name}", args=[pk])
        statuses = {keeper.get(url).status_code, keeper.post(url, {}).status_code}
        assert statuses <= {404, 405}
        assert 404 in statuses
    assert "secret" not in keeper.get(reverse(START)).content.decode()
    assert ImportUpload.objects.filter(pk=upload.pk).exists()
    assert ImportedRow.objects.filter(run=run, undone="").count() == 2


def test_pages_cost_the_same_for_3_rows_and_50(keeper, site, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(rows):
        lines = b"".join(b"C%d,Hall %d,Weir Road\n" % (n, n) for n in range(rows))
        upload = check(keeper, b"Ref,Venue,Where\n" + lines, None)
        page_of(keeper, upload)
        with CaptureQueriesContext(connection) as queries:
            page_of(keeper, upload)
        return len(queries)

    assert cost(3) == cost(50)
