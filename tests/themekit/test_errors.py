"""What goes wrong is a page with words, in the place's look, and asks the database nothing."""

import pytest
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from civic.places.context import site_context
from civic.themekit.errors import server_error
from civic.themekit.models import ThemeSettings
from civic.themekit.registry import shelf
from civic.themekit.selectors import theme_of
from tests.themekit.test_themes import more_themes, write_theme  # noqa: F401 - a fixture

SORRY = "Something went wrong on our side"
#: Reads well, and fails once a page is made with it.
FAILS = '{% url "there:is_no_such_page" %}'


def opened(path):
    return Client(raise_request_exception=False).get(path)


def test_error_page_wears_the_places_theme_where_it_is_known(site, django_assert_num_queries):
    ThemeSettings.objects.create(site=site, theme="seafront")
    assert theme_of(site) == "seafront"
    with site_context(site), django_assert_num_queries(0):
        page = server_error(RequestFactory().get("/"))
    assert (page.status_code, "seafront/tokens.css" in page.content.decode()) == (500, True)


def test_error_page_asks_no_database_for_a_theme_nobody_has_looked_up(site, django_assert_num_queries):
    with site_context(site), django_assert_num_queries(0):
        page = server_error(RequestFactory().get("/")).content.decode()
    assert SORRY in page
    assert "noticeboard/tokens.css" in page


@pytest.mark.parametrize(
    "files", [{"components/search_box": FAILS}, {"components/search_box": FAILS, "500": FAILS}]
)
@override_settings(DEBUG=False)
def test_theme_that_fails_while_a_page_is_made_gives_a_plain_page(site, more_themes, files):  # noqa: F811
    write_theme(more_themes, "eddy", 'parent = "noticeboard"', **files)
    ThemeSettings.objects.create(site=site, theme="eddy")
    assert shelf().faults == ()
    page = opened("/search/")
    assert page.status_code == 500
    assert SORRY in page.content.decode()
    assert page["Content-Type"].startswith("text/html")
