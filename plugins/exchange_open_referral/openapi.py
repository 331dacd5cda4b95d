"""The OpenAPI document: what can be asked, with every parameter as this feed takes it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from civic.places.licences import Licence
from plugins.exchange_open_referral.params import (
    AGE_MAX,
    DAYS,
    FILTERS,
    PAGE_MAX,
    PAGING,
    PER_PAGE,
    PER_PAGE_MAX,
    PLACES,
    PROXIMITY_MAX,
    SEARCH_MAX,
)

Schema = dict[str, Any]

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
_POSTCODE = r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$"


def openapi_document(title: str, server: str, licence: Licence) -> Schema:
    """Return the whole document, OpenAPI 3.0.3."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": title,
            "description": _("Open Referral UK 3.0: what is offered in the spaces of a place."),
            "version": "3.0",
            "license": {"name": licence.title, "url": licence.href},
        },
        "servers": [{"url": server}],
        "paths": {
            "/": _get(_("About this feed"), "About"),
            **_pair("services", "Service", [*PAGING, *FILTERS]),
            **_pair("service_at_locations", "ServiceAtLocation", [*PAGING, *FILTERS, *PLACES]),
            **_pair("organizations", "Organization", PAGING),
            **_pair("taxonomies", "Taxonomy", PAGING),
            **_pair("taxonomy_terms", "TaxonomyTerm", PAGING),
        },
        "components": {"schemas": _schemas(), "parameters": _parameters(), "responses": _responses()},
    }


def _pair(path: str, schema: str, params: Sequence[str]) -> Schema:
    one = _get(_("One by its id"), schema)
    one["get"]["parameters"] = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    ]
    one["get"]["responses"]["404"] = {"$ref": "#/components/responses/NotFound"}
    return {f"/{path}": _get(_("A page of the list"), f"{schema}Page", params), f"/{path}/{{id}}": one}


def _get(summary: str, schema: str, params: Sequence[str] = ()) -> Schema:
    answer = {
        "description": summary,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    refused = {
        "400": {"$ref": "#/components/responses/NotUnderstood"},
        "429": {"$ref": "#/components/responses/TooMany"},
    }
    references = [{"$ref": f"#/components/parameters/{name}"} for name in params]
    return {"get": {"summary": summary, "parameters": references, "responses": {"200": answer, **refused}}}


def _parameters() -> Schema:
    uuid = {"type": "string", "format": "uuid"}
    age = {"type": "number", "minimum": 0, "maximum": AGE_MAX, "multipleOf": 1}
    said: dict[str, tuple[Any, Schema]] = {
        "page": (
            _("Which page"), {"type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": 1}
        ),
        "per_page": (
            _("How many on a page"),
            {"type": "integer", "minimum": 1, "maximum": PER_PAGE_MAX, "default": PER_PAGE},
        ),
        "search": (_("Words to look for"), {"type": "string", "maxLength": SEARCH_MAX}),
        "taxonomy_term_id": (_("Only of this kind"), uuid),
        "taxonomy_id": (_("Only with a term of this taxonomy"), uuid),
        "minimum_age": (_("Only for people of at least this age"), age),
        "maximum_age": (_("Only for people of at most this age"), age),
        "start_time": (_("Only what starts at this time or later"), {"type": "string", "pattern": _TIME}),
        "end_time": (_("Only what ends at this time or sooner"), {"type": "string", "pattern": _TIME}),
        "day": (_("Only what is on on this day of the week"), {"type": "string", "enum": list(DAYS)}),
        "postcode": (_("Near this postcode"), {"type": "string", "pattern": _POSTCODE}),
        "proximity": (
            _("How near to the postcode, in metres"),
            {"type": "integer", "minimum": 1, "maximum": PROXIMITY_MAX},
        ),
    }  # fmt: skip
    return {
        name: {"name": name, "in": "query", "required": False, "description": str(words), "schema": schema}
        for name, (words, schema) in said.items()
    }


def _schemas() -> Schema:
    """Return what every answer holds at least; the standard's own schemas say the rest."""
    text, uuid = {"type": "string"}, {"type": "string", "format": "uuid"}
    told = {"id": uuid, "name": text, "description": text}
    ones = {
        "Service": _object(
            {**told, "status": {"type": "string", "enum": list(STATUSES)}}, ["id", "name", "status"]
        ),
        "ServiceAtLocation": _object(
            {"id": uuid, "service_id": uuid, "location_id": uuid}, ["id", "service_id", "location_id"]
        ),
        "Organization": _object(told, list(told)),
        "Taxonomy": _object(told, list(told)),
        "TaxonomyTerm": _object(told, list(told)),
    }  # fmt: skip
    about = {"version": text, "profile": {"type": "string", "format": "uri"}, "openapi_url": text}
    problem = {"title": text, "status": {"type": "integer"}, "detail": text}
    return {
        **ones,
        **{f"{name}Page": _page(name) for name in ones},
        "About": _object(about, list(about)),
        "Problem": _object(problem, list(problem)),
    }


def _page(name: str) -> Schema:
    count, yes = {"type": "integer", "minimum": 0}, {"type": "boolean"}
    fields = {
        "total_items": count,
        "total_pages": count,
        "page_number": count,
        "size": count,
        "first_page": yes,
        "last_page": yes,
        "empty": yes,
        "contents": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}},
    }
    return _object(fields, list(fields))


def _object(properties: Schema, required: Sequence[str]) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


def _responses() -> Schema:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    said = {
        "NotUnderstood": _("A parameter is unknown, or its value is none"),
        "NotFound": _("There is nothing with this id"),
        "TooMany": _("Too many requests; wait a minute"),
    }
    return {name: {"description": str(words), "content": problem} for name, words in said.items()}
