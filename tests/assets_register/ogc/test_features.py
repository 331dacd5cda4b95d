"""Which features come, in which order, and that nothing else ever does."""

import json
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets_register.models import Asset, AssetIndex
from assets_register.ogc import features
from assets_register.services import create_asset, hold_back, publish_assets, stop_offering
from tests.assets_register.many import many_assets
from tests.assets_register.ogc.conftest import SECRETS

ITEMS = "/ogc/collections/{}/items"


def got(client, address, **params):
    answer = client.get(address, params)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def names(client, collection="spaces", **params):
    found = got(client, ITEMS.format(collection), **params)
    assert found["numberReturned"] == len(found["features"])
    assert found["numberMatched"] == len(found["features"])  # none of these takes two pages
    return [feature["properties"]["name"] for feature in found["features"]]


LIBRARY, HALL, DEPOT = "Cinder Hill Library", "St Anne's Hall", "Quayside Depot"


def test_a_feature_is_exactly_this(client, register):
    found = got(client, ITEMS.format("assets"))["features"]
    library, depot, _hall = found
    assert library == {
        "type": "Feature",
        "id": str(register[LIBRARY].uuid),
        "geometry": {"type": "Point", "coordinates": [-2.3, 53.4]},
        "properties": {
            "name": "Cinder Hill Library",
            "kind": "library",
            "description": "Quiet & old.",
            "street": "1 Hill Street",
            "town": "Pellbridge",
            "postcode": "PB1 1AA",
            "uprn": "000123456789",
            "owner": "Pellbridge Council",
            "looked_after_by": "Pellbridge Council",
            "neighbourhood": None,
            "can_people_use_it": "yes",
            "offered": True,
            "people": None,
            "step_free": "yes",
            **dict.fromkeys(
                (
                    "wide_doors", "accessible_toilet", "changing_places", "hearing_loop", "quiet_room",
                    "assistance_dogs", "blue_badge_bay", "parking", "buggy", "baby_change", "toilet",
                    "tables_and_chairs", "wifi", "projector", "heating", "water", "storage", "outdoor",
                ),
                "not_known",
            ),
            "lift": "no",
            "kitchen": "no",
            "checked_at": "2026-03-01T12:00:00.123456Z",
            "updated_at": "2026-05-01T09:30:00Z",
            "url": "http://testserver/spaces/cinder-hill-library/",
        },
    }  # fmt: skip
    assert (depot["geometry"], depot["properties"]["offered"]) == (None, False)
    alone = got(client, ITEMS.format("assets") + f"/{library['id']}")
    assert {key: alone[key] for key in library} == library


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, [LIBRARY, DEPOT, HALL]),
        ({"kind": "library"}, [LIBRARY]),
        ({"kind": "cemetery"}, []),
        ({"owner": "Pellbridge Council"}, [LIBRARY, DEPOT]),
        ({"owner": "pellbridge council"}, []),
        ({"owner": "' OR 1=1 --"}, []),
        ({"owner": "\x00"}, []),
        ({"neighbourhood": "Quayside"}, [HALL]),
        ({"can_people_use_it": "no"}, [DEPOT]),
        ({"step_free": "yes"}, [LIBRARY]),
        ({"step_free": "not_known"}, [DEPOT, HALL]),
        ({"kitchen": "no"}, [LIBRARY]),
        ({"lift": "no", "kind": "depot"}, [DEPOT]),
        ({"lift": "yes"}, []),
        ({"bbox": "-2.35,53.35,-2.25,53.45"}, [LIBRARY]),
        ({"bbox": "-2.3,53.4,-2.3,53.4"}, [LIBRARY]),
        ({"bbox": "-2.35,53.35,-100,-2.25,53.45,100"}, [LIBRARY]),
        ({"bbox": "-180,-90,180,90"}, [LIBRARY, HALL]),
        ({"bbox": "170,-90,-2.25,90"}, [LIBRARY]),
        ({"bbox": "-2.25,-90,-170,90"}, [HALL]),
        ({"bbox": "0,0,20,20"}, []),
        ({"datetime": "2026-03-01"}, [LIBRARY]),
        ({"datetime": "2026-03-01T12:00:00.123456Z"}, [LIBRARY]),
        ({"datetime": "2026-03-01T12:00:00Z"}, []),
        ({"datetime": "../2026-04-01"}, [LIBRARY]),
        ({"datetime": "2026-05-01T09:30:00Z/.."}, [DEPOT, HALL]),
        ({"datetime": "2026-05-01T09:30:01Z/"}, []),
        ({"datetime": "2026-01-01/2026-12-31", "bbox": "-3,53,-2,53.45", "kind": "library"}, [LIBRARY]),
    ],
)
def test_a_parameter_keeps_exactly_these(client, register, monkeypatch, params, found):
    assert names(client, "assets", **params) == found
    assert names(client, "spaces", **params) == [name for name in found if name != DEPOT]
    monkeypatch.setattr(features, "FEW", 0)  # as where there are many: the other way round
    assert names(client, "assets", **params) == found


def pages(client, address, rel):
    """Follow links from a page on; returns the names on each page, and the last page."""
    found = []
    while address:
        page = got(client, address)
        found.append([feature["properties"]["name"] for feature in page["features"]])
        parts = urlsplit({link["rel"]: link["href"] for link in page["links"]}.get(rel, ""))
        address, last = (f"{parts.path}?{parts.query}" if parts.path else ""), page
    return found, last


