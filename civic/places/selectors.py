"""Reads about where things are."""

from typing import TYPE_CHECKING

from civic.places.geo import Areas, LatLon, PostcodeKind, area_shape, normalised_postcode
from civic.places.models import Neighbourhood, PlaceSettings, Postcode

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site


def neighbourhoods(site: "Site") -> "QuerySet[Neighbourhood]":
    """Return the neighbourhoods of a place by name, without their shapes."""
    return Neighbourhood.objects.filter(site=site).defer("geometry").order_by("name")


def neighbourhood_areas(site: "Site") -> Areas:
    """Return what finds the neighbourhood (by primary key) a point lies in."""
    rows = Neighbourhood.objects.filter(site=site).order_by("pk").values_list("pk", "geometry")
    return Areas({pk: area_shape(geometry) for pk, geometry in rows})


def neighbourhood_at(site: "Site", latitude: float, longitude: float) -> Neighbourhood | None:
    """Return the neighbourhood a point lies in, or None outside all of them."""
    near = Neighbourhood.objects.filter(
        site=site, west__lte=longitude, east__gte=longitude, south__lte=latitude, north__gte=latitude
    )
    for row in near.order_by("pk"):
        if Areas({row.pk: area_shape(row.geometry)}).containing(latitude, longitude):
            return row
    return None


def postcode_point(site: "Site", text: str) -> Postcode | None:
    """Return the postcode unit somebody typed, where this place knows it."""
    reading = normalised_postcode(text)
    if reading.kind is not PostcodeKind.UNIT:
        return None
    return Postcode.objects.filter(site=site, code=reading.code).select_related("neighbourhood").first()


def place_middle(site: "Site") -> LatLon | None:
    """Return the middle of a place: as set, or of the rectangle around its neighbourhoods."""
    place = PlaceSettings.for_site(site)
    if place.latitude is not None and place.longitude is not None:
        return LatLon(latitude=place.latitude, longitude=place.longitude)
    boxes = list(Neighbourhood.objects.filter(site=site).values_list("west", "south", "east", "north"))
    if not boxes:
        return None
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return LatLon(latitude=(south + north) / 2, longitude=(west + east) / 2)
