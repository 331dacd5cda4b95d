"""Search, standard pages, errors, and forms from pages that went stale."""

import pytest
from django.test import Client
from wagtail.models import Page

from civic.pages import finds
from civic.pages.finds import Find, FindSource, register_find_source
from civic.pages.models import ContentPage


@pytest.fixture
def own_finds(monkeypatch):
    monkeypatch.setattr(finds, "_sources", {})


def source(key, door, *titles):
    def find(place, text, limit):
        return [Find(title=f"{title} {place.site_name}", url="/x/", detail=text) for title in titles][:limit]

    register_find_source(FindSource(key=key, label=f"Label {key}", door=door, find=find))


def test_search_groups_what_each_room_found_by_door(client, site, other_site, own_finds):
    source("answers", "changed", "An answer")
    source("rooms", "spaces", "Reading Room", "Hall")
    source("none", "projects")
    page = client.get("/search/", {"q": "  warm \x00 room "}).content.decode()
    assert "3 things found" in page
    assert page.index("Label rooms") < page.index("Label answers")
    assert "Label none" not in page
    assert "Hall Pellbridge" in page
    assert "Otherham" not in page
    assert 'value="warm room"' in page


def test_search_for_nothing_asks_nobody_and_for_too_much_is_cut(client, site, own_finds):
    asked = []
    register_find_source(
        FindSource(
            key="a", label="a", door="spaces", find=lambda place, text, limit: asked.append(text) or []
        )
    )
    assert client.get("/search/?q=%20%20").status_code == 200
    assert asked == []
    answer = client.get("/search/", {"q": "<b>" + "x" * 5000})
    assert [len(text) for text in asked] == [200]
    assert "Nothing found" in answer.content.decode()
    assert "<b>x" not in answer.content.decode()


def test_editors_page_takes_over_a_standard_page_in_its_own_place_only(client, site, other_site):
    assert "What we promise" in client.get("/about/").content.decode()
    site.root_page.specific.add_child(instance=ContentPage(title="Our own words", slug="about"))
    assert "Our own words" in client.get("/about/").content.decode()
    assert "Our own words" not in client.get("/about/", headers={"host": "other.example"}).content.decode()


def test_nothing_at_an_address_is_said_in_the_house_look(client, site):
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()
    assert "noticeboard/tokens.css" in answer.content.decode()


@pytest.fixture
def awkward_views(settings):
    settings.ROOT_URLCONF = "tests.pages.awkward_urls"


def test_forbidden_page_offers_to_sign_in(client, site, awkward_views):
    answer = client.get("/forbidden/?a=1")
    assert answer.status_code == 403
    assert "/accounts/login/code/?next=/forbidden/%3Fa%3D1" in answer.content.decode()


def test_failing_page_says_sorry_without_needing_anything(site, awkward_views):
    answer = Client(raise_request_exception=False).get("/failing/")
    assert answer.status_code == 500
    assert "not your fault" in answer.content.decode()
    assert "<style" not in answer.content.decode()


def stale_post(data, path="/say/", origin="http://testserver", **extra):
    headers = {"origin": origin} if origin else {}
    return Client(enforce_csrf_checks=True).post(path, data, headers=headers, **extra)


def test_stale_form_comes_back_with_every_word_and_a_fresh_token(site, awkward_views):
    words = "The children’s room <shuts> at five.\nI finish at half past."
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        "/say/?round=2", {"text": words, "key": "abc123", "csrfmiddlewaretoken": "old"},
        headers={"origin": "http://testserver"},
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "The children’s room &lt;shuts&gt; at five." in page
    assert 'action="/say/?round=2"' in page
    assert 'type="hidden" name="key" value="abc123"' in page
    assert 'value="old"' not in page
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = client.post(
        "/say/?round=2", {"text": words, "key": "abc123", "csrfmiddlewaretoken": token},
        headers={"origin": "http://testserver"},
    )  # fmt: skip
    assert again.status_code == 200
    assert again.content.decode() == words


@pytest.mark.parametrize(
    "name", ["password", "new_password1", "otp_secret", "code", "login_code", "auth_token"]
)
def test_stale_form_never_says_a_secret_back(site, awkward_views, name):
    page = stale_post({"text": "some words", name: "hunter two two"}).content.decode()
    assert "some words" in page
    assert "hunter two two" not in page


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_form_sent_by_another_site_is_not_kept_one_press_from_being_sent(site, awkward_views, origin):
    answer = stale_post({"text": "words of a stranger"}, origin=origin)
    assert answer.status_code == 403
    assert "words of a stranger" not in answer.content.decode()
    assert "Send again" not in answer.content.decode()


def test_public_pages_forbid_everything_inline_and_the_admin_does_not(client, admin_client, site):
    public = client.get("/")
    assert "script-src 'self';" in public["Content-Security-Policy"] + ";"
    assert "unsafe" not in public["Content-Security-Policy"]
    assert "camera=()" in public["Permissions-Policy"]
    admin = admin_client.get("/admin/", follow=True)
    assert "script-src 'self' 'unsafe-inline'" in admin["Content-Security-Policy"]
    assert "unsafe-eval" not in admin["Content-Security-Policy"]


def test_page_queries_do_not_grow_with_pages(client, site, django_assert_max_num_queries):
    home = site.root_page.specific
    client.get("/")
    with django_assert_max_num_queries(40) as few:
        client.get("/")
    for number in range(30):
        home.add_child(instance=ContentPage(title=f"Page {number}", slug=f"page-{number}"))
    client.get("/")
    with django_assert_max_num_queries(40) as many:
        client.get("/")
    assert len(many) == len(few)
    assert Page.objects.child_of(home).count() == 30
