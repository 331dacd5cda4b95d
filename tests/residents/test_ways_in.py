"""Each way of signing in, as its forms are used: an app's codes, codes on paper, passkeys, sessions."""

import json
import re
import time

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from civic.residents.models import User
from tests.factories.passkeys import SoftKey, give_passkey
from tests.factories.residents import UserFactory

PASSWORD = "bunting over the bridge"
NOT_HERE = "That code or passkey does not work here"


@pytest.fixture
def dawn(site):
    user = UserFactory(email="dawn@pellbridge.example", first_name="Dawn", password=PASSWORD)
    user.emailaddress_set.update(verified=True)
    return user


def shown_by_the_app(secret, *, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def by_password(client, user):
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def is_signed_in(client):
    return client.get("/accounts/2fa/").status_code == 200


def said(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# ---- an app that makes codes -----------------------------------------------------------------
def test_app_is_set_up_by_a_code_and_then_asked_for(client, dawn):
    by_password(client, dawn)
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert NOT_HERE in said(wrong)
    assert not Authenticator.objects.filter(user=dawn).exists()
    assert wrong.context["form"].secret == secret, "the app holds this one by now"
    done = client.post("/accounts/2fa/totp/activate/", {"code": shown_by_the_app(secret)}, follow=True)
    assert done.redirect_chain[-1][0] == "/accounts/2fa/recovery-codes/"
    types = Authenticator.objects.filter(user=dawn).values_list("type", flat=True)
    assert sorted(types) == ["recovery_codes", "totp"]

    again = Client()
    assert by_password(again, dawn).url == "/accounts/2fa/authenticate/"
    assert not is_signed_in(again)
    assert NOT_HERE in said(again.post("/accounts/2fa/authenticate/", {"code": "000000"}))
    again.post("/accounts/2fa/authenticate/", {"code": shown_by_the_app(secret, steps=1)})
    assert is_signed_in(again)


def test_code_of_the_app_works_once(dawn):
    secret = generate_totp_secret()
    TOTP.activate(dawn, secret)
    code = shown_by_the_app(secret)
    first, second = Client(), Client()
    for client in (first, second):
        by_password(client, dawn)
        client.post("/accounts/2fa/authenticate/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


@pytest.mark.django_db(transaction=True)  # what is noted at the commit is kept with the answer
def test_whoever_came_by_an_emailed_code_sees_the_codes_made_with_their_app_at_once(client, dawn, mailoutbox):
    dawn.set_unusable_password()
    dawn.save()
    client.post("/accounts/login/code/", {"email": dawn.email})
    code = re.search(r"^([A-Z0-9-]{6,})$", mailoutbox[0].body, re.MULTILINE)[1]
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert is_signed_in(client)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    shown = client.post("/accounts/2fa/totp/activate/", {"code": shown_by_the_app(secret)}, follow=True)
    assert shown.redirect_chain == [("/accounts/2fa/recovery-codes/", 302)], "not asked who they are"
    for code in Authenticator.objects.get(user=dawn, type="recovery_codes").wrap().get_unused_codes():
        assert code in shown.content.decode()


def test_passkey_is_offered_as_a_second_step_to_who_has_one_only(dawn):
    TOTP.activate(dawn, generate_totp_secret())
    client = Client()
    by_password(client, dawn)
    assert "Use a passkey" not in client.get("/accounts/2fa/authenticate/").content.decode()
    give_passkey(dawn, "Dawn’s telephone")
    assert "Use a passkey" in client.get("/accounts/2fa/authenticate/").content.decode()


def test_app_that_is_switched_off_is_no_longer_asked_for(client, dawn):
    secret = generate_totp_secret()
    TOTP.activate(dawn, secret)
    by_password(client, dawn)
    client.post("/accounts/2fa/authenticate/", {"code": shown_by_the_app(secret)})
    assert client.post("/accounts/2fa/totp/deactivate/").url.startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    again = Client()
    by_password(again, dawn)
    assert is_signed_in(again)


# ---- codes for when all else is lost ---------------------------------------------------------------
def test_recovery_code_lets_in_once(dawn):
    TOTP.activate(dawn, generate_totp_secret())
    code = RecoveryCodes.activate(dawn).get_unused_codes()[0]
    first, second = Client(), Client()
    for client in (first, second):
        by_password(client, dawn)
        answer = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)
    assert NOT_HERE in said(answer)
    left = Authenticator.objects.get(user=dawn, type="recovery_codes").wrap().get_unused_codes()
    assert (len(left), code in left) == (9, False)


# ---- passkeys ------------------------------------------------------------------------------------
def challenge(client):
    return client.session["mfa.webauthn.state"]["challenge"]


def use(client, key, user_pk):
    """Sign in as the button "Sign in with a passkey" does."""
    client.get("/accounts/2fa/webauthn/login/", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    credential = key.use(challenge(client), user_pk)
    return client.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(credential)}, follow=True)


def test_account_is_made_with_a_passkey_and_signs_in_by_it(client, site, mailoutbox):
    assert client.post("/accounts/signup/passkey/", {"email": "new@pellbridge.example"}).url == (
        "/accounts/confirm-email/"
    )
    code = client.session["account_email_verification_code"]["code"]
    assert code in mailoutbox[0].body
    assert client.post("/accounts/confirm-email/", {"code": code}).url == "/accounts/2fa/webauthn/signup/"
    assert not is_signed_in(client), "not before there is a passkey"
    client.get("/accounts/2fa/webauthn/signup/")
    key = SoftKey()
    made = {"name": "", "credential": json.dumps(key.make(challenge(client)))}
    client.post("/accounts/2fa/webauthn/signup/", made)
    assert is_signed_in(client)
    user = User.objects.get(email="new@pellbridge.example")
    assert (user.has_usable_password(), str(user.authenticator_set.get(type="webauthn"))) == (
        False,
        "My passkey",
    )
    again = Client()
    use(again, key, user_pk_to_url_str(user))
    assert is_signed_in(again)


def test_passkey_of_an_account_that_is_gone_or_off_opens_nothing(dawn):
    key, pk = give_passkey(dawn, "Dawn’s telephone"), user_pk_to_url_str(dawn)
    signed_in = Client()
    use(signed_in, key, pk)
    assert is_signed_in(signed_in)
    User.objects.filter(pk=dawn.pk).update(is_active=False)
    off = Client()
    use(off, key, pk)
    assert not is_signed_in(off)
    assert not is_signed_in(signed_in)
    dawn.delete()
    gone = Client()
    assert NOT_HERE in said(use(gone, key, pk))
    assert not is_signed_in(gone)


def test_passkey_that_was_removed_or_is_another_persons_opens_nothing(dawn):
    key = give_passkey(dawn, "Dawn’s telephone")
    other = UserFactory(email="other@pellbridge.example")
    client = Client()
    assert NOT_HERE in said(use(client, key, user_pk_to_url_str(other)))
    Authenticator.objects.filter(user=dawn).delete()
    assert NOT_HERE in said(use(client, key, user_pk_to_url_str(dawn)))
    assert not is_signed_in(client)


# ---- where I am signed in --------------------------------------------------------------------------
def test_other_sessions_are_named_and_ended_and_this_one_stays(dawn):
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0"
    here, there = Client(HTTP_USER_AGENT=edge), Client(HTTP_USER_AGENT=firefox)
    stranger = Client()
    by_password(stranger, UserFactory(email="other@pellbridge.example", password=PASSWORD))
    for client in (there, here):
        by_password(client, dawn)
    page = said(here.get("/accounts/sessions/"))
    assert "Firefox on Linux" in page
    assert "Edge on Windows This one" in page
    here.post("/accounts/sessions/")
    assert [is_signed_in(client) for client in (here, there)] == [True, False]
