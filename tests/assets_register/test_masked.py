"""A place that is kept private cannot be found by any page, feed, file, order, box or cluster.

Two spaces alike in everything: one is private, its twin is not. Every address there is, and every
link on the way, is read for the words of the one; the twin's words show that the readers can read.
"""

import csv
import json
import re
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assets_register import index
from assets_register.asking import ask_about_due, token_for
from assets_register.models import AccessGuide, Asset, AssetIndex, AssetTotal, RegisterSettings
from assets_register.pages import SpacesIndexPage
from assets_register.selectors import register_counts
from assets_register.services import create_asset, mask_location, place_asset
from civic.moderation.services import report
from civic.pages.link_pictures import link_picture_url
from civic.pages.services import add_section
from civic.partners.models import Representative
from civic.partners.services import ensure_organisation
from civic.places.models import Neighbourhood, Postcode
from civic.places.spaces import find_spaces, resolve_spaces
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.projects.models import Session
from engagement.projects.pages import ProjectsIndexPage
from engagement.projects.services import add_session
from tests.assets_register.test_map import SQUARE
from tests.factories.projects import ProjectFactory
from tests.factories.residents import UserFactory
from tests.second_place.addresses import Leads, kind_of, routes

#: What nobody may read anywhere, and where it stands. The twin has the same in other words.
SECRET = {
    "street_number": "4077b",
    "street_name": "Qavenue Road",
    "town": "Qtownley",
    "postcode": "PB7 7QQ",
    "uprn": "000098765432",
    "asset_code": "QCODE-77",
    "property_name": "Qoldname House",
    "latitude": 53.444321,
    "longitude": -2.333219,
    "easting": 377777.0,
    "northing": 394444.0,
}
OPEN = {
    "street_number": "4088b",
    "street_name": "Zavenue Road",
    "town": "Ztownley",
    "postcode": "PB8 8ZZ",
    "uprn": "000012345678",
    "asset_code": "ZCODE-88",
    "property_name": "Zoldname House",
    "latitude": 53.455432,
    "longitude": -2.344328,
    "easting": 388888.0,
    "northing": 395555.0,
}
WORDS = {
    True: [
        "4077b", "qavenue", "qtownley", "pb7 7qq", "pb77qq", "98765432", "qcode", "qoldname", "53.444",
        "2.3332",
    ],
    False: [
        "4088b", "zavenue", "ztownley", "pb8 8zz", "pb88zz", "12345678", "zcode", "zoldname", "53.455",
        "2.3443",
    ],
}  # fmt: skip
"""By whether it is the private one."""


@pytest.fixture
def twins(site):
    """A private space and one like it that is not, each with a session in it and somebody who keeps it."""
    cache.clear()
    add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    add_section(site.root_page.specific, ProjectsIndexPage, "Join in", slug="projects")
    Neighbourhood.objects.create(
        site=site, code="E1", name="Quayside", slug="quayside", geometry=SQUARE,
        west=-2.4, south=53.3, east=-2.2, north=53.5,
    )  # fmt: skip
    made = []
    for name, place in (("Hawthorn refuge", SECRET), ("Hazel centre", OPEN)):
        street = place["street_name"]
        keeper = ensure_organisation(site, f"Friends of {name}")
        asset = create_asset(
            site,
            name=f"{name}, {street}",
            kind="community_centre",
            public_use="yes",
            custodian=keeper,
            owner=ensure_organisation(site, "Pellbridge Council"),
            publish=True,
            description=f"Ring the bell in {street.upper()}. It is warm inside.",
            terms=f"Free; pay at {place['postcode'].replace(' ', '')}",
            facts={"kitchen": "yes"},
            **place,
        )
        asset.rooms.create(site=site, name=f"Room over {street}")
        AccessGuide.objects.create(site=site, asset=asset, arriving=f"From the bus in {street}")
        project = ProjectFactory(site=site, title=f"Tea at {name}")
        add_session(
            project,
            starts_at=timezone.now() + timedelta(days=2),
            ends_at=timezone.now() + timedelta(days=2, hours=1),
            space_key=asset.space_key,
        )
        made.append(asset)
        Postcode.objects.create(
            site=site, code=place["postcode"], latitude=place["latitude"], longitude=place["longitude"]
        )
    private, twin = made
    mask_location(private, by=None)
    return private, twin


def sent(client: Client, path: str) -> str:
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + answer.headers.get("Location", "")


def read(client: Client, path: str) -> str:
    return as_understood(sent(client, path))


