"""Every staff screen there is, from the resolver, refuses staff who have no second step."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as current
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.services import grant_role
from tests.factories.residents import UserFactory

NOBODYS = "6f1f0f3e-0000-4000-8000-000000000000"
#: What stands in a parameter: nobody's row, for who may not come in is refused before any is looked for.
VALUES = {"uuid": NOBODYS, "int": "1", "slug": "x", "str": "x", "path": "x"}
PARAMETER = re.compile(r"<(?:(\w+):)?\w+>|\(\?P<\w+>[^()]*(?:\([^()]*\)[^()]*)*\)|\([^()?]+\)")
#: The one sign-in for staff, which says why.
DOOR = "admin/login/"
#: What all sign-in pages and pages of an account are, staff or not; tests/browser opens each.
ACCOUNTS = "accounts/"


def addresses(patterns: Sequence[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Yield every address there is, with something in its parameters' stead; pages have their own."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif pattern.name != "wagtail_serve":
            filled = PARAMETER.sub(lambda found: VALUES.get(found[1] or "", "1"), route)
            yield re.sub(r"\\[AZ]|[\^$?\\]", "", filled)


def group_of(path: str) -> str:
    """Return an admin address's section: its first word, or a snippet's own name."""
    return re.match(r"admin/(snippets/\w+/\w+|[^/]*)", path)[1]


EVERY = sorted(set(addresses(get_resolver().url_patterns)))
ADMIN = [path for path in EVERY if path.startswith("admin/") and not path.startswith(DOOR)]
PUBLIC = [path for path in EVERY if not path.startswith(("admin/", ACCOUNTS))]
#: Admin sections and plugins' screens.
GROUPS = sorted({group_of(path) for path in ADMIN})


@pytest.fixture(autouse=True)
def _second_step_is_asked_for(settings):
    settings.STAFF_NEED_SECOND_STEP = True


def staff(site, kind):
    """Return somebody with every role here, or who runs the whole site."""
    if kind == "superuser":
        return User.objects.create_superuser("root@pellbridge.example")
    user = UserFactory()
    user.emailaddress_set.update(verified=True)
    for role in Role.values:
        grant_role(user, site, role)
    return user


def browser_of(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_sections_are_found():
    assert len(ADMIN) > 400
    assert {"", "pages", "plugins", "users", "reports", "snippets/assets_register/asset"} <= set(GROUPS)
    assert current.ADMIN_PREFIX == "/admin/"


@pytest.mark.parametrize("kind", ["all roles", "superuser"])
def test_every_admin_screen_leads_staff_without_it_to_the_door(site, kind):
    """Every screen is opened with all roles; one of each section is sent to, and opened by a superuser."""
    client = browser_of(staff(site, kind))
    door = reverse("staff_sign_in")
    one_each = [min(path for path in ADMIN if group_of(path) == group) for group in GROUPS]
    asked = [(path, client.get) for path in (ADMIN if kind == "all roles" else one_each)]
    let_in = []
    for path, ask in [*asked, *((path, client.post) for path in one_each)]:
        answer = ask(f"/{path}")
        if answer.status_code != 302 or answer.headers["Location"] != f"{door}?next={quote(f'/{path}', '')}":
            let_in.append((path, answer.status_code))
    assert let_in == []


def told(client, path, method):
    answer = getattr(client, method)(f"/{path}")
    return answer.status_code, answer.headers.get("Location", "")


def test_outside_the_admin_staff_without_it_are_residents(site):
    """Found, not listed: what answers staff otherwise than a resident, until they lack the second step."""
    user, resident = staff(site, "all roles"), browser_of(UserFactory())
    TOTP.activate(user, generate_totp_secret())
    working = browser_of(user)
    at_desk = [path for path in PUBLIC if path.startswith("desk/")]
    asked = [*((path, "get") for path in PUBLIC), *((path, "post") for path in at_desk)]
    as_resident = {one: told(resident, *one) for one in asked}
    assert [one for one, (status, _lead) in as_resident.items() if status >= 500] == []
    for_staff = [one for one in asked if told(working, *one) != as_resident[one]]
    assert {path for path, _method in for_staff} == {
        "desk/",
        "desk/answers/",
        f"desk/answers/{NOBODYS}/",
        f"desk/answers/{NOBODYS}/printed/",
        "desk/my-pin/",
        "desk/receipt/",
        "desk/this-computer/",
        "room/",
    }
    user.authenticator_set.all().delete()
    # A librarian is led from the desk to make one; everything else answers as it answers anybody.
    led = {
        (path, "get"): (302, "/second-step/") for path in ("desk/", "desk/receipt/", "desk/this-computer/")
    }
    assert {one: told(browser_of(user), *one) for one in for_staff} == {
        one: led.get(one, as_resident[one]) for one in for_staff
    }
