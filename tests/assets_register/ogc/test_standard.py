"""Every answer against the standard's own schemas, and against the document that describes it."""

import json
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from jsonschema import FormatChecker
from openapi_schema_validator import OAS30ReadValidator
from openapi_spec_validator import OpenAPIV30SpecValidator

LIBRARY = "Cinder Hill Library"


@cache
def standard(name: str) -> dict:
    """Return the building blocks of the standard: ``1.0``, or ``1.1`` as OpenAPI 3.0."""
    file = {"1.0": "ogcapi-features-1.yaml", "1.1": "ogcapi-features-1-oas30.yaml"}[name]
    path: Path = settings.JUNCTION_DATA / "ogcapi-features" / "core" / "openapi" / file
    document: dict = yaml.safe_load(path.read_text())
    geometry = document["components"]["schemas"]["geometryGeoJSON"]
    if geometry.pop("nullable", False):
        # Beside oneOf and without a type, OpenAPI 3.0.3 makes nothing of it; its 3.1 twin says it as here.
        geometry["oneOf"].append({"enum": [None], "nullable": True, "type": "object"})
    return document


def faults(document: dict, schema: dict, answer: dict) -> list[str]:
    """Return what is wrong with an answer by one of a document's schemas."""
    whole = {**schema, "components": document["components"]}
    checker = OAS30ReadValidator(whole, format_checker=FormatChecker(formats=["date-time", "uuid"]))
    return [f"{'/'.join(map(str, each.path))}: {each.message[:200]}" for each in checker.iter_errors(answer)]


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def got(client, address):
    return json.loads(client.get(address).content)


def spoken(register, collection="assets"):
    """Return every address with the standard's schema and ours."""
    base = f"/ogc/collections/{collection}"
    library = f"{base}/items/{register[LIBRARY].uuid}"
    return [
        ("/ogc/", "landingPage", "landingPage"),
        ("/ogc/conformance", "confClasses", "confClasses"),
        ("/ogc/collections", "collections", "collections"),
        (base, "collection", "collection"),
        (f"{base}/items", "featureCollectionGeoJSON", "featureCollection"),
        (f"{base}/items?limit=1", "featureCollectionGeoJSON", "featureCollection"),
        (f"{base}/items?kind=cemetery", "featureCollectionGeoJSON", "featureCollection"),
        (library, "featureGeoJSON", "feature"),
    ]


@pytest.mark.data
@pytest.mark.parametrize("collection", ["spaces", "assets"])
def test_every_answer_is_valid_by_the_standards_schemas(client, register, collection):
    document = standard("1.1")
    for address, schema, _ours in spoken(register, collection):
        assert faults(document, ref(schema), got(client, address)) == [], address


@pytest.mark.data
def test_answers_are_valid_by_version_1_0_too_but_for_what_has_no_place(client, register):
    """Version 1.0 wants a geometry of every feature; GeoJSON itself lets it be null (RFC 7946, 3.2)."""
    document = standard("1.0")
    for address, schema, _ours in spoken(register):
        answer = got(client, address)
        answer["features"] = [each for each in answer.get("features", []) if each["geometry"]]
        assert faults(document, ref(schema), answer) == [], address


@pytest.mark.data
@pytest.mark.parametrize(
    "address", ["/ogc/collections/spaces/items?bbox=nan", "/ogc/collections/none", "/ogc/?colour=red"]
)
def test_a_refusal_is_valid_by_both_versions_schemas(client, register, address):
    for version in ("1.0", "1.1"):
        assert faults(standard(version), ref("exception"), got(client, address)) == []


@pytest.mark.data
def test_parameters_are_declared_as_the_standard_declares_them(client, register):
    ours = got(client, "/ogc/api")["components"]["parameters"]
    for name, wanted in standard("1.0")["components"]["parameters"].items():
        if name == "collectionId":  # each collection has paths of its own
            continue
        for key in ("name", "in", "required", "style", "explode"):
            assert ours[name].get(key) == wanted.get(key), (name, key)
        for key in ("type", "items", "oneOf", "minimum"):
            assert ours[name]["schema"].get(key) == wanted["schema"].get(key), (name, key)


def test_the_openapi_document_is_valid(client, register):
    document = got(client, "/ogc/api")
    OpenAPIV30SpecValidator(document).validate()
    assert document["servers"] == [{"url": "http://testserver/ogc"}]
    assert list(document["paths"]) == [
        "/",
        "/api",
        "/conformance",
        "/collections",
        "/collections/spaces",
        "/collections/spaces/items",
        "/collections/spaces/items/{featureId}",
        "/collections/assets",
        "/collections/assets/items",
        "/collections/assets/items/{featureId}",
    ]


def test_every_answer_is_what_the_openapi_document_says(client, register):
    document = got(client, "/ogc/api")
    for address, _standard, ours in spoken(register):
        assert faults(document, ref(ours), got(client, address)) == [], address
    for address in ("/ogc/?colour=red", "/ogc/collections/none"):
        assert faults(document, ref("problem"), got(client, address)) == []


def test_the_document_declares_every_parameter_that_is_taken_and_no_other(client, register):
    document = got(client, "/ogc/api")
    known = document["components"]["parameters"]
    operation = document["paths"]["/collections/spaces/items"]["get"]
    names = [known[each["$ref"].rpartition("/")[2]]["name"] for each in operation["parameters"]]
    sound = {"limit": "5", "bbox": "-3,53,-2,54", "datetime": "2026-03-01", "f": "json", "cursor": None}
    for name in names:
        schema = known[name]["schema"]
        value = sound.get(name, schema.get("enum", ["Anything"])[0])
        if value is not None:
            assert client.get("/ogc/collections/spaces/items", {name: value}).status_code == 200, name
    features = document["components"]["schemas"]["feature"]["properties"]["properties"]["properties"]
    assert [name for name in names if name not in sound] == [name for name in features if name in names]
