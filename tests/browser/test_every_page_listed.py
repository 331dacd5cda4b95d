"""No page is forgotten: every address of ours is in the list of public pages, or says why not."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils.translation import get_language_from_path, override
from wagtail.models import Page, Site, get_page_models

from civic.pages.models import SectionIndexPage
from civic.places.context import site_context

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_pages")]

#: Not pages people read: staff screens have tests of their own, and machines read the others.
NOT_PAGES = ("admin/", "api/", "documents/")

FORM = "takes a form and leads on; it has no page of its own"
MACHINE = "read by machines, not shown"
LEADS = "leads to a page that is in the list"
EXEMPT = {
    "healthz": MACHINE,
    "readyz": MACHINE,
    "metrics": MACHINE,
    "media": "pictures and files",
    "assets_register:csv": MACHINE,
    "assets_register:xlsx": MACHINE,
    "assets_register:geojson": MACHINE,
    "exchange_open_referral:about": MACHINE,
    "exchange_open_referral:openapi": MACHINE,
    "exchange_open_referral:services": MACHINE,
    "exchange_open_referral:service": MACHINE,
    "exchange_open_referral:service_at_locations": MACHINE,
    "exchange_open_referral:service_at_location": MACHINE,
    "exchange_open_referral:organizations": MACHINE,
    "exchange_open_referral:organization": MACHINE,
    "exchange_open_referral:taxonomies": MACHINE,
    "exchange_open_referral:taxonomy": MACHINE,
    "exchange_open_referral:taxonomy_terms": MACHINE,
    "exchange_open_referral:taxonomy_term": MACHINE,
    "sitemaps:robots": MACHINE,
    "sitemaps:sitemap": MACHINE,
    "sitemaps:sitemap_part": MACHINE,
    "assets_register:who_is_in_sheet": "a PDF",
    "assets_register:clusters": MACHINE,
    "assets_register:outline": MACHINE,
    "pages:link_picture": "a picture",
    "ProjectsIndexPage.calendar": MACHINE,
    "ProjectsIndexPage.project_calendar": MACHINE,
    "ProjectsIndexPage.session_calendar": MACHINE,
    "mfa_download_recovery_codes": "a file",
    "assets_register:space": LEADS,
    "record:answer": LEADS,
    "good_here:pledge": FORM,
    "good_here:end_pledge": FORM,
    "good_here:make_listing": FORM,
    "record:rss": MACHINE,
    "record:atom": MACHINE,
    "record:poster": "a PDF",
    "notify:export_json": "a file",
    "notify:export_html": "a file",
    "notify:export_shape": MACHINE,
    "notify:take_back": FORM,
    "notify:stop_erasing": FORM,
    "conversations:statement": LEADS,
    "conversations:read": FORM,
    "conversations:said_json": MACHINE,
    "SpacesIndexPage.not_on_the_map": LEADS,
    "SpacesIndexPage.withdraw": FORM,
    "wagtailcore_login": LEADS,
    "wagtailcore_authenticate_with_password": "takes the form of the page locked with a password",
    "residents:claim": FORM,
    "notify:forget": FORM,
    "conversations:vote": FORM,
    "conversations:desk_next": FORM,
    "residents:desk_leave": FORM,
    "notify:printed": FORM,
    "conversations:nod": FORM,
    "room:agree": FORM,
    "room:hand": FORM,
    "conversations:take_back_statement": FORM,
    "mfa_login_webauthn": FORM,
    "openid_connect_callback": "another site leads here: tests/residents/test_elsewhere.py",
    "residents:undo_address": "by a link sent to an old address: tests/residents/test_change_of_address.py",
    "accounts/social/login/cancelled/": "allauth's old address of a listed page",
    "accounts/social/login/error/": "allauth's old address of a listed page",
    "accounts/social/signup/": "allauth's old address of a listed page",
    "accounts/social/connections/": "allauth's old address of a listed page",
}


def addresses_of_urls(
    patterns: Sequence[URLPattern | URLResolver], before: str = "", namespace: str = ""
) -> Iterator[str]:
    """Walk Django's addresses: their names, or what they look like where they have none."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if route.startswith(NOT_PAGES):
            continue
        if isinstance(pattern, URLResolver):
            inside = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from addresses_of_urls(pattern.url_patterns, route, inside)
        elif pattern.name != "wagtail_serve":
            yield ":".join([namespace, pattern.name]) if namespace and pattern.name else pattern.name or route


def addresses_of_pages() -> Iterator[str]:
    """Walk Wagtail's page types, and the routes of those that show records."""
    for model in get_page_models():
        if issubclass(model, SectionIndexPage) and model.get_subpage_urls():
            names = {route.name for route in model.get_subpage_urls()}
            own_front = (
                {"index_route"}
                if len([r for r in model.get_subpage_urls() if not str(r.pattern)]) > 1
                else set()
            )
            yield from (f"{model.__name__}.{name}" for name in names - own_front)
        elif model is not Page:
            yield model.__name__


def address_of(path: str, site: Site) -> str:
    """Return which address of ours answers a path."""
    path = urlsplit(path).path
    with override(get_language_from_path(path) or "en"):
        match = resolve(path)
        if match.view_name != "wagtail_serve":
            return match.view_name
        parts = [part for part in path.removeprefix("/cy/").split("/") if part]
        found, args, _named = site.root_page.specific.route(RequestFactory().get(path), parts)
    name = type(found).__name__
    if isinstance(found, SectionIndexPage):
        view = args[0]
        routes = found.get_resolver().url_patterns
        return f"{name}.{next(r.name for r in routes if r.callback.__name__ == view.__name__)}"
    return name


@pytest.fixture(scope="module")
def listed(served_place) -> set[str]:
    with served_place.server.database():
        site = Site.objects.get(is_default_site=True)
        with site_context(site):  # a plugin's addresses are there where it is on
            found = {
                address
                for name in served_place.visits
                if name != "nothing here"
                for visit in [served_place.visit_of(name)]
                for address in (address_of(visit.path, site), *visit.shows)
            }
    return found


def test_every_address_is_in_the_list_or_says_why_not(listed):
    every = {*addresses_of_urls(get_resolver().url_patterns), *addresses_of_pages()}
    assert sorted(every - listed - EXEMPT.keys()) == [], (
        "add to tests/browser/public_pages_*.py, or say why not"
    )


def test_no_exemption_is_out_of_date(listed):
    every = {*addresses_of_urls(get_resolver().url_patterns), *addresses_of_pages()}
    assert sorted(EXEMPT.keys() - every) == [], "these addresses are gone"
    assert sorted(EXEMPT.keys() & listed) == [], "these are in the list now"
