"""The documents that say what there is: landing page, conformance, collections."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assets_register.ogc.collections import COLLECTIONS, Collection
from assets_register.ogc.features import Extent, extent_of, stamp
from assets_register.ogc.links import GEOJSON, HTML, JSON, OPENAPI, Addresses, Link, link

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.places.licences import Licence

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
#: What we hold ourselves to.
CONFORMS_TO = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
    for name in ("core", "geojson", "html", "oas30")
)

Document = dict[str, Any]


def landing_page(place: str, addresses: Addresses, form: str) -> Document:
    """Return the way in."""
    return {
        "title": landing_title(place),
        "description": _("Every space and asset on the public register, for maps and programs to read."),
        "links": [
            *addresses.here_twice(JSON, form),
            link(
                addresses.of("api", f="json"), "service-desc", OPENAPI, _("What can be asked, for programs")
            ),
            link(addresses.of("api", f="html"), "service-doc", HTML, _("What can be asked")),
            link(addresses.of("conformance"), "conformance", JSON, _("Which standards it keeps to")),
            link(addresses.of("collections"), "data", JSON, _("The collections")),
        ],
    }


def landing_title(place: str) -> str:
    """Return what the API of a place is called."""
    return _("%(place)s: the register of spaces") % {"place": place}


def conformance() -> Document:
    """Return the conformance classes."""
    return {"conformsTo": list(CONFORMS_TO)}


def collections(site: "Site", addresses: Addresses, form: str, licence: "Licence") -> Document:
    """Return all collections. One query each."""
    found = [
        collection_document(
            each, extent_of(site, each), addresses, _collection_links(each, addresses), licence
        )
        for each in COLLECTIONS.values()
    ]
    return {"links": addresses.here_twice(JSON, form), "collections": found}


def collection(
    site: "Site", one: Collection, addresses: Addresses, form: str, licence: "Licence"
) -> Document:
    """Return one collection by itself."""
    links = addresses.here_twice(JSON, form)
    return collection_document(one, extent_of(site, one), addresses, links, licence)


def collection_document(
    one: Collection, extent: Extent, addresses: Addresses, links: list[Link], licence: "Licence"
) -> Document:
    """Return what a collection holds, how far it reaches and where its features are."""
    document = {
        "id": one.id,
        "title": str(one.title),
        "description": str(one.description),
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            *links,
            link(addresses.of("items", one.id, f="json"), "items", GEOJSON, one.title),
            link(addresses.of("items", one.id, f="html"), "items", HTML, one.title),
            licence_link(licence),
        ],
    }
    reach = _extent(extent)
    return {**document, "extent": reach} if reach else document


def licence_link(licence: "Licence") -> Link:
    """Return on what terms a collection may be used."""
    return link(licence.href, "license", HTML, licence.title)


def _collection_links(one: Collection, addresses: Addresses) -> list[Link]:
    return [
        link(addresses.of("collection", one.id, f="json"), "self", JSON, one.title),
        link(addresses.of("collection", one.id, f="html"), "alternate", HTML, one.title),
    ]


def _extent(extent: Extent) -> Mapping[str, Any]:
    found: Document = {}
    if extent.box is not None:
        box = extent.box
        found["spatial"] = {"bbox": [[box.west, box.south, box.east, box.north]], "crs": CRS84}
    if extent.times is not None:
        found["temporal"] = {"interval": [[stamp(time) for time in extent.times]], "trs": _GREGORIAN}
    return found
