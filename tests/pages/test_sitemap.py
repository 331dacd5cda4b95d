"""What search engines find: every page everybody may see, in each language, and nothing else."""

import re
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset, hold_back
from civic.pages import sitemaps
from civic.pages.models import ContentPage
from civic.pages.services import add_section
from civic.record.models import Answer
from civic.record.pages import WhatChangedPage
from engagement.projects.pages import ProjectsIndexPage
from tests.factories.assets import OfferedServiceFactory
from tests.factories.projects import ProjectFactory

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(client, path, host="testserver"):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer


def every(client, host="testserver"):
    """Return each page listed, with its address by language."""
    found = {}
    for part in read(client, "/sitemap.xml", host).findall("s:sitemap/s:loc", NS):
        assert part.text.startswith(f"http://{host}/sitemap-")
        for url in read(client, part.text.removeprefix(f"http://{host}"), host).findall("s:url", NS):
            links = {each.get("hreflang"): each.get("href") for each in url.findall("x:link", NS)}
            found[url.find("s:loc", NS).text.removeprefix(f"http://{host}")] = links
    return found


@pytest.fixture
def place(site, other_site):
    home = site.root_page.specific
    add_section(home, SpacesIndexPage, "Find a space", slug="spaces")
    add_section(home, ProjectsIndexPage, "Join in", slug="projects")
    add_section(home, WhatChangedPage, "What changed", slug="what-changed")
    hall = create_asset(site, name="Ferry & Hall", publish=True)
    hold_back(create_asset(site, name="Refuge", publish=True), reason="safety", by=None)
    create_asset(site, name="Draft hall")
    service = OfferedServiceFactory(asset=hall)
    OfferedServiceFactory(asset=hall, status="ended")
    ProjectFactory(site=site, slug="fix-it")
    ProjectFactory(site=site, slug="a-draft", status="draft")
    answer = Answer.objects.create(
        site=site, owner_key="x", owner_name="Board", outcome="changed", headline="Open", because="You asked",
        published_at=timezone.now(),
    )  # fmt: skip
    Answer.objects.create(
        site=site, owner_key="x", owner_name="Board", outcome="not", headline="No", because="x"
    )
    create_asset(other_site, name="Otherham hall", publish=True)
    add_section(other_site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    return {"service": service, "answer": answer}


def test_every_public_page_is_listed_once_and_nothing_else(client, place):
    listed = every(client)
    answers = [path for path in listed if str(place["answer"].uuid) in path]
    assert answers == [f"/what-changed/{place['answer'].uuid}/"]
    assert set(listed) - set(answers) == {
        "/", "/spaces/", "/projects/", "/what-changed/", "/spaces/ferry-hall/",
        f"/spaces/ferry-hall/service/{place['service'].uuid}/", "/projects/fix-it/",
    }  # fmt: skip
    for path in listed:
        assert client.get(path).status_code == 200, path


def test_the_other_place_lists_its_own(client, place):
    assert set(every(client, "other.example")) == {"/", "/spaces/", "/spaces/otherham-hall/"}


def test_each_page_says_where_it_is_in_each_language(client, place):
    for path, links in every(client).items():
        assert links == {"en": f"http://testserver{path}", "cy": f"http://testserver/cy{path}"}, path
        assert client.get(f"/cy{path}").status_code == 200


def test_pages_behind_a_password_and_drafts_are_left_out(client, site, place):
    home = site.root_page
    draft = home.add_child(instance=ContentPage(title="Draft", slug="draft", live=False))
    locked = home.add_child(instance=ContentPage(title="Locked", slug="locked"))
    PageViewRestriction.objects.create(page=locked, restriction_type="password", password="x")
    assert not {f"/{page.slug}/" for page in (draft, locked)} & set(every(client))


def test_parts_are_cut_and_none_is_empty(client, site, place, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 3)
    before = set(every(client))
    monkeypatch.setattr(sitemaps, "PART", 5000)
    assert set(every(client)) == before
    for wrong in ("/sitemap-spaces-2.xml", "/sitemap-spaces-0.xml", "/sitemap-nothing-1.xml"):
        assert client.get(wrong).status_code == 404


def test_robots_are_told_where_it_is(client, site):
    said = client.get("/robots.txt").content.decode()
    assert re.fullmatch(r"User-agent: \*\nDisallow: /admin/\nSitemap: http://testserver/sitemap.xml\n", said)


def test_too_many_requests_wait(client, settings, place):
    settings.PUBLIC_API_LIMIT = 1
    assert [client.get("/sitemap.xml").status_code for _n in range(2)] == [200, 429]
