"""A role counts only for somebody with a second step of signing in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.rules import has_role
from civic.residents.services import grant_role
from tests.factories.residents import UserFactory


@pytest.fixture(autouse=True)
def _second_step_is_asked_for(settings):
    settings.STAFF_NEED_SECOND_STEP = True


@pytest.fixture
def librarian(site):
    user = UserFactory()
    user.emailaddress_set.update(verified=True)
    grant_role(user, site, Role.LIBRARIAN)
    return user


def anew(user):
    """Return a person as the next request sees them."""
    return User.objects.get(pk=user.pk)


def test_role_waits_for_the_second_step_and_goes_with_it(site, librarian):
    assert not has_role(anew(librarian), site, Role.LIBRARIAN)
    RecoveryCodes.activate(librarian)
    assert not has_role(anew(librarian), site, Role.LIBRARIAN), "codes alone are no second step"
    TOTP.activate(librarian, generate_totp_secret())
    assert has_role(anew(librarian), site, Role.LIBRARIAN)
    Authenticator.objects.filter(user=librarian).delete()
    assert not has_role(anew(librarian), site, Role.LIBRARIAN)


def test_who_runs_the_whole_site_needs_it_too(site):
    root = User.objects.create_superuser("root@pellbridge.example")
    assert not has_role(root, site, Role.MODERATOR)
    TOTP.activate(root, generate_totp_secret())
    assert has_role(anew(root), site, Role.MODERATOR)


def test_staff_without_it_are_led_to_make_one(site, librarian, client):
    client.force_login(librarian)
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain[-1] == ("/second-step/", 302)
    assert "One more step before you start" in page.content.decode()
    TOTP.activate(librarian, generate_totp_secret())
    assert client.get("/admin/").status_code == 200
    assert "You are all set" in client.get("/second-step/").content.decode()


def test_superuser_without_it_sees_no_admin(site, client):
    client.force_login(User.objects.create_superuser("root@pellbridge.example"))
    assert client.get("/admin/", follow=True).redirect_chain[-1] == ("/second-step/", 302)


def test_resident_is_not_asked_for_one(site, client):
    client.force_login(UserFactory())
    assert "You are all set" in client.get("/second-step/").content.decode()
    assert client.get("/admin/", follow=True).status_code == 403


def test_deployment_without_it_is_refused(settings):
    settings.STAFF_NEED_SECOND_STEP = False
    found = [problem.id for problem in run_checks(include_deployment_checks=True)]
    assert "residents.E001" in found
    settings.STAFF_NEED_SECOND_STEP = True
    assert "residents.E001" not in [p.id for p in run_checks(include_deployment_checks=True)]


def test_production_told_to_be_a_demo_is_refused_by_every_command(settings):
    settings.JUNCTION_DEMO = True
    call_command("check")
    settings.SETTINGS_MODULE = "civic.settings.production"
    with pytest.raises(SystemCheckError, match=r"residents\.E003"):
        call_command("check", tags=["security"])
    settings.JUNCTION_DEMO = False
    call_command("check", tags=["security"])


def test_librarian_without_it_is_led_from_the_desk_to_make_one_and_nobody_else_is(
    site, other_site, librarian, client
):
    client.force_login(librarian)
    assert client.get("/desk/").url == "/second-step/"
    for role, place in ((Role.STEWARD, site), (Role.LIBRARIAN, other_site)):
        user = UserFactory()
        grant_role(user, place, role)
        client.force_login(user)
        assert client.get("/desk/").status_code == 403, (role, place)
    TOTP.activate(librarian, generate_totp_secret())
    client.force_login(librarian)
    assert client.get("/desk/").status_code == 200
