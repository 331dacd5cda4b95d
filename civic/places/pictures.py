"""Each place's own collection of pictures: there from the first moment of the place."""

from typing import Any

from django.db import transaction
from wagtail.models import Collection, Site

from civic.places.models import PlaceCollection


@transaction.atomic
def collection_of(site: Site) -> Collection:
    """Return the collection of a place's pictures, made where there is none."""
    kept = PlaceCollection.objects.select_related("collection").filter(site=site).first()
    if kept is not None:
        return kept.collection
    Site.objects.select_for_update().get(pk=site.pk)  # two at once make one
    kept = PlaceCollection.objects.select_related("collection").filter(site=site).first()
    if kept is None:
        root = Collection.get_first_root_node() or Collection.add_root(name="Root")
        made = root.add_child(name=site.site_name or site.hostname)
        kept = PlaceCollection.objects.create(site=site, collection=made)
    return kept.collection


def keep_in_step(instance: Site, raw: bool, **_more: Any) -> None:
    """Make a place's collection with the place, and call it as the place is called.

    A restored place brings its own.
    """
    if raw:
        return
    collection, name = collection_of(instance), instance.site_name or instance.hostname
    if collection.name != name:
        collection.name = name
        collection.save(update_fields=["name"])


def give_every_place_a_collection(**_more: Any) -> None:
    """Make what is missing, after every ``migrate``."""
    for site in Site.objects.exclude(pk__in=PlaceCollection.objects.values("site")):
        collection_of(site)
