"""Every answer of a filled place against the standard's own schemas, formats checked."""

import json
import re
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV30SpecValidator

from assets_register.models import OfferedService
from plugins.exchange_open_referral.selectors import TAXONOMY, TERMS, at_location
from tests.plugins.exchange_open_referral.conftest import BASE

formats = FormatChecker(formats=["date", "date-time", "email", "time", "uuid"])


@formats.checks("uri")
def is_uri(text):
    parts = urlsplit(str(text))
    return bool(parts.scheme and parts.netloc) and not re.search(r"\s", str(text))


@cache
def schema(name: str) -> dict:
    """Return one of the standard's schemas; ``compiled/`` ones stand alone."""
    path = settings.JUNCTION_DATA / "open-referral-uk" / "schema" / f"{name}.json"
    return json.loads(path.read_text())


def page_schema() -> dict:
    found = dict(schema("openapi")["components"]["schemas"]["Page"])
    found["required"] = [*found["properties"], "contents"]
    return found


def faults(name_or_schema, answer) -> list[str]:
    found = schema(name_or_schema) if isinstance(name_or_schema, str) else name_or_schema
    checker = Draft202012Validator(found, format_checker=formats)
    return [f"{'/'.join(map(str, each.path))}: {each.message[:200]}" for each in checker.iter_errors(answer)]


def got(client, path="/", status=200):
    answer = client.get(f"{BASE}{path}")
    assert answer.status_code == status, (path, answer.content)
    return json.loads(answer.content)


LISTS = [
    ("services", "compiled/service_list"),
    ("service_at_locations", "compiled/service_at_location_list"),
    ("organizations", "compiled/organization_list"),
    ("taxonomies", "taxonomy_line"),
    ("taxonomy_terms", "term_line"),
]
#: The two that are not compiled point at each other; one without the other stands alone.
ALONE = {
    "taxonomy_line": ("taxonomy", "taxonomy_terms"),
    "term_line": ("taxonomy_term", "taxonomy_detail"),
}


def line_schema(name):
    if name not in ALONE:
        return schema(name)
    whole, without = ALONE[name]
    properties = {key: value for key, value in schema(whole)["properties"].items() if key != without}
    return {**schema(whole), "properties": properties}


@pytest.mark.data
def test_formats_are_really_checked():
    wrong = {"id": "no", "name": "x", "status": "busy", "url": "no", "email": "no", "last_modified": "no"}
    found = {each.partition(":")[0] for each in faults("compiled/service", wrong)}
    assert found == {"id", "status", "url", "email", "last_modified"}


@pytest.mark.data
@pytest.mark.parametrize(("path", "name"), LISTS)
def test_every_list_is_valid_and_so_is_everything_in_it(client, offered, path, name):
    for query in ("", "?per_page=1", "?page=2&per_page=1", "?page=99"):
        page = got(client, f"/{path}{query}")
        assert faults(page_schema(), page) == []
        for row in page["contents"]:
            assert faults(line_schema(name), row) == [], row
    assert got(client, f"/{path}")["contents"], "nothing was tried"


@pytest.mark.data
def test_every_single_thing_is_valid(client, offered):
    for service in OfferedService.objects.filter(name__in=[*offered, "Lapsed", "Ended"]):
        whole = got(client, f"/services/{service.uuid}")
        assert faults("compiled/service", whole) == []
        at = got(client, f"/service_at_locations/{at_location(service.uuid)}")
        assert faults("compiled/service_at_location", at) == []
        assert faults("compiled/service", at) == [], "what the published OpenAPI document says of it"
        assert at["service"] == whole
    for row in got(client, "/organizations")["contents"]:
        assert faults("compiled/organization", got(client, f"/organizations/{row['id']}")) == []
    taxonomy = got(client, f"/taxonomies/{TAXONOMY}")
    assert faults(line_schema("taxonomy_line"), taxonomy) == []
    assert [term["id"] for term in taxonomy["taxonomy_terms"]] == [str(id_) for id_ in TERMS]
    for id_ in TERMS:
        assert faults(line_schema("term_line"), got(client, f"/taxonomy_terms/{id_}")) == []


@pytest.mark.data
def test_what_is_said_of_itself_is_valid(client, offered):
    answer = got(client)
    wanted = schema("openapi")["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]
    assert faults({**wanted["schema"], "required": list(wanted["schema"]["properties"])}, answer) == []
    assert answer["version"] == "HSDS-UK-3.0"
    assert answer["openapi_url"] == f"http://testserver{BASE}/openapi.json"


@pytest.mark.data
def test_every_address_and_parameter_the_standard_has_is_there(client, offered):
    standard, ours = schema("openapi")["paths"], got(client, "/openapi.json")
    OpenAPIV30SpecValidator(ours).validate()
    assert set(ours["paths"]) - set(standard) == {"/organizations", "/organizations/{id}"}
    assert set(standard) <= set(ours["paths"])
    for path, methods in standard.items():
        asked = {each["$ref"] for each in methods["get"].get("parameters", [])}
        told = {each.get("$ref") for each in ours["paths"][path]["get"]["parameters"]}
        assert asked <= told, path


@pytest.mark.data
def test_every_answer_is_what_our_own_document_says(client, offered):
    document = got(client, "/openapi.json")
    for path, methods in document["paths"].items():
        if "{id}" in path:
            continue
        ref = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**ref, "components": document["components"]}
        assert faults(whole, got(client, path)) == [], path