def test_paging_shows_each_once_forwards_and_back_even_where_names_repeat(client, site):
    every = sorted(["Land"] * 5 + ["Hall", "hall", "Éclair", "Zoo", "Land 2"], key=str.lower)
    for number, name in enumerate(every):
        Asset.objects.create(site=site, slug=f"a-{number}", name=name, kind="hall", public_use="yes")
    publish_assets(Asset.objects.filter(site=site), by=None)
    address = ITEMS.format("spaces") + "?limit=3&kind=hall"
    forwards, last = pages(client, address, "next")
    assert [len(page) for page in forwards] == [3, 3, 3, 1]
    assert [name for page in forwards for name in page] == [
        "Éclair",
        "Hall",
        "hall",
        *["Land"] * 5,
        "Land 2",
        "Zoo",
    ]
    assert (last["numberMatched"], last["numberReturned"]) == (10, 1)
    back = next(link["href"] for link in last["links"] if link["rel"] == "prev")
    backwards, _first = pages(client, back.removeprefix("http://testserver"), "prev")
    assert backwards == [forwards[2], forwards[1], forwards[0]]


def test_what_comes_or_goes_between_two_pages_moves_nobody(client, site):
    many_assets(site, [{"name": f"Hall {letter}", "public_use": "yes"} for letter in "BDFH"])
    first = got(client, ITEMS.format("spaces"), limit="2")
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    create_asset(site, name="Hall A", publish=True, public_use="yes")
    hold_back(Asset.objects.get(name="Hall D"), reason="safety", by=None)
    second = got(client, following)
    assert [each["properties"]["name"] for each in second["features"]] == ["Hall F", "Hall H"]


def test_nothing_that_must_not_be_shown_is_in_any_answer(client, register, site):
    stop_offering(register[HALL], by=None)
    hidden = [
        *Asset.objects.exclude(status__in=("published", "not_offered")),
        *Asset.objects.exclude(site=site),
    ]
    assert len(hidden) == 4
    addresses = ["/ogc/", "/ogc/api", "/ogc/collections"]
    for collection in ("spaces", "assets"):
        base = f"/ogc/collections/{collection}"
        addresses += [base, f"{base}/items", f"{base}/items?bbox=-180,-90,180,90", f"{base}/items?limit=1"]
        addresses += [f"{base}/items?owner=Otherham", f"{base}/items/{register[LIBRARY].uuid}"]
        for asset in hidden:
            assert client.get(f"{base}/items/{asset.uuid}").status_code == 404
    secrets = [*SECRETS, "dawn@", "0161 496", "Dawn"]
    for address in addresses:
        for form in ("json", "html"):
            answer = client.get(f"{address}{'&' if '?' in address else '?'}f={form}")
            text = answer.content.decode()
            # Whatever is asked for is in a page's links: it is the answer that must not have it.
            text = text.replace("owner=Otherham", "")
            assert answer.status_code == 200
            assert [secret for secret in secrets if secret in text] == [], address
    # No longer offered: on the record, and not among what people can use.
    assert names(client, "spaces") == [LIBRARY]
    assert names(client, "assets") == [LIBRARY, DEPOT, HALL]


def test_an_index_left_behind_shows_nothing_hidden(client, register):
    Asset.objects.filter(name=HALL).update(status="held_back", held_reason="safety")
    assert AssetIndex.objects.filter(sort_name="st anne's hall").exists()
    for collection in ("spaces", "assets"):
        found = got(client, ITEMS.format(collection))
        assert HALL not in [feature["properties"]["name"] for feature in found["features"]]
        address = ITEMS.format(collection) + f"/{register[HALL].uuid}"
        assert client.get(address).status_code == 404


def test_a_collection_reaches_as_far_as_what_is_shown(client, register):
    found = {each["id"]: each["extent"] for each in got(client, "/ogc/collections")["collections"]}
    box = [[-2.3, 53.4, -2.2, 53.5]]
    times = [["2026-03-01T12:00:00.123456Z", "2026-05-01T09:30:00Z"]]
    for extent in found.values():
        assert (extent["spatial"]["bbox"], extent["temporal"]["interval"]) == (box, times)


def test_an_empty_collection_reaches_nowhere(client, site):
    found = got(client, "/ogc/collections/spaces")
    assert "extent" not in found
    assert names(client) == []


def test_a_page_costs_the_same_however_many_rows(client, site):
    """Three rows and three hundred; on the first page and on a deep one; JSON and HTML."""

    def cost(**params):
        client.get(ITEMS.format("spaces"), params)
        with CaptureQueriesContext(connection) as seen:
            found = client.get(ITEMS.format("spaces"), params)
        assert found.status_code == 200
        return len(seen)

    def costs():
        return [cost(), cost(bbox="-3,53,-2,55"), cost(step_free="yes"), cost(f="html")]

    empty = costs()
    rows = [
        {"name": f"Hall {n:03}", "public_use": "yes", "latitude": 53.4 + n / 2000, "longitude": -2.3}
        for n in range(300)
    ]
    many_assets(site, rows[:3])
    few = costs()
    many_assets(site, rows[3:])
    cache.clear()
    assert costs() == few
    assert all(one - none <= 8 for one, none in zip(few, empty, strict=True))
    page = got(client, ITEMS.format("spaces"), limit="100")
    while following := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        deep, page = following[0], got(client, following[0])
    with CaptureQueriesContext(connection) as seen:
        got(client, deep)
    assert len(seen) == few[0]
