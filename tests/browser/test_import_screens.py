"""Real lists taken in through the admin in a browser: every row accounted for, by keyboard, and undone."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from assets_register.merges import sources_of
from assets_register.models import Asset, AssetMerge, ImportRun
from assets_register.pages import SpacesIndexPage
from assets_register.services import publish_assets
from civic.pages.services import add_section
from civic.places.services import import_boundaries
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.assets_register.next_year import next_year
from tests.browser.harness import assert_accessible, assert_fits, assert_quiet
from tests.browser.visits import signed_in
from tests.conftest import make_site
from tests.factories.residents import UserFactory

pytestmark = [
    pytest.mark.browser, pytest.mark.data, pytest.mark.audit, pytest.mark.journey,
    pytest.mark.xdist_group("import_screens"),
]  # fmt: skip

#: Wagtail's own: its sidebar and header, not ours to change.
NOT_OURS = ("region", "landmark-unique", "landmark-no-duplicate-banner", "page-has-heading-one")
#: How long a list may take to be checked or taken in, in milliseconds: tests run beside each other.
PATIENCE = 120_000


class Keeper:
    """An asset manager at a browser."""

    def __init__(self, server, open_page, data_folder):
        self.server, self.open_page, self.data = server, open_page, data_folder
        with server.database():
            from allauth.mfa.models import Authenticator

            site = make_site("127.0.0.1", "Trafford", default=True)
            add_section(site.root_page, SpacesIndexPage, "Find a space", "spaces")
            person = UserFactory(first_name="Nia")
            Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
            grant_role(person, site, Role.ASSET_MANAGER)
            self.cookies = signed_in(person)
            self.site = site

    def at(self, path="/admin/register/import/", **options):
        """Open a page of the admin."""
        return self.open_page(self.server.url + path, cookies=self.cookies, **options)

    def file(self, name):
        """Return a publisher's file."""
        return self.data / name

    def send(self, page, file, source):
        """Send a file, and wait for its columns."""
        page.goto(f"{self.server.url}/admin/register/import/")
        page.get_by_label("Who publishes the list").fill(source)
        page.get_by_label("The file").set_input_files(file)
        page.get_by_role("button", name="Look at its columns").click()
        expect(page.get_by_role("button", name="Check what would change")).to_be_visible()

    def check(self, page):
        """Have it checked, and wait for the difference."""
        page.get_by_role("button", name="Check what would change").click()
        expect(page.get_by_role("button", name="Take it in")).to_be_visible(timeout=PATIENCE)

    def take_in(self, page):
        """Take it in, and wait until it is."""
        page.get_by_role("button", name="Take it in").click()
        expect(page.get_by_text("This list is in the register.")).to_be_visible(timeout=PATIENCE)

    def report(self, page):
        """Download the report of every row."""
        with page.expect_download() as download:
            page.get_by_role("link", name="The whole report as a CSV").click()
        return list(csv.DictReader(io.StringIO(download.value.path().read_text())))


@pytest.fixture
def keeper(live_server_process, open_page, data_folder):
    return Keeper(live_server_process, open_page, data_folder)


