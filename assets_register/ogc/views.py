"""The API's addresses, below ``/ogc/``."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from assets_register.addresses import section_path, space_paths
from assets_register.ogc import documents
from assets_register.ogc.answers import Answer, Asked, answers
from assets_register.ogc.collections import COLLECTIONS, PROPERTIES, Collection
from assets_register.ogc.features import PageOf, feature, page_of_features
from assets_register.ogc.links import GEOJSON, HTML, JSON, OPENAPI, Link, link
from assets_register.ogc.openapi import openapi_document, what_can_be_asked
from assets_register.ogc.params import ITEM_PARAMS, read_items
from civic.pages.languages import shown_place_name
from civic.places.licences import Licence
from civic.places.models import PlaceSettings

if TYPE_CHECKING:
    from wagtail.models import Site


@answers()
def landing(asked: Asked) -> Answer:
    """Show the way in."""
    document = documents.landing_page(_place(asked.site), asked.addresses, asked.form)
    return Answer(
        document=document,
        template="landing",
        title=document["title"],
        context={"collections": COLLECTIONS.values()},
    )


@answers()
def conformance(asked: Asked) -> Answer:
    """Show which standards the API keeps to."""
    return Answer(
        document=documents.conformance(),
        template="conformance",
        title=_("Which standards it keeps to"),
        crumbs=_crumbs(),
    )


@answers()
def api(asked: Asked) -> Answer:
    """Show what can be asked, as an OpenAPI document and as a page."""
    title = documents.landing_title(_place(asked.site))
    document = openapi_document(title, asked.addresses, _licence(asked))
    return Answer(
        document=document,
        template="api",
        title=_("What can be asked"),
        crumbs=_crumbs(),
        media_type=OPENAPI,
        context={"operations": what_can_be_asked(document)},
    )


@answers()
def collections(asked: Asked) -> Answer:
    """Show the collections."""
    document = documents.collections(asked.site, asked.addresses, asked.form, _licence(asked))
    return Answer(document=document, template="collections", title=_("The collections"), crumbs=_crumbs())


@answers()
def collection(asked: Asked, collection_id: str) -> Answer:
    """Show one collection."""
    one = _collection(collection_id)
    document = documents.collection(asked.site, one, asked.addresses, asked.form, _licence(asked))
    return Answer(
        document=document, template="collection", title=str(one.title), crumbs=_crumbs("collections")
    )


@answers(*ITEM_PARAMS)
def items(asked: Asked, collection_id: str) -> Answer:
    """Show the features of a collection, page by page."""
    one = _collection(collection_id)
    wanted = read_items(asked.request.GET.dict())
    page = page_of_features(asked.site, one, wanted, _page_of(asked))
    links = asked.addresses.here_twice(GEOJSON, asked.form)
    media_type = HTML if asked.form == "html" else GEOJSON
    beside = {"next": (page.next, _("Next")), "prev": (page.previous, _("Previous"))}
    turned = {
        rel: asked.addresses.here(f=asked.form, cursor=str(cursor))
        for rel, (cursor, _title) in beside.items()
        if cursor
    }
    links += [link(href, rel, media_type, beside[rel][1]) for rel, href in turned.items()]
    links += [_up(asked, one), documents.licence_link(_licence(asked))]
    return Answer(
        document={
            "type": "FeatureCollection",
            "features": page.features,
            "links": links,
            "numberMatched": page.matched,
            "numberReturned": len(page.features),
        },
        template="items",
        title=str(one.title),
        crumbs=_crumbs("collections", one),
        media_type=GEOJSON,
        stamped=True,
        context={
            "collection": one,
            "next_url": turned.get("next", ""),
            "previous_url": turned.get("prev", ""),
        },
    )


@answers()
def item(asked: Asked, collection_id: str, feature_id: str) -> Answer:
    """Show one feature."""
    one = _collection(collection_id)
    try:
        found = feature(asked.site, one, UUID(feature_id), _page_of(asked))
    except ValueError:
        found = None
    if found is None:
        raise Http404(_("There is no such space here."))
    links = [
        *asked.addresses.here_twice(GEOJSON, asked.form),
        _up(asked, one),
        documents.licence_link(_licence(asked)),
    ]
    shown = [(each.title, _as_written(found["properties"][each.name])) for each in PROPERTIES]
    return Answer(
        document={**found, "links": links},
        template="item",
        title=found["properties"]["name"],
        crumbs=_crumbs("collections", one, "items"),
        media_type=GEOJSON,
        context={"shown": shown, "collection": one},
    )


def _as_written(value: object) -> str:
    """Return a value as the JSON has it, without quotes; nothing for null."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _place(site: "Site") -> str:
    return shown_place_name(site, PlaceSettings.for_site(site))


def _licence(asked: Asked) -> Licence:
    chosen: PlaceSettings = PlaceSettings.for_request(asked.request)
    return chosen.licence


def _collection(collection_id: str) -> Collection:
    if collection_id not in COLLECTIONS:
        raise Http404(_("There is no such collection here."))
    return COLLECTIONS[collection_id]


def _up(asked: Asked, one: Collection) -> Link:
    media_type = HTML if asked.form == "html" else JSON
    return link(asked.addresses.of("collection", one.id, f=asked.form), "collection", media_type, one.title)


def _page_of(asked: Asked) -> PageOf:
    paths, host = space_paths(section_path(asked.site)), asked.addresses.host
    return lambda slug, uuid: host + paths(slug, uuid)


def _crumbs(*steps: str | Collection) -> list[tuple[str, str]]:
    """Return where a page is: the way in, then the collections, then one, then its features."""
    trail = [(_("For maps and programs"), reverse("assets_register:ogc_landing"))]
    one = next((step for step in steps if isinstance(step, Collection)), None)
    if "collections" in steps:
        trail.append((_("The collections"), reverse("assets_register:ogc_collections")))
    if one is not None:
        trail.append((str(one.title), reverse("assets_register:ogc_collection", args=[one.id])))
        if "items" in steps:
            trail.append((_("Features"), reverse("assets_register:ogc_items", args=[one.id])))
    return trail
