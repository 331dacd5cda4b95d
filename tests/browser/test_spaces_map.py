"""The map on top of the drawn one: by mouse, by keyboard, without scripts."""

import pytest

from tests.browser.harness import assert_accessible, assert_fits, assert_quiet

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_pages")]


def test_map_takes_the_place_of_the_drawing_and_works_by_keyboard(served_place, open_page):
    page = open_page(served_place.url_of("spaces on the map"))
    page.wait_for_selector(".map-spot")
    assert page.locator(".drawn-map").count() == 0
    assert page.get_by_role("status").filter(has_text="4 on this part of the map").is_visible()
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


def test_spaces_at_one_point_share_a_mark_that_names_them_all(served_place, open_page):
    page = open_page(served_place.url_of("spaces on the map"))
    page.get_by_role("button", name="Hall 0, Hall 1, Hall 2").click()
    assert page.locator(".leaflet-popup a[href*='/spaces/hall-']").count() == 3


def test_map_without_scripts_is_a_drawing_with_its_lists(served_place, open_page):
    page = open_page(served_place.url_of("spaces on the map"), java_script_enabled=False)
    assert page.locator(".drawn-map circle").count() > 0
    page.get_by_role("link", name="Cinder Hill", exact=True).click()
    assert page.get_by_role("link", name="Cinder Hill Library").is_visible()


def test_map_script_is_loaded_only_where_there_is_a_map(served_place, open_page):
    asked = []
    page = open_page(served_place.url_of("about"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served_place.url_of("spaces"))
    assert not [url for url in asked if "leaflet" in url or "place-map" in url]
    page.goto(served_place.url_of("spaces on the map"))
    page.wait_for_selector(".map-spot")
    assert [url for url in asked if url.endswith("leaflet.js")]
    assert_fits(page, 320)
