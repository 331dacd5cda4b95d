"""Every public page, in one list: a name, and what to put in the place so that it shows something.

A room adds its pages in a module of its own, imported by ``conftest``: ``@public_page("a space")``
over a function that takes the site, makes what the page needs (through services or factories; most
is in ``story``), and returns the path, or a ``Visit`` where somebody has to be known or something
pressed. Each is then opened light, dark and at 320 px, and must pass axe, fit, and keep its console
quiet. ``test_every_page_listed`` fails where an address of ours is in no list.
"""

from collections.abc import Callable

from playwright.sync_api import Page
from wagtail.models import Site

from tests.browser.visits import Visit, signed_in
from tests.factories.residents import UserFactory

Maker = Callable[[Site], str | Visit]
PAGES: dict[str, Maker] = {}
#: Pages that answer with something else than 200, on purpose, and what a press on them answers.
STATUS = {"nothing here": 404}


def public_page(name: str, *, status: int = 200) -> Callable[[Maker], Maker]:
    """Add a page to the list. ``status`` is what it answers, after the press where there is one."""

    def add(make: Maker) -> Maker:
        PAGES[name] = make
        if status != 200:
            STATUS[name] = status
        return make

    return add


# ---- civic.pages ----------------------------------------------------------------------------
def _fixed(name: str, path: str) -> None:
    PAGES[name] = lambda site: path


@public_page("home")
def _home(site: Site) -> str:
    return "/"


@public_page("a content page")
def _content(site: Site) -> str:
    from civic.pages.models import ContentPage

    page = ContentPage(
        title="How a board answers",
        slug="how-a-board-answers",
        lead="Who decides, and by when.",
        body=[
            ("paragraph", "<h2>First</h2><p>Somebody says something.</p>"),
            ("quote", {"words": "I finish at half past.", "name": "Dawn", "how": "on paper"}),
            ("callout", {"title": "Soon", "text": "<p>A date.</p>", "link": None, "button": ""}),
            ("panel", {"key": "nobody.knows_this", "heading": "", "limit": None}),
        ],
    )
    site.root_page.specific.add_child(instance=page)
    return page.get_url()


for _name, _path in {
    "search": "/search/",
    "search with nothing found": "/search/?q=zeppelin",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "every piece": "/style/",
    "sign in": "/accounts/login/code/",
    "sign in with a password": "/accounts/login/",
    "make an account": "/accounts/signup/",
    "forgotten password": "/accounts/password/reset/",
    "home in Welsh": "/cy/",
    "nothing here": "/there-is-nothing-here/",
}.items():
    _fixed(_name, _path)


@public_page("a page for others", status=403)
def _for_others(site: Site) -> Visit:
    return Visit(path="/admin/", cookies=signed_in(UserFactory()))


@public_page("a form that came too late", status=403)
def _too_late(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.locator("#id_email").fill("dawn@pellbridge.example")
        page.context.clear_cookies()
        page.locator("main form button[type=submit]").first.click()
        page.locator("main [name=email]").wait_for()

    return Visit(path="/accounts/login/code/", press=press)
