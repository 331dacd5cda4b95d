"""Every letter of allauth's is ours: our words, our look, two forms, the reader's language, by real SMTP."""

import re
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.apps import apps
from django.conf import settings as configured
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from civic.places.context import site_context
from civic.places.models import PlaceSettings
from civic.residents.services import contributor_for_user
from civic.tasks.services import drain
from tests.factories.residents import UserFactory
from tests.notify.test_smtp import Taken, links, path_of, plain, taken  # noqa: F401 - fixtures

ALLAUTH = [Path(config.path) for config in apps.get_app_configs() if config.name.split(".")[0] == "allauth"]
FILES = sorted(
    {
        path.relative_to(folder).as_posix()
        for app in ALLAUTH
        for folder in (app / "templates", app.parent / "templates")
        for path in folder.glob("*/email/*")
    }
)
LETTERS = sorted(name.removesuffix("_message.txt") for name in FILES if name.endswith("_message.txt"))
LETTERS.remove("account/email/base")  # a frame
#: What allauth puts into its letters, and what it does not say itself.
CONTEXT = {
    "code": "ABC-DEF",
    "password_reset_url": "http://testserver/accounts/password/reset/",
    "signup_url": "http://testserver/accounts/signup/",
    "activate_url": "http://testserver/accounts/",
    "deleted_email": "old@pellbridge.example",
    "from_email": "dawn@pellbridge.example",
    "to_email": "new@pellbridge.example",
    "provider": "the council",
}
#: What a screen that is locked must not show.
TELLING = re.compile(r"password|passkey|recovery|authenticator|account|cyfrif|cyfrinair|allwedd", re.I)
ENGLISH = re.compile(r"\b(the|you|your|was|address|sign|code|then|with|browser|nothing)\b", re.I)


@pytest.fixture(autouse=True)
def _leave_in_english():
    with override(configured.LANGUAGE_CODE):
        yield


@pytest.fixture
def dawn(site):
    PlaceSettings.objects.update_or_create(
        site=site,
        defaults={"name": "Pellbridge", "name_cy": "Pont-y-pell", "contact_email": "hello@p.example"},
    )
    user = UserFactory(email="dawn@pellbridge.example")
    user.emailaddress_set.update(verified=True, primary=True)
    return user


@pytest.fixture
def post(rf, site, dawn, taken):  # noqa: F811 - the fixture
    """Send one letter as allauth does, in the language of the page somebody is on; give it as it came."""

    def send(name, *, language="en"):
        request = rf.get("/", headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
        request.user = dawn
        notice = "base_notification" in get_template(f"{name}_message.txt").template.source
        said = {**CONTEXT, "user": dawn}
        with site_context(site), context.request_context(request), override(language):
            if notice:
                get_adapter().send_notification_mail(name, dawn, said)
                drain()
            else:
                get_adapter().send_mail(name, dawn.email, said)
        ((address, content),) = taken.emails
        taken.emails.clear()
        assert address == "dawn@pellbridge.example"
        return message_from_bytes(content, policy=SMTP)

    return send


def test_allauth_has_letters_and_we_know_where():
    assert {"account/email/login_code", "mfa/email/totp_activated"} <= set(LETTERS)
    assert app_settings.TEMPLATE_EXTENSION == "html"


@pytest.mark.parametrize("name", FILES)
def test_every_template_of_allauths_letters_is_replaced_by_ours(name):
    """A new one, after an update of allauth, fails here until it has our words."""
    ours = Path(configured.BASE_DIR) / "civic"
    assert Path(get_template(name).origin.name).is_relative_to(ours), f"write civic/pages/templates/{name}"
    if name.endswith("_message.txt") and not name.endswith("/base_message.txt"):
        html = get_template(name.replace(".txt", ".html"))
        assert Path(html.origin.name).is_relative_to(ours)


@pytest.mark.parametrize("name", LETTERS)
def test_letter_arrives_in_two_forms_with_the_place_and_what_to_do(post, name):
    letter = post(name)
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert not letter.defects
    assert "Pellbridge" in letter["Subject"]
    assert not TELLING.search(letter["Subject"])
    text, html = plain(letter), letter.get_body(("html",)).get_content()
    assert text.startswith("Hello,\n\n")
    assert "\n\n\n" not in text
    assert not re.search(r"</?\w+[^>]*>|&\w+;|\{[{%]", text)
    for form in (text, html):
        assert "Was it not you?" in form
        assert "Pellbridge" in form
        assert "127.0.0.1" not in form
    assert 'lang="en"' in html
    assert "background:" in html
    assert {path_of(link) for link in links(html)} <= {path_of(link) for link in links(text)}
    for link in links(text):
        if "/undo-address/" not in link:
            assert Client().get(path_of(link), follow=True).status_code == 200, link


@pytest.mark.parametrize("name", LETTERS)
def test_who_reads_welsh_gets_it_in_welsh(post, name):
    letter = post(name, language="cy")
    assert "Pont-y-pell" in letter["Subject"]
    text, html = plain(letter), letter.get_body(("html",)).get_content()
    assert text.startswith("Helo,\n\n")
    assert 'lang="cy"' in html
    for words in (letter["Subject"], re.sub(r"https?://\S+|\S+@\S+|the council", "", text)):
        assert ENGLISH.findall(words) == []
    assert all(
        path_of(link).startswith(("/cy/", "/accounts/")) for link in links(text) if path_of(link) != "/"
    )


def test_notice_says_when_and_with_what_and_where_to_write(post):
    text = plain(post("mfa/email/webauthn_added"))
    assert "A passkey was added to your account.\n" in text
    assert re.search(r"\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d\. Browser: Firefox on Windows\.", text)
    assert "You can also write to us: hello@p.example" in text


@pytest.mark.parametrize(("language", "greeting"), [("en", "Hello,"), ("cy", "Helo,")])
def test_language_chosen_before_is_kept_on_an_english_page(client, site, dawn, taken, language, greeting):  # noqa: F811
    person = contributor_for_user(dawn, site)
    person.language = language
    person.save()
    client.post(reverse("account_request_login_code"), {"email": dawn.email})
    ((_address, content),) = taken.emails
    assert plain(message_from_bytes(content, policy=SMTP)).startswith(greeting)


@pytest.mark.parametrize(
    ("path", "email", "words"),
    [
        ("/accounts/login/code/", "dawn@pellbridge.example", "This is your code to sign in."),
        ("/accounts/login/code/", "nobody@pellbridge.example", "There is no account with this address"),
        ("/accounts/signup/", "new@pellbridge.example", "Was it you? Then type this code"),
        ("/accounts/signup/", "dawn@pellbridge.example", "It has one already."),
        ("/accounts/password/reset/", "dawn@pellbridge.example", "Somebody asked to make a new password"),
    ],
)
def test_what_somebody_asks_for_comes(client, dawn, taken, path, email, words):  # noqa: F811
    """The letters above are those the pages send."""
    client.post(path, {"email": email})
    ((address, content),) = taken.emails
    letter = message_from_bytes(content, policy=SMTP)
    assert (address, letter["To"]) == (email, email)
    assert words in plain(letter)
    assert letter.get_body(("html",)) is not None
