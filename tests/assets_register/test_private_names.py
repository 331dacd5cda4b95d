"""A private place is not told by the words of a list, of a claim or of a note beside it."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from assets_register.good_here.services import make_listing
from assets_register.models import Asset
from assets_register.models.asset import telling_words, without_words
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset, mask_location, save_asset
from civic.pages.services import add_section
from civic.record.voices import voice_of
from civic.residents.services import contributor_for_user
from tests.factories.assets import ClaimFactory
from tests.factories.good_here import good_thing
from tests.factories.places import PostcodeFactory
from tests.factories.residents import UserFactory


@pytest.fixture
def acorn(site):
    cache.clear()
    add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    asset = create_asset(
        site,
        name="Acorn House",
        street_number="12",
        street_name="Vexley Lane",
        postcode="TZ1 4AB",
        publish=True,
    )
    return mask_location(asset, by=None)


@pytest.mark.parametrize(
    ("street", "text"),
    [
        ("Vexley Lane", "Rooms at 12 Vexley Ln, TZ14AB"),
        ("Vexley Ln.", "Acorn House, 12 Vexley Lane"),
        ("Vexley Lane", "The vexley project"),
        ("Oak Street", "By Oak St, TZ1 4AB"),
        ("Oak St", "By oak  street"),
    ],
)
def test_a_street_is_told_however_it_is_spelled(street, text):
    said = without_words(text, telling_words(street, "TZ1 4AB", "")).lower()
    for word in ("vexley", "oak", "4ab"):
        assert word not in said


def test_words_that_many_streets_share_tell_nothing():
    words = telling_words("Church Street", "", "")
    assert (
        without_words("The church hall, on the street side", words) == "The church hall, on the street side"
    )


def test_next_years_words_of_a_private_place_are_read_by_nobody(client, site, acorn):
    acorn = Asset.objects.get(pk=acorn.pk)
    acorn.name, acorn.description = "Acorn House, 12 Vexley Lane", "Rooms at 12 Vexley Ln, TZ14AB"
    acorn.street_name = "Vexley Ln."
    save_asset(acorn, by=None)
    for address in (
        "/spaces/?use=all", "/spaces/?use=all&q=vexley", "/search/?q=acorn", f"/spaces/{acorn.slug}/",
        "/ogc/collections/assets/items", "/spaces/spaces.csv?use=all", "/spaces/spaces.geojson?use=all",
    ):  # fmt: skip
        answer = client.get(address, follow=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told = content.decode().lower().replace("q=vexley", "").replace('value="vexley"', "")
        told = told.replace("“vexley”", "")
        assert answer.status_code == 200, address
        assert "vexley" not in told, address
        assert "4ab" not in told, address
    assert "acorn house" in client.get("/spaces/?use=all").content.decode().lower()


def test_whoever_claims_it_reads_its_name_without_the_street(client, site, acorn):
    Asset.objects.filter(pk=acorn.pk).update(name="Acorn House, 12 Vexley Lane")
    person = UserFactory()
    who = contributor_for_user(person, site)
    ClaimFactory(site=site, asset=Asset.objects.get(pk=acorn.pk), contributor=who)
    client.force_login(person)
    assert "Vexley" not in client.get("/spaces/mine/").content.decode()
    assert "Vexley" not in str(voice_of(who))
    assert "Acorn House" in str(voice_of(who))


def test_a_note_shows_no_longer_once_its_listing_is_private(client, site, acorn):
    PostcodeFactory(site=site, code="PE1 1AA")
    thing = make_listing(good_thing(site, postcode="PE1 1AA"), by=UserFactory())
    address = reverse("good_here:thing", args=[thing.uuid])
    assert client.get(address).status_code == 200
    mask_location(thing.asset, by=None)
    assert client.get(address).status_code == 404
    assert "sunny bench" not in client.get(reverse("good_here:index")).content.decode()
    assert address not in client.get("/search/?q=sunny").content.decode()


@pytest.mark.parametrize(
    "query", ["owner=zzz", "owner=zzz&kind=hall", "owner=zzz&q=hall", "area=zzz&kind=hall"]
)
def test_an_owner_nobody_knows_finds_nothing_in_the_list_either(client, site, acorn, query):
    create_asset(site, name="Weir hall", kind="hall", publish=True)
    page = client.get(f"/spaces/?use=all&{query}")
    assert "Weir hall" not in page.content.decode()
    csv = b"".join(client.get(f"/spaces/spaces.csv?use=all&{query}").streaming_content).decode()
    assert len(csv.strip().splitlines()) == 1
