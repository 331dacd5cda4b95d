"""Every public page, in one list: a name, and what to put in the place so that it shows something.

A room adds its pages here: ``@public_page("a space")`` over a function that takes the site, makes
what the page needs (through services or factories), and returns the path. Each is then opened
light, dark and at 320 px, and must pass axe, fit, and keep its console quiet.
"""

from collections.abc import Callable

from wagtail.models import Site

Maker = Callable[[Site], str]
PAGES: dict[str, Maker] = {}
#: Pages that answer with something else than 200, on purpose.
STATUS = {"nothing here": 404}


def public_page(name: str) -> Callable[[Maker], Maker]:
    """Add a page to the list."""

    def add(make: Maker) -> Maker:
        PAGES[name] = make
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


# ---- other rooms add theirs below -----------------------------------------------------------------
