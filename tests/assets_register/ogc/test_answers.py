"""Forms, headers, links and refusals: what every address has in common."""

import json

import pytest
from django.test import Client

from assets_register.services import hold_back
from civic.places.licences import DataLicence
from civic.places.models import PlaceSettings

ADDRESSES = [
    ("/ogc/", "application/json"),
    ("/ogc/api", "application/vnd.oai.openapi+json;version=3.0"),
    ("/ogc/conformance", "application/json"),
    ("/ogc/collections", "application/json"),
    ("/ogc/collections/spaces", "application/json"),
    ("/ogc/collections/spaces/items", "application/geo+json"),
]
every_address = pytest.mark.parametrize(("address", "media_type"), ADDRESSES)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@every_address
@pytest.mark.parametrize(
    ("accept", "params", "html"),
    [
        (None, {}, False),
        ("*/*", {}, False),
        ("application/geo+json, application/json;q=0.9", {}, False),
        ("application/vnd.oai.openapi+json;version=3.0, */*;q=0.1", {}, False),
        ("image/png", {}, False),
        (BROWSER, {}, True),
        (BROWSER, {"f": "json"}, False),
        (None, {"f": "html"}, True),
    ],
)
def test_the_form_is_the_one_asked_for(client, register, address, media_type, accept, params, html):
    answer = client.get(address, params, headers={"accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer["Content-Type"] == ("text/html; charset=utf-8" if html else media_type)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer["Vary"]


@every_address
def test_anybody_may_keep_a_document_as_long_as_it_is_true(client, register, address, media_type):
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in answer["Vary"]
    assert not answer.cookies
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["Access-Control-Allow-Origin"]) == (304, b"", "*")


def test_a_document_kept_is_asked_for_anew_once_something_changed(client, register):
    address = "/ogc/collections/spaces/items"
    before = client.get(address)
    hold_back(register["St Anne's Hall"], reason="safety", by=None)
    after = client.get(address, headers={"if-none-match": before["ETag"]})
    assert (after.status_code, json.loads(after.content)["numberMatched"]) == (200, 1)


@every_address
def test_a_document_links_to_itself_and_to_the_page(client, register, address, media_type):
    document = json.loads(client.get(address, {"f": "json"}).content)
    if "links" in document:
        links = {link["rel"]: link for link in document["links"]}
        assert (links["self"]["href"], links["self"]["type"]) == (
            f"http://testserver{address}?f=json",
            media_type,
        )
        assert (links["alternate"]["href"], links["alternate"]["type"]) == (
            f"http://testserver{address}?f=html",
            "text/html",
        )


def test_the_way_in_leads_everywhere(client, register):
    document = json.loads(client.get("/ogc/").content)
    links = {link["rel"]: link["href"] for link in document["links"]}
    assert sorted(links) == ["alternate", "conformance", "data", "self", "service-desc", "service-doc"]
    for href in links.values():
        assert client.get(href).status_code == 200
    assert document["title"] == "Pellbridge: the register of spaces"
    conforms = json.loads(client.get(links["conformance"]).content)["conformsTo"]
    base = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    assert conforms == [base + name for name in ("core", "geojson", "html", "oas30")]


def test_every_collection_says_what_is_in_it_and_on_what_terms(client, register):
    found = json.loads(client.get("/ogc/collections").content)["collections"]
    assert [(each["id"], each["title"]) for each in found] == [
        ("spaces", "Spaces you can use"),
        ("assets", "Everything owned"),
    ]
    for each in found:
        links = [(link["rel"], link["type"], link["href"]) for link in each["links"]]
        items = f"http://testserver/ogc/collections/{each['id']}/items"
        assert ("items", "application/geo+json", f"{items}?f=json") in links
        assert ("items", "text/html", f"{items}?f=html") in links
        assert [(rel, href) for rel, _type, href in links if rel == "license"] == [
            ("license", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/")
        ]
        assert each["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/ogc/?colour=red", 400),
        ("/ogc/?f=xml", 400),
        ("/ogc/api?limit=1", 400),
        ("/ogc/conformance?f=", 400),
        ("/ogc/collections?bbox=1,2,3,4", 400),
        ("/ogc/collections/spaces?kind=hall", 400),
        ("/ogc/collections/spaces/items?bbox=nan", 400),
        ("/ogc/collections/spaces/items?limit=0", 400),
        ("/ogc/collections/spaces/items?datetime=yesterday", 400),
        ("/ogc/collections/spaces/items?cursor=me", 400),
        ("/ogc/collections/spaces/items?kind=hall&kind=park", 400),
        ("/ogc/collections/spaces/items?KIND=hall", 400),
        ("/ogc/collections/spaces/items?%00=1", 400),
        ("/ogc/collections/draft", 404),
        ("/ogc/collections/draft/items", 404),
        ("/ogc/collections/spaces/items/1", 404),
        ("/ogc/collections/spaces/items/00000000-0000-4000-8000-000000000000", 404),
        ("/ogc/collections/spaces/items/00000000-0000-4000-8000-000000000000?limit=1", 400),
    ],
)
def test_a_refusal_is_a_problem_in_plain_words(client, register, address, status):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    problem = json.loads(answer.content)
    assert (problem["status"], problem["code"]) == (status, str(status))
    assert problem["detail"].endswith(".")
    page = client.get(address, headers={"accept": BROWSER})
    if "f=" not in address:
        assert page.status_code == status
        assert problem["detail"] in page.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_written(register, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)("/ogc/collections/spaces/items")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_too_many_requests_in_a_minute_are_refused(client, register, settings):
    settings.PUBLIC_API_LIMIT = 2
    statuses = [client.get(address).status_code for address in ("/ogc/", "/ogc/api", "/ogc/collections")]
    assert statuses == [200, 200, 429]
    refused = client.get("/ogc/")
    assert (refused["Retry-After"], refused["Content-Type"]) == ("60", "application/problem+json")
    assert json.loads(refused.content)["status"] == 429


def test_another_place_has_an_api_of_its_own(client, register, other_site):
    answer = client.get("/ogc/collections/assets/items", headers={"host": "other.example"})
    found = json.loads(answer.content)
    assert [each["properties"]["name"] for each in found["features"]] == ["Otherham Hall"]
    assert found["links"][0]["href"] == "http://other.example/ogc/collections/assets/items?f=json"


def test_in_welsh_it_stands_under_cy(client, register):
    found = json.loads(client.get("/cy/ogc/collections/spaces/items").content)
    assert found["links"][0]["href"] == "http://testserver/cy/ogc/collections/spaces/items?f=json"
    assert found["numberMatched"] == 2


def test_licence_is_the_places_own_and_said_everywhere(client, site, other_site, register):
    ours, uuid = PlaceSettings.for_site(site), register["Cinder Hill Library"].uuid
    ours.data_licence = DataLicence.ODBL
    ours.save()
    href = "https://opendatacommons.org/licenses/odbl/1-0/"
    items = "collections/spaces/items"
    for address in ("collections/spaces", items, f"{items}/{uuid}"):
        links = json.loads(client.get(f"/ogc/{address}").content)["links"]
        assert [each["href"] for each in links if each["rel"] == "license"] == [href], address
    document = json.loads(client.get("/ogc/api").content)
    assert document["info"]["license"] == {"name": "Open Database License 1.0", "url": href}
    for file in ("csv", "xlsx", "geojson"):
        assert client.get(f"/spaces/spaces.{file}")["Link"] == f'<{href}>; rel="license"'
    theirs = json.loads(client.get("/ogc/api", headers={"host": "other.example"}).content)
    assert theirs["info"]["license"]["name"] == "Open Government Licence v3.0"
