"""One sign-in: the admin's own leads to it, and nobody is sent round in circles."""

import pytest

from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.residents import UserFactory


def test_stranger_is_led_to_the_one_sign_in(site, client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=/admin/")
    assert response.status_code == 200


def test_admins_own_password_form_is_not_there(site, client):
    response = client.get("/admin/login/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/admin/")
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 405


def test_signed_in_without_a_role_is_told_so_and_not_sent_in_circles(site, other_site, client):
    user = UserFactory()
    client.force_login(user)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) == 1
    assert "This page is not open to you" in response.content.decode()


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [("/admin/account/", "/admin/account/"), ("https://evil.example/", "/admin/"), ("", "/admin/")],
)
def test_staff_who_open_the_sign_in_go_where_they_wanted_on_this_site_only(site, client, wanted, lands):
    user = UserFactory()
    grant_role(user, site, Role.ASSET_MANAGER)
    client.force_login(user)
    assert client.get("/admin/login/", {"next": wanted})["Location"] == lands