def test_three_places_lists_are_taken_in_and_every_row_is_accounted_for(keeper):
    with keeper.server.database():
        import_boundaries(keeper.site, keeper.file("trafford/electoral_ward.geojson").read_bytes())
    page = keeper.at()
    keeper.send(page, keeper.file("trafford/trafford_land_and_building_assets.csv"), "Trafford Council")
    assert page.get_by_label("AssetCode").input_value() == "asset_code"
    expect(page.get_by_text("TMBC0001/T0000003")).to_be_visible()
    assert_accessible(page, skip=NOT_OURS)
    keeper.check(page)
    expect(page.get_by_text("608 rows: 608 new")).to_be_visible()
    assert_accessible(page, skip=NOT_OURS)
    with keeper.server.database():
        assert not Asset.objects.exists()
    keeper.take_in(page)
    assert_accessible(page, skip=NOT_OURS)
    lines = keeper.report(page)
    assert [line["Row"] for line in lines] == [str(number) for number in range(1, 609)]
    assert {line["Outcome"] for line in lines} == {"created"}
    assert [line["Row"] for line in lines if "swapped" in line["Kinds"].split()] == ["386"]
    page.get_by_role("link", name=re.compile(r"^Look at these \(\d+\)")).click()
    expect(page.get_by_text("Held back until a person decides.").first).to_be_visible()

    keeper.send(page, keeper.file("cheltenham/local_authority_land_and_assets_2021.csv"), "Cheltenham")
    keeper.check(page)
    expect(
        page.get_by_text("498 rows: 494 new, 0 changed, 0 as before, 4 the same row again")
    ).to_be_visible()
    keeper.take_in(page)
    assert len(keeper.report(page)) == 498

    keeper.send(page, keeper.file("edinburgh/Edinburgh_City_Chambers_rooms.csv"), "Edinburgh rooms")
    assert page.get_by_label("Description").input_value() == "description"
    expect(page.get_by_text("We do not know what 19 columns are")).to_be_visible()
    keeper.check(page)
    expect(page.get_by_text("9 rows: 9 new")).to_be_visible()
    keeper.take_in(page)

    keeper.send(page, keeper.file("edinburgh/Community_centres.csv"), "Edinburgh centres")
    page.get_by_label("Key Activities").select_option("purpose")
    keeper.check(page)
    expect(page.get_by_text("49 rows: 49 new")).to_be_visible()
    keeper.take_in(page)
    assert_quiet(page)
    with keeper.server.database():
        assert Asset.objects.count() == 608 + 494 + 9 + 49
        assert not Asset.objects.public().exists()
        assert Asset.objects.get(name="Dunedin room").description.startswith("The Dunedin room is home")
        centre = Asset.objects.get(name="Carrickvale Community Centre")
        assert centre.opening_hours == "Mon-Fri, 9am-9pm. Sat, 9am-1pm"
        assert centre.opening_hours_osm == "Mo-Fr 09:00-21:00; Sa 09:00-13:00"
        raw = centre.imported_rows.get().raw
        assert (raw["Bus Routes"][:7], centre.bookings_phone) == ("Lothian", "0131 443 6971")


def test_two_publishers_libraries_end_as_one_listing_each_with_both_sources(keeper):
    page = keeper.at()
    for file, source in (("trafford_libraries.csv", "Data Lab"), ("libraries_trafford.csv", "Libraries GM")):
        keeper.send(page, keeper.file(f"trafford/{file}"), source)
        keeper.check(page)
        keeper.take_in(page)
    with keeper.server.database():
        publish_assets(Asset.objects.filter(source="Libraries GM"), by=None)
    page.get_by_role("link", name="12 pairs of listings may be one place each").click()
    expect(page.get_by_role("link", name=re.compile("^Compare"))).to_have_count(12)
    assert_accessible(page, skip=NOT_OURS)
    assert_fits(page)
    for left in range(11, -1, -1):
        page.get_by_role("link", name=re.compile("^Compare")).first.click()
        expect(page.get_by_role("heading", name="What they say differently")).to_be_visible()
        if left == 11:
            assert_accessible(page, skip=NOT_OURS)
            for group in ("Whose page stays", "Name"):
                choice = page.get_by_role("group", name=group, exact=True)
                choice.get_by_label(re.compile("Altrincham Library")).check()
            assert_fits(page)
        page.get_by_role("button", name="Make them one listing").click()
        expect(page.get_by_role("link", name=re.compile("^Compare"))).to_have_count(left)
    with keeper.server.database():
        merges = list(AssetMerge.objects.select_related("kept", "given_up"))
        standing = Asset.objects.exclude(status="merged")
        assert (len(merges), standing.count()) == (12, 13)  # and the Local Studies Centre, of one source
        assert sorted(len(sources_of(asset)) for asset in standing) == [1, *[2] * 12]
        altrincham = next(merge for merge in merges if "Altrincham" in merge.kept.name)
        assert sources_of(altrincham.kept)[0][0] == "Data Lab"
        old, new = altrincham.given_up.slug, altrincham.kept.slug
    page.goto(f"{keeper.server.url}/spaces/{old}/")
    assert page.url == f"{keeper.server.url}/spaces/{new}/"
    expect(page.get_by_role("heading", name="Altrincham Library", level=1)).to_be_visible()
    page.goto(f"{keeper.server.url}/admin/register/same/?show=merged")
    page.get_by_role("button", name=re.compile("Make “Altrincham”")).click()
    expect(page.get_by_text("“Altrincham” is a listing of its own again.")).to_be_visible()
    assert_quiet(page)


