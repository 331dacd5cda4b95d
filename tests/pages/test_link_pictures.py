"""The picture a chat shows for a link: drawn here, of words that were signed here."""

import re
from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from civic.pages import link_pictures
from civic.pages.link_pictures import link_picture_url
from civic.places.models import PlaceSettings
from engagement.projects.pages import ProjectsIndexPage


@pytest.fixture
def section(site):
    return site.root_page.add_child(instance=ProjectsIndexPage(title="Join in", slug="projects"))


def picture_at(client, path):
    return client.get(re.search(r'og:image" content="([^"]*)"', client.get(path).content.decode())[1])


@pytest.mark.parametrize("path", ["/", "/about/", "/projects/", "/cy/"])
def test_every_page_unfolds_with_a_title_words_and_a_picture(client, site, section, path):
    PlaceSettings.objects.update_or_create(
        site=site, defaults={"name": "Pellbridge", "strapline": "Between the river and the hill."}
    )
    page = unescape(client.get(path).content.decode())
    for name in ("title", "description", "image", "image:alt", "image:width", "url", "site_name"):
        assert re.search(rf'<meta property="og:{name}" content="[^"]+">', page), name
    assert page.count('property="og:image"') == 1
    response = client.get(re.search(r'og:image" content="([^"]*)"', page)[1])
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    picture = Image.open(BytesIO(response.content))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_picture_is_drawn_once_and_may_be_kept(client, site, section, monkeypatch):
    first = picture_at(client, "/projects/")
    monkeypatch.setattr(link_pictures, "_drawn", lambda *_: pytest.fail("drawn again"))
    again = picture_at(client, "/projects/")
    assert again.content == first.content
    assert again["Cache-Control"] == "public, max-age=86400"
    assert not again.cookies


def test_doors_pictures_wear_its_colour(client, site, section):
    picture = Image.open(BytesIO(picture_at(client, "/projects/").content)).convert("RGB")
    assert picture.getpixel((10, 10)) == (0xFF, 0xCA, 0x3A)


@pytest.mark.parametrize(
    "title",
    ["#set page(fill: red)", '$x$ [b] <i> \\ "quoted" `raw`', "ŵ ŷ עברית 漢字 🎉", "long " * 400, " "],
)
def test_any_words_can_be_drawn(client, site, title):
    response = client.get(link_picture_url(site, title=title, line=title, door="no-such-door"))
    assert Image.open(BytesIO(response.content)).size == (1200, 630)


def test_nobody_elses_words_are_drawn(client, site, other_site):
    assert client.get(link_picture_url(other_site, title="Otherham")).status_code == 404
    signed = link_picture_url(site, title="Fix-it")
    for changed in (signed.replace(".png", "x.png"), "/link-picture/junk.png", "/link-picture/a:b:c.png"):
        assert client.get(changed).status_code == 404
