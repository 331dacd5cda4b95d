"""A code that cannot be sent is said so at once, with the address to mend; never an error of ours."""

import logging
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend

from civic.residents.models import User
from tests.factories.residents import UserFactory

ADDRESS = "dawn@pellbridge.example"
REFUSED = SMTPRecipientsRefused({ADDRESS: (550, b"no such person")})
DOWN = (SMTPServerDisconnected("gone"), ConnectionRefusedError(), TimeoutError())
PASSWORD = "bunting over the bridge"


@pytest.fixture
def mail_fails(monkeypatch):
    def with_(error):
        def send(backend, messages):
            raise error

        monkeypatch.setattr(EmailBackend, "send_messages", send)

    return with_


@pytest.fixture
def dawn(site):
    user = UserFactory(email=ADDRESS, password=PASSWORD)
    user.emailaddress_set.update(verified=True)
    return user


FORMS = {
    "/accounts/login/code/": {"email": ADDRESS},
    "/accounts/signup/": {"email": ADDRESS},
    "/accounts/signup/passkey/": {"email": ADDRESS},
    "/accounts/password/reset/": {"email": ADDRESS},
}


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("path", FORMS)
def test_refused_address_is_shown_to_be_mended(client, site, mail_fails, request, path, known):
    if known:
        request.getfixturevalue("dawn")
    mail_fails(REFUSED)
    page = client.post(path, FORMS[path])
    assert page.status_code == 422
    said = page.content.decode()
    assert f"No mail gets to {ADDRESS}. Is each letter right?" in said
    assert f'value="{ADDRESS}"' in said
    assert f'action="{path}"' in said


@pytest.mark.parametrize("error", DOWN, ids=lambda error: type(error).__name__)
def test_mail_that_is_down_is_said_to_be(client, dawn, mail_fails, error):
    mail_fails(error)
    page = client.post("/accounts/login/code/?next=/my-voice/", {"email": ADDRESS, "next": "/my-voice/"})
    assert page.status_code == 503
    said = page.content.decode()
    assert "Our mail does not go out just now." in said
    assert '<input type="hidden" name="next" value="/my-voice/">' in said


def test_mended_address_gets_its_code(client, dawn, mail_fails, monkeypatch, mailoutbox):
    mail_fails(REFUSED)
    client.post("/accounts/login/code/", {"email": ADDRESS})
    monkeypatch.undo()
    assert client.post("/accounts/login/code/", {"email": ADDRESS}).url == "/accounts/login/code/confirm/"
    assert [letter.to for letter in mailoutbox] == [[ADDRESS]]


def test_new_address_that_is_refused_changes_nothing(client, dawn, mail_fails):
    client.force_login(dawn, backend="django.contrib.auth.backends.ModelBackend")
    mail_fails(REFUSED)
    page = client.post("/accounts/email/", {"email": "new@pellbridge.example", "action_add": ""})
    assert page.status_code == 422
    assert '<input type="hidden" name="action_add" value="">' in page.content.decode()
    assert User.objects.get().email == ADDRESS


def test_notice_that_cannot_go_undoes_nothing(client, dawn, mail_fails):
    client.post("/accounts/login/", {"login": ADDRESS, "password": PASSWORD})
    mail_fails(REFUSED)
    new = "lanterns under the bridge"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", typed).status_code == 302
    dawn.refresh_from_db()
    assert dawn.check_password(new)


def test_log_names_nobody_and_no_code(client, dawn, mail_fails, caplog):
    mail_fails(REFUSED)
    with caplog.at_level(logging.WARNING):
        client.post("/accounts/login/code/", {"email": ADDRESS})
    (line,) = [record for record in caplog.records if record.name == "civic.residents.adapters"]
    assert (line.message, line.error) == ("residents.account_mail_failed", "SMTPRecipientsRefused")
    assert ADDRESS not in caplog.text