def as_understood(told: str) -> str:
    # What a page says in code is read as what it says: escaped letters, and what signed addresses hold.
    for token in re.findall(r"/link-picture/([^/\"]+)/", told):
        told += json.dumps(signing.loads(token, salt="pages.link-picture"))
    return told.lower()


def everything(client: Client, twins) -> dict[str, str]:
    """Return what a stranger reads at every address there is, and behind every link on the way."""
    ids = [str(asset.uuid) for asset in twins]
    slugs = [Asset.objects.get(pk=asset.pk).slug for asset in twins]
    sessions = [str(row.uuid) for row in Session.objects.all()]
    projects = [str(row.project.uuid) for row in Session.objects.select_related("project")]
    waiting = ["/", "/sitemap.xml", "/robots.txt"]
    for route in routes():
        if route.pattern.startswith(("admin/", "documents/", "static/")):
            continue
        if not route.parameters:
            waiting.append(route.path())
        elif len(route.parameters) == 1:
            waiting += [route.path([one]) for one in (*ids, *slugs, *sessions, *projects, "spaces", "assets")]
        else:
            firsts = ("spaces", "assets", "assets_register.asset")
            rest = len(route.parameters) - 1
            waiting += [route.path([first, *[one] * rest]) for first in firsts for one in ids]
    section = "/spaces/"
    for use in ("usable", "all"):
        for more in ("", "&view=map", "&placed=no", "&placed=yes", "&sort=name", "&sort=checked", "&q=warm"):
            waiting.append(f"{section}?use={use}{more}")
        waiting += [f"{section}spaces.{kind}?use={use}" for kind in ("csv", "geojson", "xlsx")]
        waiting += [
            f"{section}clusters.json?bbox=-3,53,-2,54&zoom={zoom}&use={use}" for zoom in range(0, 20, 3)
        ]
    waiting += [f"{section}{slug}/" for slug in slugs] + [f"{section}{slug}/cost/" for slug in slugs]
    waiting += [f"/search/?q={word}" for word in ("warm", "hawthorn", "hazel", "tea")]
    seen: dict[str, str] = {}
    kinds: dict[tuple[str, ...], int] = {}
    while waiting and len(seen) < 900:
        path = waiting.pop(0).removeprefix("http://testserver")
        if path in seen or not path.startswith("/") or path.startswith(("/static/", "/admin", "/test404")):
            continue
        kind = kind_of(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 12:
            continue
        client.cookies.clear()
        told = sent(client, path)
        seen[path] = as_understood(told)
        if "<html" in told or "<a " in told:
            waiting += Leads(path, told).links
    return seen


@pytest.mark.audit
@pytest.mark.journey
def test_no_address_tells_a_stranger_where_it_is(client, site, twins):
    said = everything(client, twins)
    leaks = [
        f"{path}: {word}"
        for path, text in said.items()
        for word in WORDS[True]
        if word in text and word not in path.lower()
    ]
    assert not leaks, "\n".join(leaks)
    whole = "\n".join(said.values())
    unread = [word for word in WORDS[False] if word not in whole and word != "zcode"]
    assert unread == [], "the readers must be able to read the twin"
    assert "hawthorn refuge" in whole
    assert len(said) > 60


@pytest.mark.parametrize(
    "word", ["qavenue", "qtownley", "PB7 7QQ", "98765432", "Qoldname", "QCODE-77", "Qaven"]
)
def test_no_search_finds_it_by_where_it_is(client, site, twins, word):
    for path in (f"/spaces/?use=all&q={word}", f"/search/?q={word}"):
        assert "hawthorn" not in read(client, path), path
    assert [space.name for space in find_spaces(site, word)] == []


@pytest.mark.parametrize("word", ["zavenue", "ztownley", "PB8 8ZZ", "Zoldname", "Zaven"])
def test_searches_do_find_its_twin_so(client, twins, word):
    assert "hazel" in read(client, f"/spaces/?use=all&q={word}")


def test_nothing_near_orders_or_counts_by_it(client, site, twins):
    here = read(client, "/spaces/?near=PB7+7QQ&within=10&use=all")
    assert "hawthorn" not in here
    assert "hazel" in here
    assert "hawthorn" not in read(client, "/projects/?near=PB7+7QQ")


def test_no_order_changes_with_where_it_is(client, site, twins):
    private, _twin = twins
    paths = [
        f"/spaces/?use=all&sort={sort}{near}"
        for sort in ("best", "near", "name", "checked")
        for near in ("", "&near=PB7+7QQ&within=10", "&near=PB8+8ZZ&within=10")
    ]
    paths += ["/ogc/collections/assets/items", "/spaces/spaces.geojson?use=all"]

    def orders() -> list[list[str]]:
        return [re.findall(r"hawthorn refuge|hazel centre", read(client, path)) for path in paths]

    before = orders()
    place_asset(private, latitude=OPEN["latitude"], longitude=OPEN["longitude"], by=None)
    assert orders() == before
    place_asset(private, latitude=51.5, longitude=-0.1, by=None)
    assert orders() == before


def _inside(client, west, south, east, north) -> bool:
    """Say whether anything but the twin is in a rectangle, by any door that takes one."""
    box = f"{west:.7f},{south:.7f},{east:.7f},{north:.7f}"
    for zoom in (0, 9, 18):
        spots = client.get(f"/spaces/clusters.json?bbox={box}&zoom={zoom}&use=all").json()["spots"]
        if sum(spot["count"] for spot in spots) > 1 or "Hawthorn" in json.dumps(spots):
            return True
    for collection in ("spaces", "assets"):
        found = client.get(f"/ogc/collections/{collection}/items?bbox={box}").json()
        if "Hawthorn" in json.dumps(found) or found["numberMatched"] > 1:
            return True
    return False


def test_no_rectangle_however_cut_closes_in_on_it(client, site, twins):
    """The bisection that would find a point in some twenty steps finds nothing to halve."""
    assert not _inside(client, -180, -90, 180, 90)
    assert not _inside(client, -2.4, 53.4, -2.3, 53.5)
    assert not _inside(client, -2.33323, 53.44431, -2.33321, 53.44433)
    where = twins[1]
    box = f"{where.longitude - 1e-4},{where.latitude - 1e-4},{where.longitude + 1e-4},{where.latitude + 1e-4}"
    assert client.get(f"/ogc/collections/spaces/items?bbox={box}").json()["numberMatched"] == 1


def test_index_and_totals_hold_nothing_of_it(site, twins):
    private, twin = twins
    row = AssetIndex.objects.get(pk=private.pk)
    assert (row.latitude, row.longitude, row.neighbourhood_id) == (None, None, None)
    assert [getattr(row, f"cell{level}") for level in (6, 7, 8, 9, 10)] == [None] * 5
    assert not any(word in row.text for word in ("qavenue", "qtownley", "pb7", "qoldname", "98765432"))
    cells = AssetTotal.objects.filter(site=site, facet="all", scope="all", resolution=10)
    assert sum(cells.values_list("count", flat=True)) == 1
    assert AssetIndex.objects.get(pk=twin.pk).cell10 is not None
    assert register_counts(site) == {"all": 2, "mapped": 1, "not_mapped": 1}
    index.rebuild(site)
    assert AssetIndex.objects.get(pk=private.pk).latitude is None


def test_statutory_list_keeps_its_row_with_the_place_left_blank(client, site, twins):
    rows = list(csv.DictReader(read(client, "/spaces/spaces.csv?use=all").splitlines()))
    private, twin = sorted(rows, key=lambda row: "hawthorn" not in row["propertyname"])
    blank = {column for column, value in twin.items() if value and not private[column]}
    assert blank == {
        "uprn", "assetcode", "streetnumber", "streetname", "posttown", "postcode",
        "coordinatereferencesystem", "geox", "geoy",
    }  # fmt: skip
    assert private["organisationlabel"] == twin["organisationlabel"]


def test_neighbourhood_is_named_only_where_the_place_allows_it(client, site, twins):
    private, _twin = twins
    hood = Asset.objects.get(pk=private.pk).neighbourhood
    assert hood is not None
    assert f"area={hood.slug}" not in read(client, "/spaces/?use=all&q=hawthorn")
    assert "hawthorn" not in read(client, f"/spaces/?use=all&area={hood.slug}")
    settings_ = RegisterSettings.for_site(site)
    settings_.masked_neighbourhood = True
    settings_.save()
    assert "hawthorn" in read(client, f"/spaces/?use=all&area={hood.slug}")
    assert not any(word in read(client, f"/spaces/{_slug(private)}/") for word in WORDS[True])


def _slug(asset: Asset) -> str:
    return Asset.objects.values_list("slug", flat=True).get(pk=asset.pk)


def test_old_addresses_and_pictures_of_links_lead_nowhere(client, site, twins):
    private, twin = twins
    assert client.get("/spaces/hawthorn-refuge-qavenue-road/").status_code == 404
    assert "qavenue" not in _slug(private)
    assert client.get(f"/spaces/{_slug(private)}/").status_code == 200
    before = {
        asset: link_picture_url(site, title="x", line=asset.address, door="spaces", about=asset.space_key)
        for asset in (private, twin)
    }
    assert client.get(before[private]).status_code == 404
    assert client.get(before[twin]).status_code == 200


def test_other_rooms_forget_it_at_once_and_past_sessions_too(client, site, twins):
    private, twin = twins
    space = resolve_spaces([private.space_key])[private.space_key]
    assert (space.address, space.latitude, space.longitude) == ("", None, None)
    shown = {row.space_key: row for row in Session.objects.all()}
    assert (shown[private.space_key].latitude, shown[private.space_key].longitude) == (None, None)
    assert "qavenue" not in shown[private.space_key].place_name.lower()
    assert shown[twin.space_key].latitude == OPEN["latitude"]
    mask_location(twin, by=None)
    assert Session.objects.get(space_key=twin.space_key).latitude is None


def test_letters_do_not_say_it(client, site, twins):
    private, _twin = twins
    keeper = UserFactory()
    grant_role(keeper, site, Role.STEWARD)
    for asset in twins:
        Representative.objects.create(organisation=asset.custodian, user=keeper)
    Asset.objects.update(created_at=timezone.now() - timedelta(days=900))
    from civic.notify.models import Message
    from civic.notify.rendering import render_email

    ask_about_due(site)
    letter = render_email(Message.objects.get(kind="assets_register.due"))
    page = read(client, reverse("assets_register:still_right", args=[token_for(keeper, site)]))
    for told in (letter.text.lower(), letter.html.lower(), page):
        assert "hawthorn refuge" in told
        assert "zavenue" in told
        assert not [word for word in WORDS[True] if word in told]
    assert client.post(
        reverse("assets_register:still_right", args=[token_for(keeper, site)]), {"space": str(private.uuid)}
    )
    private.refresh_from_db()
    assert private.checked_at is not None
    assert private.street_name == "Qavenue Road"  # a check writes nothing over the place
    assert mail.outbox == []


def test_who_keeps_the_register_sees_it_and_nobody_else_there(client, site, twins):
    private, _twin = twins
    edit = reverse("wagtailsnippets_assets_register_asset:edit", args=[private.pk])
    for role, may in ((Role.ASSET_MANAGER, True), (Role.PLACE_ADMINISTRATOR, True), (Role.LIBRARIAN, False)):
        person = UserFactory()
        grant_role(person, site, role)
        client.force_login(person)
        answer = client.get(edit)
        assert ("Qavenue Road" in answer.content.decode()) is may, role


def test_marking_it_in_the_admin_asks_for_words_that_do_not_say_it(client, site, twins):
    _private, twin = twins
    person = UserFactory()
    grant_role(person, site, Role.ASSET_MANAGER)
    client.force_login(person)
    edit = reverse("wagtailsnippets_assets_register_asset:edit", args=[twin.pk])
    form = {
        "name": "Hazel centre, Zavenue Road",
        "kind": "community_centre",
        "public_use": "yes",
        "location_masked": "on",
        **{name: value for name, value in OPEN.items() if name not in ("easting", "northing")},
    }
    said = client.post(edit, form).content.decode()
    assert "This says where it is, which is to be private." in said
    assert Asset.objects.get(pk=twin.pk).location_masked is False
    assert client.post(edit, {**form, "name": "Hazel centre"}).status_code == 302
    twin.refresh_from_db()
    assert (twin.location_masked, twin.slug, twin.street_name) == (True, "hazel-centre", "Zavenue Road")
    client.logout()
    assert client.get("/spaces/hazel-centre-zavenue-road/").status_code == 404
    assert not [word for word in WORDS[False] if word in read(client, "/spaces/hazel-centre/")]


def test_moderators_are_not_told_it_with_a_report(site, twins):
    from civic.moderation.targets import find_target

    private, _twin = twins
    report(site, target_key=private.space_key, reason="private", words="")
    item = find_target("assets_register.asset").items([str(private.uuid)])[str(private.uuid)]
    assert not [word for word in WORDS[True] if word in f"{item.title} {item.text} {item.url}".lower()]


def test_what_everybody_sees_is_never_written_over_the_place(site, twins):
    private, _twin = twins
    shown = Asset.objects.public().get(pk=private.pk)
    assert shown.address == ""
    with pytest.raises(ValueError, match="without its place"):
        shown.save()
    with pytest.raises(ValueError, match="without its place"):
        place_asset(shown, latitude=53.4, longitude=-2.3, by=None)
    assert Asset.objects.get(pk=private.pk).street_name == "Qavenue Road"


def test_showing_it_again_brings_everything_back(client, site, twins):
    private, _twin = twins
    mask_location(private, by=None, masked=False)
    assert "qavenue road" in read(client, f"/spaces/{_slug(private)}/")
    assert AssetIndex.objects.get(pk=private.pk).cell10 is not None
