"""One tap confirms, and opening the link does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civic.residents.rules import is_staff_somewhere
from civic.residents.services import email_confirmation_token, grant_role
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture
def dawn(site):
    return ContributorFactory(site=site, email="dawn@pellbridge.example")


def test_opening_the_link_confirms_nothing_and_pressing_does(client, dawn):
    url = f"/confirm/{email_confirmation_token(dawn)}/"
    assert "dawn@pellbridge.example" in client.get(url).content.decode()
    dawn.refresh_from_db()
    assert dawn.email_confirmed_at is None
    assert client.post(url, follow=True).status_code == 200
    dawn.refresh_from_db()
    assert dawn.email_confirmed_at is not None


def test_link_to_an_earlier_address_confirms_nothing(client, dawn):
    url = f"/confirm/{email_confirmation_token(dawn)}/"
    dawn.email = "other@pellbridge.example"
    dawn.save()
    assert client.post(url).status_code == 404
    dawn.refresh_from_db()
    assert dawn.email_confirmed_at is None


def test_link_ends_after_30_days(client, dawn, monkeypatch):
    url = f"/confirm/{email_confirmation_token(dawn)}/"
    later = (timezone.now() + timedelta(days=31)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    answer = client.post(url)
    assert answer.status_code == 404
    assert "This link no longer works" in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "a:b:c", "😀"])
def test_junk_is_answered_plainly(client, site, token):
    assert client.get(f"/confirm/{token}/").status_code == 404


def test_link_of_another_place_is_not_this_ones(client, other_site):
    person = ContributorFactory(site=other_site, email="x@other.example")
    assert client.post(f"/confirm/{email_confirmation_token(person)}/").status_code == 404
    person.refresh_from_db()
    assert person.email_confirmed_at is None


def test_role_in_any_place_opens_the_admin_and_none_does_not(site):
    somebody, moderator = UserFactory(), UserFactory()
    grant_role(moderator, site, "moderator")
    assert not somebody.has_perm("wagtailadmin.access_admin")
    assert is_staff_somewhere(moderator)
    assert moderator.has_perm("wagtailadmin.access_admin")
