"""A search somebody keeps: what is new is told once, to whom it may, until they stop it."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone, translation

from assets_register import saved_search_views, saved_searches
from assets_register.models import SavedSearch
from assets_register.pages import SpacesIndexPage
from assets_register.query import Query
from assets_register.saved_searches import keep_search, kept_params, stop_token, tell_of_new
from assets_register.services import create_asset, hold_back
from assets_register.tasks import tell_of_new_spaces
from civic.notify import erasing
from civic.notify.models import Message
from civic.pages.services import add_section
from civic.record.voices import voice_of
from civic.residents.models import Contributor
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory

HALLS = "/keep-search/?kind=hall&has=kitchen"


@pytest.fixture
def spaces(site, other_site):
    add_section(other_site.root_page.specific, SpacesIndexPage, "Find a space", "spaces")
    return add_section(site.root_page.specific, SpacesIndexPage, "Find a space", "spaces")


@pytest.fixture
def dawn(site):
    return ContributorFactory(
        site=site, email="dawn@pellbridge.example", email_confirmed_at=timezone.now(), language="en"
    )


def hall(site, name, **facts):
    facts = {"kind": "hall", "public_use": "yes", "facts": {"kitchen": "yes"}, "publish": True, **facts}
    return create_asset(site, name=name, **facts)


def query_for_halls():
    return Query(kinds=("hall",), facilities=("kitchen",))


def words_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_list_offers_to_keep_what_narrows_it_and_nothing_else(client, site, spaces):
    hall(site, "St Aldhelm’s Hall")
    shown = words_of(client.get("/spaces/?kind=hall&has=kitchen&sort=name&view=map"))
    assert f'href="{HALLS.replace("&", "&amp;")}"' in shown
    assert "keep-search" not in words_of(client.get("/spaces/?use=all"))
    answer = client.get("/keep-search/?use=all", follow=True)
    assert answer.redirect_chain == [("/spaces/", 302)]
    assert "Choose first what the space should have" in words_of(answer)


def test_kept_without_an_account_asks_whether_the_address_is_theirs(client, site, spaces):
    hall(site, "St Aldhelm’s Hall")
    shown = words_of(client.get(HALLS))
    assert "Kitchen, Hall" in shown or "Hall, Kitchen" in shown
    assert "1 space fits today." in shown
    answer = client.post(HALLS, {"email": "Dawn@Pellbridge.example"}, follow=True)
    assert answer.redirect_chain == [(HALLS, 302)]
    assert "We sent you an email: press the link in it" in words_of(answer)
    assert "You keep this search." in words_of(answer)
    search = SavedSearch.objects.get()
    assert (search.params, len(search.seen)) == ("kind=hall&has=kitchen", 1)
    assert search.contributor.email == "dawn@pellbridge.example"
    drain()
    assert [letter.to for letter in mail.outbox] == [["dawn@pellbridge.example"]]
    # Nothing is sent before they say so: it waits in "My voice".
    hall(site, "Riverside Hall")
    tell_of_new(site)
    drain()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("email", "said"), [("", "Give the email"), ("dawn", "That does not look like an")])
def test_wrong_address_is_said_and_kept(client, spaces, email, said):
    answer = client.post(HALLS, {"email": email})
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert f'value="{email}"' in words_of(answer) or not email
    assert not SavedSearch.objects.exists()
    assert not Contributor.objects.exists()


def test_what_is_new_is_told_once_and_what_fitted_before_never(site, spaces, dawn):
    hall(site, "Old Hall")
    search = keep_search(site, dawn, query_for_halls())
    assert tell_of_new(site) == 0
    hall(site, "New Hall", town="Pellbridge")
    create_asset(site, name="A park", kind="park", public_use="yes", publish=True)
    hall(site, "Hall without", facts={"kitchen": "no"})
    tell_of_new_spaces()
    assert tell_of_new(site) == 0
    drain()
    (letter,) = mail.outbox
    assert letter.to == ["dawn@pellbridge.example"]
    assert letter.subject == "New spaces at Pellbridge"
    assert "- New Hall, Pellbridge" in letter.body
    for absent in ("Old Hall", "A park", "Hall without"):
        assert absent not in letter.body
    assert "/spaces/?kind=hall&has=kitchen" in letter.body
    search.refresh_from_db()
    assert search.letters == 1


def test_what_is_hidden_before_the_email_goes_is_not_named(site, spaces, dawn):
    keep_search(site, dawn, query_for_halls())
    secret = hall(site, "Not For Long Hall")
    tell_of_new(site)
    hold_back(secret, by=None, reason="unsafe")
    drain()
    (letter,) = mail.outbox
    assert "Not For Long" not in letter.body + str(letter.alternatives)
    assert "is not shown any more" in letter.body


def test_what_is_looked_for_is_said_as_it_is_kept_and_in_the_readers_language(client, site, spaces, dawn):
    with translation.override("cy"):
        search = keep_search(site, dawn, Query(text="kettle", facilities=("kitchen",), open_now=True))
        open_now, kitchen = (translation.gettext(words) for words in ("Open now", "Kitchen"))
    assert open_now not in search.words
    SavedSearch.objects.update(words="“kettle”, Open now")  # kept so before
    hall(site, "Kettle Hall")
    tell_of_new(site)
    Contributor.objects.update(language="cy")
    drain()
    hall(site, "Kettle House")
    tell_of_new(site)
    Contributor.objects.update(language="en")
    drain()
    welsh, english = (letter.body for letter in mail.outbox)
    assert f"“kettle”, {kitchen}\n" in welsh
    assert "“kettle”, Kitchen\n" in english
    for letter in (welsh, english):
        assert "Open now" not in letter
        assert open_now not in letter
    shown = words_of(client.get(f"/cy/stop-search/{stop_token(search)}/"))
    assert f"<b>“kettle”, {kitchen}</b>" in shown


def test_search_that_cannot_be_read_any_more_stays_silent(site, spaces, dawn):
    search = keep_search(site, dawn, query_for_halls())
    SavedSearch.objects.filter(pk=search.pk).update(params="near=ZZ9+9ZZ&kind=hall")
    hall(site, "New Hall")
    assert tell_of_new(site) == 0


def test_link_in_the_email_stops_it_and_opening_it_does_not(client, site, spaces, dawn):
    keep_search(site, dawn, query_for_halls())
    hall(site, "New Hall")
    tell_of_new(site)
    drain()
    path = urlsplit(re.search(r"https?://\S+/stop-search/\S+", mail.outbox[0].body)[0]).path
    opened = client.get(path)
    assert (opened.status_code, opened["Referrer-Policy"]) == (200, "same-origin")
    assert SavedSearch.objects.get().stopped_at is None
    assert "Stopped." in words_of(client.post(path))
    hall(site, "Another Hall")
    assert tell_of_new(site) == 0


def test_stop_links_that_are_nobodys(client, site, other_site, spaces, dawn):
    search = keep_search(site, dawn, query_for_halls())
    token = stop_token(search)
    assert client.post(f"/stop-search/{token}x/").status_code == 404
    assert client.post(f"/stop-search/{token}/", headers={"host": "other.example"}).status_code == 404
    assert SavedSearch.objects.get().stopped_at is None


def test_my_voice_lists_stops_and_starts_it_again_and_forgets_it(site, spaces, dawn):
    from civic.record.voices import put_back, take_back

    search = keep_search(site, dawn, query_for_halls())
    other = ContributorFactory(site=site)
    (item,) = voice_of(dawn)
    assert (item.key, item.url, item.can_take_back) == (
        f"assets_register.search:{search.uuid}",
        "/spaces/?kind=hall&has=kitchen",
        True,
    )
    assert not take_back(other, item.key)
    assert take_back(dawn, item.key)
    assert not take_back(dawn, item.key)
    assert voice_of(dawn)[0].can_put_back
    assert put_back(dawn, item.key)
    erasing.ask_to_erase(dawn)
    erasing.erase_person(dawn.pk, at_once=True)
    assert not SavedSearch.objects.exists()


def test_kept_twice_is_kept_once(client, site, spaces):
    client.post(HALLS, {"email": "dawn@pellbridge.example"})
    client.post(HALLS, {})
    assert SavedSearch.objects.count() == 1


def test_too_broad_and_too_many_are_refused(client, site, spaces, monkeypatch):
    hall(site, "One")
    hall(site, "Two")
    monkeypatch.setattr(saved_search_views, "MOST", 1)
    answer = client.post(HALLS, {"email": "dawn@pellbridge.example"})
    assert answer.status_code == 422
    assert "More than 1 spaces fit that today. Narrow it down" in words_of(answer)
    monkeypatch.setattr(saved_search_views, "MOST", 500)
    client.post(HALLS, {"email": "dawn@pellbridge.example"})
    monkeypatch.setattr(saved_searches, "A_PERSON", 1)
    assert "Stop one in My voice first" in words_of(client.post("/keep-search/?q=hall", {}))
    assert SavedSearch.objects.count() == 1


def test_keeping_is_throttled_and_keeps_the_address(client, spaces, monkeypatch):
    monkeypatch.setattr(saved_search_views, "KEEPS", 1)
    client.post(HALLS, {"email": "dawn@pellbridge.example"})
    client.cookies.clear()
    answer = client.post("/keep-search/?q=hall", {"email": "pat@pellbridge.example"})
    assert answer.status_code == 429
    assert 'value="pat@pellbridge.example"' in words_of(answer)


def test_other_places_spaces_are_not_told(site, other_site, spaces, dawn):
    keep_search(site, dawn, query_for_halls())
    hall(other_site, "Their Hall")
    assert tell_of_new(site) == tell_of_new(other_site) == 0
    assert not Message.objects.exists()


def test_many_searches_alike_cost_one_look(site, spaces, django_assert_max_num_queries):
    for number in range(30):
        person = ContributorFactory(
            site=site, email=f"p{number}@x.example", email_confirmed_at=timezone.now()
        )
        keep_search(site, person, query_for_halls())
    with django_assert_max_num_queries(3):
        assert tell_of_new(site) == 0
    assert kept_params(query_for_halls()) == "kind=hall&has=kitchen"
