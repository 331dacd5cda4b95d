"""The map on top of the drawn one: by mouse, by keyboard, without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.harness import assert_accessible, assert_fits, assert_quiet
from tests.conftest import make_site
from tests.live_server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("spaces_map")]


@pytest.fixture(scope="module")
def spaces(django_db_setup, template_database, tmp_path_factory, django_db_blocker):
    """The address of a served spaces section: one library, three halls at one point, one lost field."""
    from assets_register.pages import SpacesIndexPage
    from assets_register.services import create_asset
    from civic.pages.services import add_section
    from civic.places.models import Neighbourhood

    server = LiveServer(tmp_path_factory.mktemp("served"), template=template_database, worker=False)
    server.unblock = django_db_blocker.unblock  # the permission is pytest's
    square = [[-2.4, 53.3], [-2.2, 53.3], [-2.2, 53.5], [-2.4, 53.5], [-2.4, 53.3]]
    with server.database():
        site = make_site("127.0.0.1", "Pellbridge", default=True)
        page = add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
        Neighbourhood.objects.create(
            site=site, code="E1", name="Cinder Hill", slug="cinder-hill", west=-2.4, south=53.3, east=-2.2,
            north=53.5, geometry={"type": "Polygon", "coordinates": [square]},
        )  # fmt: skip
        public = {"publish": True, "public_use": "yes"}
        create_asset(site, name="Cinder Hill Library", latitude=53.4, longitude=-2.3, **public)
        for number in range(3):
            create_asset(site, name=f"Hall {number}", latitude=53.42, longitude=-2.32, **public)
        create_asset(site, name="Lost Field", **public)
        path = page.get_url()
    server.start()
    yield server.url + path
    server.close()


def test_map_takes_the_place_of_the_drawing_and_works_by_keyboard(spaces, open_page):
    page = open_page(spaces + "?view=map")
    page.wait_for_selector(".map-spot")
    assert page.locator(".drawn-map").count() == 0
    expect(page.get_by_role("status").filter(has_text="4 on this part of the map")).to_be_visible()
    assert_accessible(page)
    hall = page.get_by_role("button", name="Cinder Hill Library")
    hall.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Cinder Hill Library")
    link.wait_for()
    assert_accessible(page)
    assert_quiet(page)
    link.click()
    page.wait_for_url("**/spaces/cinder-hill-library/")


def test_spaces_at_one_point_share_a_mark_that_names_them_all(spaces, open_page):
    page = open_page(spaces + "?view=map")
    page.get_by_role("button", name="Hall 0, Hall 1, Hall 2").click()
    expect(page.locator(".leaflet-popup a[href*='/spaces/hall-']")).to_have_count(3)


def test_map_without_scripts_is_a_drawing_with_its_lists(spaces, open_page):
    page = open_page(spaces + "?view=map", java_script_enabled=False)
    assert page.locator(".drawn-map circle").count() > 0
    page.get_by_role("link", name="Cinder Hill", exact=True).click()
    expect(page.get_by_role("link", name="Cinder Hill Library")).to_be_visible()


def test_map_script_is_loaded_only_where_there_is_a_map(spaces, open_page):
    asked = []
    page = open_page(spaces)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(spaces)
    assert not [url for url in asked if "leaflet" in url or "place-map" in url]
    page.goto(spaces + "?view=map")
    page.wait_for_selector(".map-spot")
    assert [url for url in asked if url.endswith("leaflet.js")]
    assert_fits(page, 320)
