"""Signing in with another site's account, by the documented variables, at a site made up for it."""

import base64
import importlib
import re
import runpy
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.checks import run_checks
from django.test import Client

from civic.residents.models import User
from civic.settings import environment
from tests.factories.residents import UserFactory
from tests.residents.fake_provider import FakeProvider

NOT_SIGNED_IN = "The other site did not sign you in. Nothing has changed here."
DOOR = "/accounts/oidc/elsewhere/login/"


@pytest.fixture
def provider(site, settings, monkeypatch):
    fake = FakeProvider()
    for name, value in {
        "OIDC_NAME": "Pellbridge Council",
        "OIDC_SERVER_URL": fake.url,
        "OIDC_CLIENT_ID": "junction-box",
        "OIDC_CLIENT_SECRET": "kept-to-ourselves",
    }.items():
        monkeypatch.setenv(name, value)
    importlib.reload(environment)
    read = runpy.run_path(str(settings.BASE_DIR / "civic/settings/base.py"))
    settings.SOCIALACCOUNT_PROVIDERS = read["SOCIALACCOUNT_PROVIDERS"]
    assert fake.url in read["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]
    yield fake
    fake.close()
    monkeypatch.undo()
    importlib.reload(environment)


def come_back(client, provider, **changes):
    """Go to the other site, agree there, and return what is shown on coming back."""
    there = client.post(DOOR).url
    back = provider.agree(there)
    for old, new in changes.items():
        back = re.sub(rf"{old}=[^&]*", f"{old}={new}", back)
    return client.get(back, follow=True)


def who(client):
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else None


def refused(response):
    return response.status_code == 401 and NOT_SIGNED_IN in response.content.decode()


# ---- as it should be -------------------------------------------------------------------------
def test_newcomer_with_a_confirmed_address_is_signed_in_and_again_the_next_time(client, provider, mailoutbox):
    page = client.get("/accounts/login/code/").content.decode()
    assert "Sign in with Pellbridge Council" in page
    come_back(client, provider)
    assert who(client) == "ines@pellbridge.example"
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data["userinfo"]) == (
        "elsewhere",
        "ines-1",
        provider.profile,
    )
    assert EmailAddress.objects.get(email="ines@pellbridge.example").verified
    assert mailoutbox == []
    again = Client()
    provider.profile["email"] = "ines@another.example"
    come_back(again, provider)
    assert (who(again), User.objects.count()) == ("ines@pellbridge.example", 1)


def test_browser_is_sent_away_with_a_state_a_nonce_and_a_challenge_kept_here(client, provider):
    come_back(client, provider)
    sent = provider.asked["/authorize"]
    assert set(sent) == {
        "client_id", "redirect_uri", "scope", "response_type", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip
    assert sent["redirect_uri"] == "http://testserver/accounts/oidc/elsewhere/login/callback/"
    assert sorted(sent["scope"].split()) == ["email", "openid", "profile"]
    verifier = provider.asked["/token"]["code_verifier"]
    digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert (sent["code_challenge"], sent["code_challenge_method"]) == (digest, "S256")
    assert sent["nonce"] != parse_qs(urlsplit(client.post(DOOR).url).query).get("nonce", [""])[0]


def test_account_that_is_here_already_adds_the_other_and_signs_in_by_it(client, provider):
    dawn = UserFactory(email="dawn@pellbridge.example")
    dawn.emailaddress_set.update(verified=True)
    client.force_login(dawn, backend="django.contrib.auth.backends.ModelBackend")
    back = provider.agree(client.post(f"{DOOR}?process=connect").url)
    assert client.get(back).url == "/accounts/3rdparty/"
    again = Client()
    come_back(again, provider)
    assert who(again) == "dawn@pellbridge.example"


# ---- whose address it is ---------------------------------------------------------------------------
@pytest.mark.parametrize("confirmed", [False, "false", None, True])
def test_address_of_an_account_here_does_not_open_it(client, provider, mailoutbox, confirmed):
    ines = UserFactory(email="ines@pellbridge.example")
    ines.emailaddress_set.update(verified=True)
    provider.profile["email_verified"] = confirmed
    come_back(client, provider)
    assert (who(client), SocialAccount.objects.count(), User.objects.count()) == (None, 0, 1)
    assert [letter.to for letter in mailoutbox] == [["ines@pellbridge.example"]]


@pytest.mark.parametrize("confirmed", [False, "false", "true", None])
def test_newcomer_whose_address_is_not_confirmed_there_confirms_it_here(
    client, provider, mailoutbox, confirmed
):
    provider.profile["email_verified"] = confirmed
    page = come_back(client, provider)
    assert who(client) is None
    assert page.redirect_chain[-1][0] == "/accounts/confirm-email/"
    code = client.session["account_email_verification_code"]["code"]
    assert code in mailoutbox[0].body
    client.post("/accounts/confirm-email/", {"code": code})
    assert who(client) == "ines@pellbridge.example"


# ---- as it should not be -----------------------------------------------------------------------------
def test_answer_with_another_state_or_none_is_refused(client, provider):
    assert refused(come_back(client, provider, state="another"))
    assert refused(client.get(f"{DOOR}callback/?code=one-code"))
    assert who(client) is None


def test_answer_meant_for_another_browser_or_used_before_is_refused(client, provider):
    back = provider.agree(client.post(DOOR).url)
    other = Client()
    assert refused(other.get(back))
    client.get(back)
    assert who(client) == "ines@pellbridge.example"
    again = Client()
    again.cookies = client.cookies
    assert refused(again.get(back))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": ""},
        {"iss": "https://evil.example"},
        {"aud": "another-site"},
        {"exp": 1},
        {"sub": "somebody-else"},
        {"sub": ""},
    ],
    ids=lambda claims: "-".join(f"{name}-{value}" for name, value in claims.items()),
)
def test_token_that_says_something_else_is_refused(client, provider, claims):
    provider.claims = claims
    assert refused(come_back(client, provider))
    assert (who(client), User.objects.count()) == (None, 0)


def test_token_signed_by_somebody_else_is_refused(client, provider):
    provider.forged = True
    assert refused(come_back(client, provider))
    assert (who(client), User.objects.count()) == (None, 0)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
@pytest.mark.parametrize("answer", [(500, "{}"), (200, "not json"), (200, "{}"), (200, "[]"), (200, "null")])
def test_answer_of_another_shape_is_a_page_in_plain_words(client, provider, path, answer):
    there = client.post(DOOR).url
    provider.answers[path] = answer
    assert refused(client.get(provider.agree(there)))
    if path.startswith("/.well-known"):
        assert refused(client.post(DOOR))
    assert (who(client), User.objects.count()) == (None, 0)


def test_site_that_is_down_is_a_page_in_plain_words_before_and_after(client, provider):
    there = client.post(DOOR).url
    back = provider.agree(there)
    provider.close()
    assert refused(client.get(back))
    assert refused(client.post(DOOR))


def test_person_who_stops_there_is_told_that_nothing_was_said(client, provider):
    state = parse_qs(urlsplit(client.post(DOOR).url).query)["state"][0]
    page = client.get(f"{DOOR}callback/", {"error": "access_denied", "state": state}, follow=True)
    assert "The other site told us nothing about you." in page.content.decode()


def test_without_the_variables_there_is_no_such_door(client, site):
    assert client.get(DOOR).status_code == 404
    assert "Sign in with Pellbridge" not in client.get("/accounts/login/").content.decode()


def test_address_that_is_not_https_is_refused_on_a_server(provider):
    assert "residents.E002" in [problem.id for problem in run_checks(include_deployment_checks=True)]
