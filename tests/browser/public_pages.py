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


# ---- assets_register ------------------------------------------------------------------------------
def _spaces(site: Site) -> str:
    """Make the spaces section with a few spaces of several owners; return its path."""
    from assets_register.models import Asset
    from assets_register.pages import SpacesIndexPage
    from assets_register.services import create_asset
    from civic.pages.services import add_section
    from civic.partners.services import ensure_organisation
    from civic.places.models import Neighbourhood

    page = add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces")
    if Asset.objects.filter(site=site, slug="cinder-hill-library").exists():
        return page.get_url()
    square = [[-2.4, 53.3], [-2.2, 53.3], [-2.2, 53.5], [-2.4, 53.5], [-2.4, 53.3]]
    Neighbourhood.objects.get_or_create(
        site=site,
        code="E1",
        defaults={
            "name": "Cinder Hill",
            "slug": "cinder-hill",
            "geometry": {"type": "Polygon", "coordinates": [square]},
            **{"west": -2.4, "south": 53.3, "east": -2.2, "north": 53.5},
        },
    )
    owner = ensure_organisation(site, "Pellbridge Council", kind="council")
    create_asset(
        site, name="Cinder Hill Library", kind="library", owner=owner, custodian=owner, publish=True,
        public_use="yes", terms="Free", bookings_name="The front desk", bookings_phone="01632 960000",
        description="Books and a warm room.", latitude=53.4, longitude=-2.3, uprn="000000000001",
        facts={"step_free": "yes", "kitchen": "no"},
    )  # fmt: skip
    for number in range(3):
        create_asset(site, name=f"Hall {number}", kind="hall", publish=True, latitude=53.41, longitude=-2.31)
    create_asset(site, name="Lost Field", kind="land", publish=True)
    return page.get_url()


@public_page("spaces")
def _spaces_list(site: Site) -> str:
    return _spaces(site)


@public_page("spaces with filters and a mistake")
def _spaces_filtered(site: Site) -> str:
    return _spaces(site) + "?q=hall&kind=hall&near=M32+OXZ&use=all"


@public_page("spaces with nothing found")
def _spaces_none(site: Site) -> str:
    return _spaces(site) + "?q=zeppelin"


@public_page("spaces on the map")
def _spaces_map(site: Site) -> str:
    return _spaces(site) + "?view=map"


@public_page("a space")
def _one_space(site: Site) -> str:
    return _spaces(site) + "cinder-hill-library/"
