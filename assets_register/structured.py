"""A space in schema.org's words, for search engines: a data block that no browser runs."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from assets_register.enums import AssetKind, Known
from assets_register.models import Asset
from assets_register.selectors import FactView

#: The nearest type of each kind; ``Place`` where there is none.
_TYPES = {
    AssetKind.LIBRARY: "Library", AssetKind.PARK: "Park", AssetKind.PLAY: "Playground",
    AssetKind.SPORTS: "SportsActivityLocation", AssetKind.FAITH: "PlaceOfWorship",
    AssetKind.CEMETERY: "Cemetery", AssetKind.CAR_PARK: "ParkingFacility",
    AssetKind.TOILET: "PublicToilet", AssetKind.SCHOOL: "School",
}  # fmt: skip
#: What would end the block or begin a comment in it, however the text came about.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def place_document(asset: Asset, facts: Iterable[FactView], url: str) -> dict[str, Any]:
    """Return a space as a schema.org Place. Give it as everybody sees it: a private place stays out."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(AssetKind(asset.kind), "Place"),
        "@id": url,
        "name": asset.name,
        "url": url,
        "description": asset.description,
        "telephone": asset.bookings_phone if asset.is_usable else "",
        "address": _address(asset),
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": fact.label, "value": fact.value == Known.YES}
            for fact in facts
            if fact.is_known
        ],
    }
    if asset.latitude is not None:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": asset.latitude,
            "longitude": asset.longitude,
        }
    if asset.public_use != Known.NOT_KNOWN:
        found["publicAccess"] = asset.is_usable
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}


def _address(asset: Asset) -> dict[str, str]:
    street = " ".join(part for part in (asset.street_number, asset.street_name) if part)
    parts = {
        "streetAddress": street,
        "addressLocality": asset.town,
        "postalCode": asset.postcode,
    }
    known = {name: value for name, value in parts.items() if value}
    return {"@type": "PostalAddress", **known, "addressCountry": "GB"} if known else {}


def data_block(document: dict[str, Any]) -> SafeString:
    """Return a document as JSON that can stand in a ``<script>``, whatever words are in it."""
    return mark_safe(json.dumps(document, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 - all of it is escaped
