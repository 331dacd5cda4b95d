"""Places, neighbourhoods and postcodes for tests."""

import factory
from factory.django import DjangoModelFactory

from civic.places.models import Neighbourhood, Postcode


def square(west: float, south: float, side: float = 0.1) -> dict:
    """Return a GeoJSON square with its south-west corner given, in degrees."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


class NeighbourhoodFactory(DjangoModelFactory):
    class Meta:
        model = Neighbourhood

    code = factory.Sequence(lambda n: f"E{n:08}")
    name = factory.Sequence(lambda n: f"Ward {n}")
    slug = factory.Sequence(lambda n: f"ward-{n}")
    geometry = factory.LazyFunction(lambda: square(-2.4, 53.4))
    west, south, east, north = -2.4, 53.4, -2.3, 53.5


class PostcodeFactory(DjangoModelFactory):
    class Meta:
        model = Postcode

    code = factory.Sequence(lambda n: f"PE{n % 10} {n // 10 % 10}AA")
    latitude, longitude = 53.45, -2.35
