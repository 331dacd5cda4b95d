"""Pages of a list begin where the last one ended, at any depth, in every order, on both databases."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from assets_register.enums import AssetKind
from assets_register.matching import matching, wanted
from assets_register.models import AssetIndex
from assets_register.query import Key, Query, read_query
from assets_register.search import PAGE_SIZE, WINDOW, page_of, search_assets
from tests.assets_register.many import many_assets

NEAR = {"near": "PB1 1AA", "latitude": 53.4, "longitude": -2.3, "within": "10"}


@pytest.fixture
def many(site, other_site):
    """Seven hundred spaces, so that pages go on far beyond those that are ranked; and another place's."""
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def rows(count, name):
        return [
            {
                "name": f"{name} {number % 97} hall {number}",
                "kind": AssetKind.values[number % 3],
                "public_use": ("yes", "not_known")[number % 2],
                "latitude": 53.4 + (number % 83) / 1000,
                "longitude": -2.3 + (number % 7) / 1000,
                "checked_at": None if number % 4 else now - timedelta(minutes=number),
                "facts": {"kitchen": "yes"} if number % 5 else {},
            }
            for number in range(count)
        ]

    many_assets(site, rows(700, "Space"))
    many_assets(other_site, rows(30, "Elsewhere"))
    return site


def read(site, href):
    return read_query(site, QueryDict(href.lstrip("?"))).query


def walk(site, query, step):
    """Return every page from one on, following the links a page shows."""
    pages = []
    while True:
        page = page_of(wanted(site, query))
        pages.append(page)
        href = getattr(page, step)
        if not href:
            return pages
        again = read(site, href)
        # The middle of the place's postcodes is no part of an address here.
        query = Query(**{**vars(query), "page": again.page, "key": again.key})


QUERIES = [
    {},
    {"sort": "name"},
    {"sort": "checked"},
    {"text": "hall"},
    {"text": "hall", "sort": "name"},
    {"text": "spa", "sort": "checked", "kinds": ("hall",)},
    {"facilities": ("kitchen",)},
    {"kinds": ("hall", "library", "community_centre"), "use": "all"},
    NEAR,
    {**NEAR, "text": "hall"},
    {**NEAR, "sort": "best"},
]


def test_pages_give_every_row_once_forwards_and_back(many):
    for wanted_so in QUERIES:  # one register for all: seven hundred spaces take longer to make than to walk
        query = Query(**wanted_so)
        forwards = walk(many, query, "next")
        listed = [id_ for page in forwards for id_ in page.ids]
        found = set(matching(many, query).values_list("asset_id", flat=True))
        assert len(listed) == len(set(listed)), wanted_so
        assert set(listed) == found, wanted_so
        assert [page.number for page in forwards] == list(range(1, len(forwards) + 1)), wanted_so
        last_but_one = Query(**{**vars(query), **vars_of(many, forwards[-2].next)})
        back = walk(many, last_but_one, "previous")
        assert [page.ids for page in back[::-1]] == [page.ids for page in forwards], wanted_so


def vars_of(site, href):
    again = read(site, href)
    return {"page": again.page, "key": again.key}


def test_order_is_what_it_says(many):
    def column(query, name):
        ids = [id_ for page in walk(many, query, "next") for id_ in page.ids]
        values = dict(AssetIndex.objects.values_list("asset_id", name))
        return [values[id_] for id_ in ids]

    named = column(Query(sort="name"), "sort_name")
    assert named == sorted(named)
    checked = column(Query(sort="checked"), "checked_at")
    known = [when for when in checked if when]
    assert known == sorted(known, reverse=True)
    assert checked[len(known) :] == [None] * (700 - len(known))
    assert [row.distance for row in search_assets(many, Query(**NEAR)).rows] == sorted(
        row.distance for row in search_assets(many, Query(**NEAR)).rows
    )


def test_a_page_far_down_is_a_link_somebody_can_share(many):
    pages = walk(many, Query(), "next")
    far = read(many, pages[WINDOW + 1].next)
    assert far.key is not None
    assert read(many, far.href(page=far.page, key=far.key)) == far
    assert list(page_of(wanted(many, far)).ids) == list(pages[WINDOW + 2].ids)


def test_a_far_page_costs_no_more_queries_than_the_first(many, django_assert_num_queries):
    found = wanted(many, Query(sort="name", page=28, key=Key(number=1, value="space 9")))
    with django_assert_num_queries(1):
        page_of(found)


def test_a_space_added_meanwhile_moves_no_page(many):
    second = page_of(wanted(many, Query(sort="name"))).next
    before = page_of(wanted(many, read(many, second))).ids
    many_assets(many, [{"name": "Aaa hall", "public_use": "yes"}])
    assert page_of(wanted(many, read(many, second))).ids == before


BEGINNINGS = [
    {"page": "21"},
    {"page": "99999"},
    {"page": "25", "after": "99999999999999999999"},
    {"page": "25", "after": "9223372036854775807"},
    {"page": "25", "after": "x"},
    {"page": "25", "before": "0"},
    {"page": "3", "sort": "name", "after": "5~' OR 1=1 --"},
    {"page": "3", "sort": "checked", "before": "-1"},
    {"page": "3", "after": "5~nan", "before": "7~inf"},
    {"page": "3", "sort": "name", "after": "5~" + "z" * 200},
    {"page": "2", "before": "1"},
]


def test_a_beginning_nobody_gave_is_harmless(many):
    for params in BEGINNINGS:
        for more in ({}, NEAR):
            query = read(many, urlencode(params))
            query = Query(**{**vars(query), **more})
            assert len(search_assets(many, query).rows) <= PAGE_SIZE, params
