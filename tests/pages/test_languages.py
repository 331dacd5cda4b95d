"""A page and its translation: going from one to the other, and being remembered."""

import pytest
from django.conf import settings
from django.utils.html import escape
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from civic.pages.models import ContentPage
from tests.factories.residents import UserFactory

WORDS = {"About this place": "Am y lle hwn", "What it is for.": "Beth yw ei ddiben."}


def go(client, path, *, from_path=None):
    headers = {"referer": f"http://testserver{from_path}"} if from_path else {}
    return client.get(path, headers=headers)


def translated(page):
    """Translate a page as wagtail-localize's editor does, word for word, and publish it."""
    welsh, _made = Locale.objects.get_or_create(language_code="cy")
    source, _made = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=welsh)
    for segment in source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=welsh,
            context=segment.context,
            data=WORDS.get(segment.string.data, segment.string.data),
        )
    translation.save_target()
    draft = page.get_translation(welsh)
    draft.specific.save_revision().publish()
    return page.get_translation(welsh)


@pytest.fixture
def about(site):
    page = ContentPage(title="About this place", slug="about", lead="What it is for.", show_title=True)
    return site.root_page.add_child(instance=page)


@pytest.fixture
def dawn_at_the_door(site):
    user = UserFactory(email="dawn@pellbridge.example", password="bunting over the bridge")
    user.emailaddress_set.update(verified=True)
    return {"login": user.email, "password": "bunting over the bridge"}


def test_page_is_translated_word_for_word_and_the_link_leads_to_it_and_back(client, site, about):
    translated(site.root_page)
    welsh = translated(about)
    assert (welsh.title, welsh.lead) == ("Am y lle hwn", "Beth yw ei ddiben.")
    english = client.get(about.url).content.decode()
    assert f'href="{welsh.url}" lang="cy"' in english
    page = client.get(welsh.url).content.decode()
    assert "Beth yw ei ddiben." in page
    assert "What it is for." not in page
    assert f'href="{about.url}" lang="en"' in page


def test_page_nobody_translated_is_shown_as_written_in_the_reader_s_language_around_it(client, about):
    page = client.get("/cy/about/").content.decode()
    assert "What it is for." in page
    assert '<html lang="cy"' in page
    assert 'href="/about/" lang="en"' in page


def test_language_chosen_here_is_remembered_at_the_front_door_alone(client, about):
    assert settings.LANGUAGE_COOKIE_NAME not in go(client, "/cy/about/").cookies, "a link is no choice"
    chosen = go(client, "/cy/about/", from_path="/about/").cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (chosen.value, chosen["httponly"], chosen["samesite"]) == ("cy", True, "Lax")
    door = go(client, "/")
    assert (door.status_code, door["Location"], "Cookie" in door["Vary"]) == (302, "/cy/", True)
    assert go(client, "/about/").status_code == 200

    back = go(client, "/", from_path="/cy/")
    assert (back.status_code, back.cookies[settings.LANGUAGE_COOKIE_NAME].value) == (200, "en")
    assert go(client, "/").status_code == 200


@pytest.mark.parametrize("cookie", ["en", "fr", "xx\r\n", "//evil.example"])
def test_cookie_of_no_language_of_ours_turns_nothing(client, site, cookie):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    assert go(client, "/").status_code == 200


def test_other_sites_and_forms_choose_nothing(client, about):
    told = client.get("/cy/about/", headers={"referer": "https://elsewhere.example/about/"})
    assert settings.LANGUAGE_COOKIE_NAME not in told.cookies
    posted = client.post("/cy/about/", headers={"referer": "http://testserver/about/"})
    assert settings.LANGUAGE_COOKIE_NAME not in posted.cookies


def test_nothing_a_page_loads_and_nowhere_one_is_sent_chooses_a_language(client, about, dawn_at_the_door):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    for path in ("/robots.txt", "/answers/feed.rss", "/media/none.png", "/favicon.ico"):
        assert settings.LANGUAGE_COOKIE_NAME not in go(client, path, from_path="/cy/").cookies, path
    framed = client.get("/about/", headers={"referer": "http://testserver/cy/", "sec-fetch-dest": "image"})
    assert settings.LANGUAGE_COOKIE_NAME not in framed.cookies

    signed_in = client.post("/cy/accounts/login/", dawn_at_the_door)
    assert signed_in.url == "/cy/"
    assert go(client, signed_in.url, from_path="/cy/accounts/login/").status_code == 200
    assert client.post("/cy/accounts/logout/").url == "/cy/"
    assert client.post("/accounts/login/", dawn_at_the_door).url == "/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "cy"


@pytest.mark.parametrize(
    ("path", "led"),
    [
        ("/search/?q=library+%26+hall", "/cy/search/?q=library+%26+hall"),
        ("/about/?page=2&kind=a&kind=b", "/cy/about/?page=2&kind=a&kind=b"),
        ("/accounts/login/code/?next=/my-voice/", "/cy/accounts/login/code/?next=%2Fcy%2Fmy-voice%2F"),
        ("/accounts/login/code/?next=//evil.example/", "/cy/accounts/login/code/?next=%2F%2Fevil.example%2F"),
    ],
)
def test_the_other_language_asks_for_the_same(client, about, path, led):
    page = client.get(path).content.decode()
    assert f'href="{escape(led)}" lang="cy"' in page
    back = led.removeprefix("/cy").replace("%2Fcy%2F", "%2F")
    assert f'href="{escape(back)}" lang="en"' in client.get(led).content.decode()


def test_a_page_only_fetched_beforehand_chooses_nothing(client, about):
    ahead = {"referer": "http://testserver/about/", "sec-purpose": "prefetch;prerender"}
    assert settings.LANGUAGE_COOKIE_NAME not in client.get("/cy/about/", headers=ahead).cookies
