"""Making a place."""

import pytest
from wagtail.models import Page, Site

from assets_register.pages import SpacesIndexPage
from civic.pages.models import HomePage
from civic.pages.services import add_section, build_site
from civic.places.models import PlaceSettings


@pytest.mark.django_db
def test_build_site_twice_makes_one_place_and_takes_wagtails_welcome_away():
    for _again in range(2):
        site = build_site(
            "localhost", "Pellbridge", port=8000, default=True, strapline="We answer.", name_cy="Pont-pell"
        )
    assert Site.objects.count() == 1
    assert (site.hostname, site.port, site.is_default_site) == ("localhost", 8000, True)
    assert isinstance(site.root_page.specific, HomePage)
    assert Page.objects.filter(depth=2).count() == 1
    place = PlaceSettings.for_site(site)
    assert (place.name, place.strapline, place.name_cy) == ("Pellbridge", "We answer.", "Pont-pell")


@pytest.mark.django_db
def test_build_site_leaves_other_places_alone():
    first = build_site("a.example", "A", default=True)
    second = build_site("b.example", "B")
    assert Site.objects.get(is_default_site=True) == first
    assert first.root_page != second.root_page
    build_site("b.example", "B2", default=True)
    assert Site.objects.get(is_default_site=True) == second
    assert PlaceSettings.for_site(first).name == "A"


@pytest.mark.django_db
def test_add_section_is_made_once_and_opens_its_door(client):
    site = build_site("testserver", "Pellbridge", default=True)
    assert "doorway" not in client.get("/").content.decode()
    made = add_section(site.root_page, SpacesIndexPage, "Find a space", "spaces", lead="What is near")
    assert add_section(site.root_page, SpacesIndexPage, "Another") == made
    page = client.get("/").content.decode()
    assert page.count('class="doorway ') == 1
    assert 'class="doorway door-spaces" href="/spaces/"' in page
    made.unpublish()
    assert "doorway" not in client.get("/").content.decode()
