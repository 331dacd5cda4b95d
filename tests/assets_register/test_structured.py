"""A space for search engines: what is said, what is not, and that no word in it can break out."""

import json
import re

import pytest

from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset
from assets_register.structured import data_block
from civic.pages.services import add_section

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def spaces(site):
    return add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")


def block(client, slug):
    (found,) = BLOCK.findall(client.get(f"/spaces/{slug}/").content.decode())
    return json.loads(found)


def test_space_is_a_place_with_what_is_known(client, site, spaces):
    create_asset(
        site, name="Cinder Hill Library", kind="library", publish=True, public_use="yes",
        description="Books & a kettle.", latitude=53.4, longitude=-2.3, street_number="41",
        street_name="Hill Road", town="Pellbridge", postcode="PB1 1AA", bookings_phone="01632 960100",
        bookings_email="pat@council.example", facts={"step_free": "yes", "lift": "no"},
    )  # fmt: skip
    url = "http://testserver/spaces/cinder-hill-library/"
    assert block(client, "cinder-hill-library") == {
        "@context": "https://schema.org",
        "@type": "Library",
        "@id": url,
        "url": url,
        "name": "Cinder Hill Library",
        "description": "Books & a kettle.",
        "telephone": "01632 960100",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "41 Hill Road",
            "addressLocality": "Pellbridge",
            "postalCode": "PB1 1AA",
            "addressCountry": "GB",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 53.4, "longitude": -2.3},
        "publicAccess": True,
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": "Step-free", "value": True},
            {"@type": "LocationFeatureSpecification", "name": "Lift", "value": False},
        ],
    }


def test_what_is_not_known_is_left_out_and_a_private_place_stays_private(client, site, spaces):
    create_asset(
        site, name="The House", publish=True, latitude=53.4, longitude=-2.3, street_name="Secret Lane",
        postcode="PB9 9ZZ", location_masked=True,
    )  # fmt: skip
    url = "http://testserver/spaces/the-house/"
    assert block(client, "the-house") == {
        "@context": "https://schema.org", "@type": "Place", "@id": url, "url": url, "name": "The House",
    }  # fmt: skip


def test_no_word_breaks_out_of_the_block(client, site, spaces):
    words = "</script><script>alert(1)</script><!-- \u2028 &amp; é"
    create_asset(site, name="Hall", publish=True, public_use="yes", description=words)
    page = client.get("/spaces/hall/").content.decode()
    assert "<script>alert" not in page
    assert block(client, "hall")["description"] == words
    assert set(data_block({"name": words})) & set("<>&") == set()
