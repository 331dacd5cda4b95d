"""A passkey, made and used in a real browser with a key that Chromium makes up."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from civic.residents.models import User
from tests.browser.harness import assert_accessible, assert_quiet
from tests.browser.visits import signed_in
from tests.conftest import make_site
from tests.factories.residents import UserFactory

pytestmark = pytest.mark.browser


def give_key(page: Page) -> Callable[[bool], object]:
    """Plug a made-up key into the page's browser, one that does not know its owner yet."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable", {})
    key = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": False,
                "automaticPresenceSimulation": True,
            }
        },
    )["authenticatorId"]
    known = {"authenticatorId": key}
    return lambda owner: devtools.send("WebAuthn.setUserVerified", {**known, "isUserVerified": owner})


def test_passkey_is_made_signs_in_and_ends_with_its_account(make_live_server, open_page):
    server = make_live_server(worker=False)
    with server.database():
        make_site("localhost", "Pellbridge", default=True)
        user = UserFactory(email="dawn@pellbridge.example", first_name="Dawn")
        user.emailaddress_set.update(verified=True)
        cookies = signed_in(user)
    server.start()
    address = server.url.replace("127.0.0.1", "localhost")
    page = open_page(f"{address}/accounts/2fa/webauthn/add/", cookies=cookies)
    owner_is = give_key(page)
    page.click("#mfa_webauthn_add")  # a key that does not know its owner: said in words
    page.locator("#passkey-problem").wait_for(state="visible")
    owner_is(True)
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")  # at once: the key was used a moment ago
    assert page.locator("main li code").count() == 10
    assert_accessible(page)
    page.goto(f"{address}/accounts/2fa/webauthn/reauthenticate/?next=/accounts/2fa/recovery-codes/")
    page.get_by_role("heading", name="Is it still you?").wait_for()
    assert_accessible(page)
    page.click("#mfa_webauthn_reauthenticate")
    page.wait_for_url("**/recovery-codes/")

    page.context.clear_cookies()
    page.goto(f"{address}/accounts/login/code/")
    page.click("#passkey_login")
    page.get_by_text("Sign out").first.wait_for()
    assert_quiet(page)

    with server.database():
        User.objects.get(pk=user.pk).delete()
    page.context.clear_cookies()
    page.goto(f"{address}/accounts/login/code/")
    page.click("#passkey_login")
    page.get_by_text("That code or passkey does not work here").wait_for()
    assert page.url.endswith("/accounts/login/")
