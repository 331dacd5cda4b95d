"""A change of email: the new one confirmed, the old one told, and a way back."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from civic.residents.machines import set_pin
from civic.residents.models import DeskPin, User
from civic.residents.services import contributor_for_user
from civic.tasks.models import QueuedTask
from civic.tasks.services import drain
from tests.factories.residents import UserFactory


def signed_in_user(client, email="dawn@pellbridge.example"):
    user = UserFactory(email=email)
    user.emailaddress_set.update(verified=True, primary=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def change(client, mailoutbox, new="dawn@new.example"):
    client.post("/accounts/email/", {"email": new, "action_add": ""}, follow=True)
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mailoutbox[-1].body, re.MULTILINE)[1]
    client.post("/accounts/confirm-email/", {"code": code}, follow=True)


def undo_path(mailoutbox, to="dawn@pellbridge.example"):
    drain()
    letter = next(letter for letter in mailoutbox if letter.to == [to] and "undo" in letter.body)
    return re.search(r"http://testserver(/undo-address/\S+)", letter.body)[1]


def test_new_address_counts_only_once_confirmed_and_answers_follow_it(client, site, mailoutbox):
    user = signed_in_user(client)
    person = contributor_for_user(user, site)
    client.post("/accounts/email/", {"email": "dawn@new.example", "action_add": ""})
    user.refresh_from_db()
    assert (user.email, mailoutbox[-1].to) == ("dawn@pellbridge.example", ["dawn@new.example"])
    change(client, mailoutbox)
    user.refresh_from_db()
    person.refresh_from_db()
    assert (user.email, person.email) == ("dawn@new.example", "dawn@new.example")


def test_old_address_is_told_and_takes_the_account_back(client, site, mailoutbox):
    user = signed_in_user(client)
    person = contributor_for_user(user, site)
    change(client, mailoutbox)
    path = undo_path(mailoutbox)
    visitor = client.__class__()
    assert visitor.get(path).status_code == 200
    user.refresh_from_db()
    assert user.email == "dawn@new.example", "opening the link changes nothing: mail scanners open every link"
    done = visitor.post(path, follow=True)
    assert "Your old address is back" in done.content.decode()
    user.refresh_from_db()
    person.refresh_from_db()
    assert (user.email, person.email) == ("dawn@pellbridge.example", "dawn@pellbridge.example")
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        (user.email, True, True)
    ]
    assert client.get("/accounts/email/")["Location"].startswith("/accounts/login/"), "all are signed out"
    assert visitor.get(path).status_code == 404


def test_ways_in_that_came_with_the_change_go_with_it_and_older_ones_stay(client, site, mailoutbox):
    user = signed_in_user(client)
    SocialAccount.objects.create(user=user, provider="elsewhere", uid="years-ago")
    SocialAccount.objects.update(date_joined=timezone.now() - timedelta(days=400))
    SocialAccount.objects.create(user=user, provider="elsewhere", uid="thief")
    set_pin(user, "482915", first_name="Dawn")
    change(client, mailoutbox)
    client.__class__().post(undo_path(mailoutbox))
    assert list(SocialAccount.objects.values_list("uid", flat=True)) == ["years-ago"]
    assert not DeskPin.objects.exists()


def test_old_address_that_is_somebody_elses_by_now_is_not_taken_from_them(client, site, mailoutbox):
    user = signed_in_user(client)
    change(client, mailoutbox)
    other = UserFactory(email="dawn@pellbridge.example")
    page = client.__class__().post(undo_path(mailoutbox))
    assert page.status_code == 409
    assert "belongs to another account by now" in page.content.decode()
    user.refresh_from_db()
    other.refresh_from_db()
    assert (user.email, other.email) == ("dawn@new.example", "dawn@pellbridge.example")


def test_made_up_undo_link_is_no_link(client, site):
    assert client.get("/undo-address/WzEsImEiLCJiIl0:nonsense/").status_code == 404


def ask_and_code(client, mailoutbox):
    client.post("/accounts/email/", {"email": "dawn@new.example", "action_add": ""}, follow=True)
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mailoutbox[-1].body, re.MULTILINE)[1]


def test_old_address_is_told_later_where_the_mail_server_is_down(client, site, mailoutbox, monkeypatch):
    user = signed_in_user(client)
    code = ask_and_code(client, mailoutbox)

    def down(backend, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", down)
        assert client.post("/accounts/confirm-email/", {"code": code}).status_code == 302
        drain()
        drain(ahead=timedelta(minutes=2))
    user.refresh_from_db()
    assert user.email == "dawn@new.example"
    mailoutbox.clear()
    assert QueuedTask.objects.count() == 1
    drain(ahead=timedelta(minutes=10))
    assert [letter.to for letter in mailoutbox] == [["dawn@pellbridge.example"]]
    assert re.search(r"http://testserver(/undo-address/\S+)", mailoutbox[0].body)
    assert not QueuedTask.objects.exists(), "a letter that is sent leaves no address behind"


def test_letter_that_never_goes_leaves_nothing_behind(client, site, mailoutbox, monkeypatch):
    signed_in_user(client)
    code = ask_and_code(client, mailoutbox)
    client.post("/accounts/confirm-email/", {"code": code})

    def down(backend, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", down)
    assert drain(ahead=timedelta(days=4)) == 9
    assert not QueuedTask.objects.exists()


def test_address_does_not_change_where_the_old_one_cannot_be_told_of_it(
    client, site, mailoutbox, monkeypatch
):
    """One transaction: neither is ever there without the other."""
    user = signed_in_user(client)
    code = ask_and_code(client, mailoutbox)

    def killed(*_any, **_more):
        raise RuntimeError("killed here")

    monkeypatch.setattr("civic.notify.notices.enqueue", killed)
    with pytest.raises(RuntimeError):
        client.post("/accounts/confirm-email/", {"code": code})
    assert User.objects.get(pk=user.pk).email == "dawn@pellbridge.example"
    assert EmailAddress.objects.get(user=user, primary=True).email == "dawn@pellbridge.example"
