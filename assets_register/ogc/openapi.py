"""The OpenAPI 3.0 document: what can be asked, with every parameter, and what comes back.

Each collection has paths of its own, because programs look for a collection's parameters there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assets_register.ogc.collections import COLLECTIONS, PROPERTIES, QUERYABLES, Collection
from assets_register.ogc.links import GEOJSON, HTML, JSON, OPENAPI, PROBLEM, Addresses
from assets_register.ogc.params import FORMATS, LIMIT_DEFAULT, LIMIT_MAX
from civic.places.licences import Licence

Schema = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing that can be asked, for the page."""

    path: str
    summary: str
    parameters: Sequence[Mapping[str, Any]]


def openapi_document(title: str, addresses: Addresses, licence: Licence) -> Schema:
    """Return the whole document."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": title,
            "description": _("OGC API - Features, Part 1: Core. Places are WGS84, longitude first (CRS84)."),
            "version": "1.0.0",
            "license": {"name": licence.title, "url": licence.href},
        },
        "servers": [{"url": addresses.of("landing").rstrip("/")}],
        "paths": _paths(),
        "components": {"parameters": _parameters(), "schemas": _schemas(), "responses": _responses()},
    }


def what_can_be_asked(document: Mapping[str, Any]) -> list[Operation]:
    """Return the operations of a document with their parameters, for the page that shows it."""
    known = document["components"]["parameters"]
    return [
        Operation(
            path=path,
            summary=methods["get"]["summary"],
            parameters=[
                known[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
                for each in methods["get"]["parameters"]
            ],
        )
        for path, methods in document["paths"].items()
    ]


# ---- paths -------------------------------------------------------------------------------------
def _paths() -> Schema:
    paths = {
        "/": _operation("landing", _("The way in"), JSON, "landingPage"),
        "/api": _operation("api", _("This document"), OPENAPI, None),
        "/conformance": _operation("conformance", _("Which standards it keeps to"), JSON, "confClasses"),
        "/collections": _operation("collections", _("The collections"), JSON, "collections"),
    }
    for one in COLLECTIONS.values():
        paths |= _paths_of(one)
    return paths


def _paths_of(one: Collection) -> Schema:
    base = f"/collections/{one.id}"
    said = {"title": one.title}
    items = ["limit", "bbox", "datetime", "cursor", *QUERYABLES]
    return {
        base: _operation(f"{one.id}.collection", str(one.title), JSON, "collection"),
        f"{base}/items": _operation(
            f"{one.id}.items",
            _("Features of “%(title)s”") % said,
            GEOJSON,
            "featureCollection",
            items,
            ("400",),
        ),
        f"{base}/items/{{featureId}}": _operation(
            f"{one.id}.item",
            _("One feature of “%(title)s”") % said,
            GEOJSON,
            "feature",
            ["featureId"],
            ("404",),
        ),
    }


def _operation(
    name: str,
    summary: str,
    media_type: str,
    schema: str | None,
    parameters: Sequence[str] = (),
    refusals: Sequence[str] = (),
) -> Schema:
    content = {media_type: {"schema": _ref("schemas", schema) if schema else {"type": "object"}}}
    answer = {"description": summary, "content": {**content, HTML: {"schema": {"type": "string"}}}}
    codes = sorted({"400", "429", *refusals})
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [_ref("parameters", each) for each in (*parameters, "f")],
            "responses": {"200": answer, **{code: _ref("responses", f"refused{code}") for code in codes}},
        }
    }


def _ref(kind: str, name: str) -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}


# ---- parameters --------------------------------------------------------------------------------
def _parameters() -> Schema:
    found = {
        "f": _query("f", _("The form of the answer."), {"type": "string", "enum": list(FORMATS)}),
        "limit": _query(
            "limit",
            _("How many features at most. More than %(most)s is taken as %(most)s.") % {"most": LIMIT_MAX},
            {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_DEFAULT},
        ),
        "bbox": _query(
            "bbox",
            _(
                "Only what lies in this rectangle: west,south,east,north in degrees, or six numbers "
                "with heights."
            ),
            {
                "type": "array",
                "items": {"type": "number"},
                "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            },
        ),
        "datetime": _query(
            "datetime",
            _(
                "Only what was last checked then, or where nobody has checked it, last changed: a day, "
                "a time, or two with / between them. A side left open is two dots."
            ),
            {"type": "string", "example": "2026-03-01T00:00:00Z/.."},
        ),
        "cursor": _query("cursor", _("Comes out of a link to the next page."), {"type": "string"}),
        "featureId": {
            "name": "featureId",
            "in": "path",
            "required": True,
            "description": _("The feature’s id."),
            "schema": {"type": "string", "format": "uuid"},
        },
    }
    for each in QUERYABLES.values():
        description = _("Only where this is the value: %(property)s.") % {"property": each.title}
        found[each.name] = _query(each.name, description, _not_null(each.schema))
    return found


def _query(name: str, description: str, schema: Mapping[str, Any]) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def _not_null(schema: Mapping[str, Any]) -> Schema:
    return {key: value for key, value in schema.items() if key != "nullable"}


# ---- what comes back ---------------------------------------------------------------------------
def _responses() -> Schema:
    content = {PROBLEM: {"schema": _ref("schemas", "problem")}, HTML: {"schema": {"type": "string"}}}
    said = {
        "400": _("A parameter nobody knows, or a value that is none."),
        "404": _("There is no such thing here."),
        "429": _("Too many requests in a minute."),
    }
    return {f"refused{code}": {"description": words, "content": content} for code, words in said.items()}


def _schemas() -> Schema:
    text, whole = {"type": "string"}, {"type": "integer", "minimum": 0}
    links = {"type": "array", "items": _ref("schemas", "link")}
    return {
        "link": _object({"href": text, "rel": text, "type": text, "title": text}, ["href", "rel"]),
        "landingPage": _object({"title": text, "description": text, "links": links}, ["links"]),
        "confClasses": _object({"conformsTo": {"type": "array", "items": text}}, ["conformsTo"]),
        "collections": _object(
            {"links": links, "collections": {"type": "array", "items": _ref("schemas", "collection")}},
            ["links", "collections"],
        ),
        "collection": _object(
            {
                "id": {"type": "string", "enum": list(COLLECTIONS)},
                "title": text,
                "description": text,
                "itemType": text,
                "crs": {"type": "array", "items": text},
                "extent": {"type": "object"},
                "links": links,
            },
            ["id", "links"],
        ),
        "featureCollection": _object(
            {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": _ref("schemas", "feature")},
                "links": links,
                "timeStamp": {"type": "string", "format": "date-time"},
                "numberMatched": whole,
                "numberReturned": whole,
            },
            ["type", "features", "links", "timeStamp", "numberMatched", "numberReturned"],
        ),
        "feature": _feature(links),
        "problem": _object(
            {"type": text, "title": text, "status": {"type": "integer"}, "detail": text, "code": text},
            ["title", "status", "code"],
        ),
    }  # fmt: skip


def _feature(links: Schema) -> Schema:
    properties = {each.name: {**each.schema, "title": str(each.title)} for each in PROPERTIES}
    pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    point = _object(
        {"type": {"type": "string", "enum": ["Point"]}, "coordinates": pair}, ["type", "coordinates"]
    )
    return _object(
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string", "format": "uuid"},
            "geometry": {**point, "nullable": True},
            "properties": _object(properties, list(properties)),
            "links": links,
        },
        ["type", "id", "geometry", "properties"],
    )


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "required": required, "properties": properties}
