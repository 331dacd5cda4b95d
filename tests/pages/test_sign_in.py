"""Signing in: an emailed code first, a password second."""

import re

import pytest

from civic.residents.models import User
from tests.factories.residents import UserFactory


def code_in(mail) -> str:
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.body, re.MULTILINE)[1]


def test_emailed_code_signs_in(client, site, mailoutbox):
    user = UserFactory(email="dawn@pellbridge.example")
    user.emailaddress_set.update_or_create(email=user.email, defaults={"verified": True, "primary": True})
    page = client.post("/accounts/login/code/", {"email": user.email}, follow=True)
    assert "Type your code" in page.content.decode()
    wrong = client.post("/accounts/login/code/confirm/", {"code": "NOPE-NOPE"})
    assert "Nothing you typed is lost" in wrong.content.decode()
    client.post("/accounts/login/code/confirm/", {"code": code_in(mailoutbox[0])}, follow=True)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "Sign out" in client.get("/").content.decode()


def test_unknown_email_gets_the_same_page_and_a_letter_that_says_so(client, site, mailoutbox):
    page = client.post("/accounts/login/code/", {"email": "nobody@pellbridge.example"}, follow=True)
    assert "Type your code" in page.content.decode()
    assert len(mailoutbox) == 1
    assert not re.search(r"^\s*[A-Z0-9]{4}-[A-Z0-9]{4}\s*$", mailoutbox[0].body, re.MULTILINE)


def test_new_account_needs_only_an_email_and_its_code(client, site, mailoutbox):
    client.post("/accounts/signup/", {"email": "yusuf@pellbridge.example"}, follow=True)
    done = client.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[0])}, follow=True)
    assert done.status_code == 200
    user = User.objects.get(email="yusuf@pellbridge.example")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not user.has_usable_password()


def test_password_signs_in(client, site):
    user = UserFactory(email="pat@pellbridge.example")
    user.set_password("a long enough phrase")
    user.save()
    user.emailaddress_set.update_or_create(email=user.email, defaults={"verified": True, "primary": True})
    assert 'type="password"' in client.get("/accounts/login/").content.decode()
    client.post("/accounts/login/", {"login": user.email, "password": "a long enough phrase"})
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    "path",
    ["login/code/", "login/", "signup/", "password/reset/", "password/reset/done/", "logout/", "email/",
     "password/set/", "2fa/"],
)  # fmt: skip
def test_every_account_page_wears_the_house_look(client, site, path):
    user = UserFactory(email="ifan@pellbridge.example")
    user.emailaddress_set.update_or_create(email=user.email, defaults={"verified": True, "primary": True})
    if path in {"logout/", "email/", "password/set/", "2fa/"}:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/accounts/{path}", follow=True).content.decode()
    assert "noticeboard/tokens.css" in page
    assert page.count("<h1") == 1
    assert "style=" not in page
