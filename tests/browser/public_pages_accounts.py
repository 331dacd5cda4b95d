"""The pages of an account, and of what somebody left with us."""

import time
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.usersessions.models import UserSession
from django.test import Client
from playwright.sync_api import Page
from wagtail.models import Site

from tests.browser.public_pages import PAGES, STATUS, public_page
from tests.browser.story import story_of
from tests.browser.visits import Visit, as_guest, cookies_of, signed_in
from tests.factories.passkeys import give_passkey
from tests.factories.residents import UserFactory

PASSWORD = "bunting over the bridge"

_SIGNED_IN = {
    "signing out": "/accounts/logout/",
    "my email addresses": "/accounts/email/",
    "changing a password": "/accounts/password/set/",
    "signing in more safely": "/accounts/2fa/",
    "accounts elsewhere": "/accounts/3rdparty/",
    "where I am signed in": "/accounts/sessions/",
    "my passkeys": "/accounts/2fa/webauthn/",
    "a second step for staff": "/second-step/",
}
_ANYBODY = {
    "an account with a passkey": "/accounts/signup/passkey/",
    "an account that is switched off": "/accounts/inactive/",
    "an email to be confirmed": "/accounts/confirm-email/",
    "a new password by an old link": "/accounts/password/reset/key/1-nonsense/",
    "a new password set": "/accounts/password/reset/key/done/",
    "signing in elsewhere given up": "/accounts/3rdparty/login/cancelled/",
    "signing in elsewhere gone wrong": "/accounts/3rdparty/login/error/",
}


def _account(name: str, path: str) -> None:
    public_page(name)(lambda site: Visit(path=path, cookies=signed_in(story_of(site).yusuf.user)))


for _name, _path in _SIGNED_IN.items():
    _account(_name, _path)
STATUS["signing in elsewhere gone wrong"] = 401
for _name, _path in _ANYBODY.items():
    PAGES[_name] = lambda site, path=_path: path


@public_page("changing how answers reach me, wrongly", status=422)
def _settings(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.fill("main [name=email]", "not-an-email")
        page.locator("form[action*=settings]").evaluate("form => { form.noValidate = true }")
        page.locator("form[action*=settings] button").click()
        page.locator("main .field__error").first.wait_for()

    cookies = as_guest(story_of(site).pat)
    return Visit(path="/my-voice/", cookies=cookies, press=press, shows=("notify:voice_settings",))


@public_page("an email for the answer, wrongly", status=422)
def _email(site: Site) -> Visit:
    story = story_of(site)

    def press(page: Page) -> None:
        page.fill("#mine [name=email]", "not-an-email")
        page.locator("#mine form button").click()
        page.locator("#mine .field__error").first.wait_for()

    path = f"/conversation/{story.talk.uuid}/"
    return Visit(path=path, cookies=as_guest(story.dawn), press=press, shows=("conversations:email",))


@public_page("a page locked with a password")
def _locked(site: Site) -> str:
    from wagtail.models import PageViewRestriction

    from civic.pages.models import ContentPage

    page = ContentPage(title="For the festival's helpers", slug="helpers")
    site.root_page.specific.add_child(instance=page)
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="bunting")
    return str(page.get_url())


