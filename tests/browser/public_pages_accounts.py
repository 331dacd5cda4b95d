"""The pages of an account, and of what somebody left with us."""

from playwright.sync_api import Page
from wagtail.models import Site

from tests.browser.public_pages import PAGES, STATUS, public_page
from tests.browser.story import story_of
from tests.browser.visits import Visit, as_guest, signed_in

_SIGNED_IN = {
    "signing out": "/accounts/logout/",
    "my email addresses": "/accounts/email/",
    "changing a password": "/accounts/password/set/",
    "signing in more safely": "/accounts/2fa/",
    "accounts elsewhere": "/accounts/3rdparty/",
    "where I am signed in": "/accounts/sessions/",
    "my passkeys": "/accounts/2fa/webauthn/",
    "making a passkey": "/accounts/2fa/webauthn/add/",
    "an app that makes codes": "/accounts/2fa/totp/activate/",
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
    from tests.factories.residents import UserFactory

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

    return Visit(path=_invited(site), press=press)


@public_page("an invitation that is no longer open", status=404)
def _invitation_old(site: Site) -> str:
    return "/invitation/nonsense/"