def tab_to(page, wanted):
    """Press Tab until the focus is on what is wanted, as somebody without a mouse does."""
    for _press in range(150):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "(e => (e.labels && e.labels[0] ? e.labels[0].textContent : e.textContent).trim())"
            "(document.activeElement)"
        )
        if words.startswith(wanted):
            return
    raise AssertionError(f"no way to “{wanted}” by Tab")


@pytest.mark.parametrize("width", [1280, 320])
def test_an_asset_manager_imports_a_years_file_and_undoes_it_by_keyboard_alone(width, keeper, tmp_path):
    first = keeper.file("trafford/trafford_land_and_building_assets.csv")
    with keeper.server.database():
        from assets_register.importing.running import import_assets

        import_assets(
            keeper.site, first.read_bytes(), file_name="2025.csv", source="Trafford Council", dry_run=False
        )
        before = list(Asset.objects.order_by("pk").values("name", "asset_code", "tenure_type", "source_ref"))
    file = tmp_path / "2026.csv"
    file.write_bytes(next_year(first.read_bytes()).content)
    page = keeper.at(width=width)
    tab_to(page, "Who publishes the list")
    page.keyboard.type("Trafford Council")
    tab_to(page, "The file")
    page.get_by_label("The file").set_input_files(file)  # the system's own dialogue, which no test opens
    assert_fits(page, width)
    tab_to(page, "Look at its columns")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Check what would change")).to_be_visible()
    assert_fits(page, width)
    tab_to(page, "Held as")
    page.keyboard.type("Tenure")
    assert page.get_by_label("Held as").input_value() == "tenure_type"
    tab_to(page, "Check what would change")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take it in")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("606 rows: 1 new, 25 changed, 579 as before")).to_be_visible()
    assert_fits(page, width)
    tab_to(page, "Changed")
    page.keyboard.press("Enter")
    expect(page.get_by_text("tenure:").first).to_be_visible()
    assert_fits(page, width)
    tab_to(page, "Take it in")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This list is in the register.")).to_be_visible(timeout=PATIENCE)
    assert_accessible(page, skip=NOT_OURS)
    assert_fits(page, width)
    with keeper.server.database():
        assert Asset.objects.filter(tenure_type="Leasehold").exists()
        assert Asset.objects.count() == 609
    tab_to(page, "Undo this import")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This import was undone")).to_be_visible(timeout=PATIENCE)
    assert_fits(page, width)
    assert_quiet(page)
    with keeper.server.database():
        after = Asset.objects.order_by("pk").values("name", "asset_code", "tenure_type", "source_ref")
        assert list(after) == before
        assert ImportRun.objects.get(file_name="2026.csv").counts["undone"] == {"back": 26}


def test_all_of_it_without_scripts(keeper, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"Ref,Name,Address\nA1,Weir Hall,Weir Road\n")
    page = keeper.at(java_script_enabled=False)
    keeper.send(page, file, "Pellbridge Council")
    page.get_by_role("button", name="Check what would change").click()
    for button, then in (("", "Take it in"), ("Take it in", "Undo this import"), ("Undo this import", "")):
        if button:
            page.get_by_role("button", name=button).click()
        done = page.get_by_role("button", name=then) if then else page.get_by_text("This import was undone")
        for _look in range(60):
            page.wait_for_load_state()
            if done.count():
                break
            page.get_by_role("link", name="See how far it is").click()
            page.wait_for_timeout(500)
        expect(done).to_be_visible()


def test_what_is_refused_is_said_beside_the_field_and_fits_a_phone(keeper, tmp_path):
    file = tmp_path / "list.pdf"
    file.write_bytes(b"%PDF-1.7 ...")
    page = keeper.at(width=320)
    page.get_by_label("Who publishes the list").fill("Pellbridge Council")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Look at its columns").click()
    expect(page.get_by_text("This is a PDF")).to_be_visible()
    assert page.get_by_label("Who publishes the list").input_value() == "Pellbridge Council"
    assert_accessible(page, skip=NOT_OURS)
    assert_fits(page)
