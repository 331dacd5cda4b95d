"""Pages kept whole: for people nobody knows alone, and never a moment older than the last write."""

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

from assets_register.models import Asset
from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset, delete_asset, hold_back, save_asset
from civic.pages.kept import _counted, count_writes, last_write, writes
from civic.pages.models import HomePage
from civic.pages.services import add_section
from tests.conftest import make_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings):
    """A place with one space, with pages being kept."""
    settings.PAGES_KEPT_SECONDS = 60
    caches["pages"].clear()
    connection.ensure_connection()
    count_writes(None, connection)
    site = make_site("testserver", "Pellbridge", default=True)
    add_section(site.root_page.specific, SpacesIndexPage, title="Spaces", slug="spaces")
    create_asset(site, name="Cinder Hill Library", kind="library", publish=True, public_use="yes")
    shown()  # the first reader of all has the place's settings written
    yield site
    connection.execute_wrappers.remove(_counted)
    caches["pages"].clear()


@pytest.fixture
def asset(place):
    return Asset.objects.get(site=place)


def shown(path="/spaces/", **headers):
    return Client(headers=headers).get(path)


def test_second_reader_gets_the_page_from_what_is_kept(place, django_assert_num_queries):
    first = shown()
    with django_assert_num_queries(1):  # the number of the last write
        second = shown()
    assert second.content == first.content
    assert second.headers == first.headers
    assert "script-src" in second.headers["Content-Security-Policy"]
    assert not second.cookies


def test_headers_that_are_of_one_page_are_kept_with_it(place, settings, django_assert_num_queries):
    first = shown("/spaces/?view=map")
    with django_assert_num_queries(1):
        assert shown("/spaces/?view=map").headers == first.headers


@pytest.mark.parametrize(
    "change",
    [
        lambda asset: hold_back(asset, reason="a refuge", by=None),
        lambda asset: delete_asset(asset, by=None),
        lambda asset: Asset.objects.filter(pk=asset.pk).update(status="held_back", held_reason="x"),
        lambda asset: Asset.objects.filter(pk=asset.pk).update(name="Another name"),
    ],
)
def test_page_is_right_the_moment_after_a_change(place, asset, change):
    assert b"Cinder Hill Library" in shown().content
    change(asset)
    assert b"Cinder Hill Library" not in shown().content


def test_page_is_right_the_moment_after_an_edit_of_a_space_and_of_the_page(place, asset):
    shown(), shown("/")
    asset.name = "Cinder Hill Reading Rooms"
    save_asset(asset)
    assert b"Cinder Hill Reading Rooms" in shown().content
    home = HomePage.objects.get()
    home.title = "Pellbridge together"
    home.save_revision().publish()
    assert b"Pellbridge together" in shown("/").content
    home.unpublish()
    assert shown("/").status_code == 404


def test_many_written_at_once_and_what_is_written_by_hand_count(place, asset):
    before = last_write()
    Asset.objects.bulk_update([asset], ["name"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assets_register_asset SET name = 'By hand'")
    assert last_write() == before + 2


def taken_back(asset):
    with transaction.atomic():
        save_asset(asset)
        transaction.set_rollback(True)


def test_one_transaction_counts_once_when_it_is_done_and_not_at_all_when_it_is_taken_back(place, asset):
    before = last_write()
    with transaction.atomic():
        save_asset(asset)
        with transaction.atomic():
            save_asset(asset)
        assert last_write() == before
    assert last_write() == before + 1
    taken_back(asset)
    assert last_write() == before + 1
    with transaction.atomic():
        taken_back(asset)
        save_asset(asset)
    assert last_write() == before + 2


def test_a_session_a_preference_a_key_or_a_part_of_a_page_is_never_answered_from_what_is_kept(place):
    assert b"Cinder Hill Library" in shown().content
    connection.execute_wrappers.remove(_counted)
    Asset.objects.filter(site=place).update(name="Past all counting")
    connection.execute_wrappers.append(_counted)
    assert b"Cinder Hill Library" in shown().content
    for cookie in ("sessionid", "jb_language", "anything"):
        client = Client()
        client.cookies[cookie] = "x"
        assert b"Past all counting" in client.get("/spaces/").content
    for header in ("authorization", "hx-request"):
        assert b"Past all counting" in shown(**{header: "x"}).content
    assert b"Cinder Hill Library" in shown().content


def test_language_address_and_host_have_each_their_own(place, django_assert_num_queries):
    other = make_site("other.test", "Otherham")
    add_section(other.root_page.specific, SpacesIndexPage, title="Spaces", slug="spaces")
    english, welsh = shown("/spaces/"), shown("/cy/spaces/")
    assert b'lang="en"' in english.content
    assert welsh.content != english.content
    for _turn in range(2):
        elsewhere = Client(headers={"host": "other.test"}).get("/spaces/")
    assert elsewhere.status_code == 200
    assert b"Cinder Hill Library" not in elsewhere.content
    kept = shown().content
    assert shown("/spaces/?use=all").content != kept
    with django_assert_num_queries(1):
        assert shown().content == kept


def test_page_with_a_form_of_ones_own_is_not_kept(place, asset):
    address = f"/spaces/{asset.slug}/"
    first, second = shown(address), shown(address)
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value


def test_errors_are_not_kept(place, asset):
    assert shown("/spaces/nothing-here/").status_code == 404
    assert shown("/spaces/?page=2").status_code == 200
    assert len(shown("/spaces/?q=" + "x" * 600).content) > 0


@pytest.mark.parametrize(
    ("sql", "counts"),
    [
        ('INSERT INTO "assets_register_asset" ("id") VALUES (1)', True),
        ("INSERT OR REPLACE INTO assets_register_fts (rowid) VALUES (1)", True),
        ('update "wagtailcore_page" SET x = 1', True),
        (" DELETE FROM residents_user", True),
        ('UPDATE "django_session" SET x = 1', False),
        ('INSERT INTO "civic_tasks_queuedtask" VALUES (1)', False),
        ('UPDATE "conversations_readmark" SET "number" = 1', False),
        ("SELECT 1 FROM assets_register_asset FOR UPDATE", False),
        ("SAVEPOINT x", False),
    ],
)
def test_which_statements_count(sql, counts):
    assert writes(sql) is counts
