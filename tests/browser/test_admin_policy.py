"""Wagtail's screens work under the policy they are given, without ``unsafe-eval``."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tests.browser.harness import assert_accessible, assert_quiet, listen
from tests.factories.residents import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_pages")]


@pytest.fixture
def admin_page(served_place, chromium):
    """A page signed in as somebody who may do everything."""
    with served_place.server.database():
        from allauth.mfa.models import Authenticator

        user = UserFactory(is_superuser=True, is_staff=True)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": served_place.server.url}])
    page = context.new_page()
    listen(page)
    yield page
    context.close()


def test_wagtail_screens_run_under_the_admin_policy(served_place, admin_page):
    admin_page.goto(served_place.server.url + "/admin/")
    admin_page.get_by_role("navigation").first.wait_for()  # drawn by script
    admin_page.goto(served_place.server.url + "/admin/pages/")
    admin_page.get_by_role("link", name="Pellbridge", exact=True).first.click()
    admin_page.goto(served_place.server.url + "/admin/look/")
    assert admin_page.get_by_role("radio").count() == 2
    assert_quiet(admin_page)


def test_editor_places_a_panel_under_the_admin_policy(served_place, admin_page):
    with served_place.server.database():
        from wagtail.models import Site

        home = Site.objects.get(is_default_site=True).root_page_id
    admin_page.goto(f"{served_place.server.url}/admin/pages/{home}/edit/")
    admin_page.get_by_role("button", name="Insert a block").first.click()
    admin_page.get_by_role("option", name="Panel").or_(
        admin_page.get_by_role("button", name="Panel", exact=True)
    ).first.click()
    admin_page.get_by_label("What to show").wait_for()
    admin_page.get_by_role("button", name="Insert a block").last.click()
    admin_page.get_by_role("option", name="Text").or_(
        admin_page.get_by_role("button", name="Text", exact=True)
    ).first.click()
    admin_page.locator("[contenteditable=true]").first.wait_for()
    assert_quiet(admin_page)


@pytest.mark.parametrize(
    "path",
    ["", "boards/", "boards/1/", "themes/", "moderation/", "plugins/", "look/", "who-may-do-what/",
     "snippets/assets_register/asset/", "snippets/assets_register/importrun/",
     "snippets/assets_register/room/", "snippets/assets_register/hireterms/",
     "snippets/residents/rolegrant/", "snippets/residents/invitation/", "snippets/residents/deskmachine/"],
)  # fmt: skip
def test_screen_of_ours_passes_axe(path, served_place, admin_page):
    admin_page.goto(f"{served_place.server.url}/admin/{path}")
    admin_page.get_by_role("navigation").first.wait_for()
    assert admin_page.status == 200
    assert_accessible(admin_page)