@public_page("signing in with a code that is asked for")
def _code(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.fill("main [name=email]", "nobody@pellbridge.example")
        page.locator("main form button[type=submit]").first.click()
        page.locator("main [name=code]").wait_for()

    return Visit(path="/accounts/login/code/", press=press, shows=("account_confirm_login_code",))


@public_page("signing in with a wrong password")
def _wrong_password(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.fill("main [name=login]", "nobody@pellbridge.example")
        page.fill("main [name=password]", "not this")
        page.locator("main form button[type=submit]").first.click()
        page.locator("main [role=alert], main .field__error, main .errors").first.wait_for()

    return Visit(path="/accounts/login/", press=press)


def _invited(site: Site) -> str:
    from civic.residents.enums import Role
    from civic.residents.invitations import invitation_token, invite
    from civic.residents.services import grant_role

    boss = UserFactory(first_name="Marcia")
    grant_role(boss, site, Role.PLACE_ADMINISTRATOR)
    email = f"for-{boss.pk}@pellbridge.example"
    return f"/invitation/{invitation_token(invite(site, email, Role.LIBRARIAN, by=boss))}/"


@public_page("an invitation to a role")
def _invitation(site: Site) -> str:
    return _invited(site)


@public_page("an invitation accepted")
def _invitation_accepted(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.locator("main form button[type=submit]").click()
        page.get_by_role("heading", name="The role is yours").wait_for()

    return Visit(path=_invited(site), press=press, again=Visit(path=_invited(site), press=press))


@public_page("an invitation that is no longer open", status=404)
def _invitation_old(site: Site) -> str:
    return "/invitation/nonsense/"


# ---- for whoever has a password, an app, a passkey or an account elsewhere --------------------------
def _made_safer() -> Any:
    """Return somebody with every way in, made once a site."""
    from civic.residents.models import User

    known = User.objects.filter(email="ines@pellbridge.example").first()
    if known is not None:
        return known
    user = UserFactory(email="ines@pellbridge.example", first_name="Ines", password=PASSWORD)
    user.emailaddress_set.update(verified=True)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    give_passkey(user, "Ines’s telephone")
    app = SocialApp.objects.create(
        provider="openid_connect", provider_id="elsewhere", name="Pellbridge Council", client_id="box",
        settings={"server_url": "https://sign-in.pellbridge.example"},
    )  # fmt: skip
    SocialAccount.objects.create(user=user, provider=app.provider_id, uid="1", extra_data={"name": "Ines"})
    return user


def _just_now(user: Any) -> dict[str, str]:
    """Return the cookies of a browser that has just shown once more who is there."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() + 86_400, "reauthenticated": True}
    ]
    session.save()
    return cookies_of(client)


_SAFER = {
    "changing a password I have": "/accounts/password/change/",
    "every way I sign in": "/accounts/2fa/",
    "the passkeys I have": "/accounts/2fa/webauthn/",
    "making a passkey": "/accounts/2fa/webauthn/add/",
    "the app switched off": "/accounts/2fa/totp/deactivate/",
    "codes for when all else is lost": "/accounts/2fa/recovery-codes/",
    "new codes for when all else is lost": "/accounts/2fa/recovery-codes/generate/",
    "an account elsewhere that I have": "/accounts/3rdparty/",
}
_ONCE_MORE = {
    "still me, by password": "/accounts/reauthenticate/",
    "still me, by a code": "/accounts/2fa/reauthenticate/",
    "still me, by passkey": "/accounts/2fa/webauthn/reauthenticate/",
}
for _name, _path in _SAFER.items():
    public_page(_name)(lambda site, path=_path: Visit(path=path, cookies=_just_now(_made_safer())))
for _name, _path in _ONCE_MORE.items():
    public_page(_name)(lambda site, path=_path: Visit(path=path, cookies=signed_in(_made_safer())))


@public_page("an app that makes codes")
def _app(site: Site) -> Visit:
    user = UserFactory(email="una@pellbridge.example")
    user.emailaddress_set.update(verified=True)
    return Visit(path="/accounts/2fa/totp/activate/", cookies=signed_in(user))


@public_page("where I am signed in, twice")
def _twice(site: Site) -> Visit:
    user, here, there = _made_safer(), Client(), Client()
    for client, agent in ((there, "Firefox/128.0 (Android 14)"), (here, "Chrome/129.0 (Windows NT 10.0)")):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        key = client.session.session_key
        UserSession.objects.create(user=user, ip="192.0.2.7", session_key=key, user_agent=agent)
    return Visit(path="/accounts/sessions/", cookies=cookies_of(here))


@public_page("renaming a passkey")
def _rename(site: Site) -> Visit:
    user = _made_safer()
    passkey = Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)
    return Visit(path=f"/accounts/2fa/webauthn/keys/{passkey.pk}/edit/", cookies=_just_now(user))


@public_page("removing a passkey")
def _remove(site: Site) -> Visit:
    user = _made_safer()
    passkey = Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)
    return Visit(path=f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/", cookies=_just_now(user))


@public_page("a second step of signing in")
def _second_step(site: Site) -> Visit:
    client, user = Client(), _made_safer()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return Visit(path="/accounts/2fa/authenticate/", cookies=cookies_of(client))


@public_page("a new address that waits for its code")
def _new_address(site: Site) -> Visit:
    client, user = Client(), UserFactory(email="olu@pellbridge.example")
    user.emailaddress_set.update(verified=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/accounts/email/", {"email": "olu.new@pellbridge.example", "action_add": ""})
    return Visit(path="/accounts/confirm-email/", cookies=cookies_of(client))


@public_page("an account that waits for its code")
def _waits(site: Site) -> Visit:
    client = Client()
    client.post("/accounts/signup/", {"email": "new@pellbridge.example"})
    return Visit(path="/accounts/confirm-email/", cookies=cookies_of(client))


@public_page("an account with a passkey, half way")
def _passkey_half_way(site: Site) -> Visit:
    client = Client()
    client.post("/accounts/signup/passkey/", {"email": "halfway@pellbridge.example"})
    client.post(
        "/accounts/confirm-email/", {"code": client.session["account_email_verification_code"]["code"]}
    )
    return Visit(path="/accounts/2fa/webauthn/signup/", cookies=cookies_of(client))


@public_page("a new password by a link")
def _by_link(site: Site) -> str:
    user = UserFactory(email="forgetful@pellbridge.example", password=PASSWORD)
    return (
        f"/accounts/password/reset/key/{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}/"
    )


PAGES["a link for a new password asked for"] = lambda site: "/accounts/password/reset/done/"


@public_page("signing in elsewhere")
def _elsewhere(site: Site) -> str:
    _made_safer()
    return "/accounts/oidc/elsewhere/login/"


@public_page("an account from elsewhere, half way")
def _elsewhere_half_way(site: Site) -> Visit:
    from civic.residents.models import User

    _made_safer()
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    account = SocialAccount(provider="elsewhere", uid="2", extra_data={})
    provider = SocialApp.objects.get(provider_id="elsewhere").get_provider(None)
    login = SocialLogin(user=User(), account=account, provider=provider)
    session["socialaccount_sociallogin"] = login.serialize()
    session.save()
    return Visit(path="/accounts/3rdparty/signup/", cookies=cookies_of(client))
