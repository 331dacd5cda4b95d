"""What each process keeps of its places: read once, and right the moment after any edit, in every process."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from civic.places import kept as kept_module
from civic.places.kept import kept
from civic.places.models import KeptNumber, PlaceSettings
from civic.pluginkit.selectors import is_on
from civic.pluginkit.services import switch_plugin
from civic.themekit.models import ThemeSettings
from civic.themekit.selectors import theme_of
from civic.themekit.services import choose_theme
from tests.conftest import make_site

OURS = "governance_boards"
LOOK = "SELECT number FROM places_keptnumber WHERE id = 1"
FRAME = ("wagtailcore_site", "places_placesettings", "themekit_themesettings", "pluginkit_pluginswitch")


@pytest.fixture(autouse=True)
def _slow_machine(monkeypatch):
    """However long a test takes, what it has kept is not forgotten meanwhile."""
    monkeypatch.setattr(kept_module, "KEPT_SECONDS", 10_000.0)


def anew(site):
    """Return a place as another request or task has it."""
    return Site.objects.get(pk=site.pk)


def call(site, name):
    PlaceSettings.objects.update_or_create(site=site, defaults={"name": name})


def test_request_asks_one_number_for_its_place_settings_look_and_plugins(client, site):
    call(site, "Pellbridge")
    choose_theme(site, "seafront")
    switch_plugin(site, OURS, on=True)
    client.get("/about/")
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/about/").content.decode()
    assert "Pellbridge" in page
    assert "seafront/tokens.css" in page
    assert [one["sql"] for one in seen].count(LOOK) == 1
    assert not [one["sql"] for one in seen if any(f'FROM "{table}"' in one["sql"] for table in FRAME)]


def test_everything_is_right_the_moment_after_it_is_changed(client, site):
    def shown(path="/about/"):
        return client.get(path).content.decode()

    assert "noticeboard/tokens.css" in shown()
    choose_theme(site, "seafront")
    assert "seafront/tokens.css" in shown()
    ThemeSettings.objects.update(theme="noticeboard")  # by no service
    assert "seafront/tokens.css" not in shown()
    call(site, "Pellbridge on Sea")
    assert "Pellbridge on Sea" in shown()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_placesettings SET name = 'By hand'")
    assert "By hand" in shown()
    assert client.get("/plugins/boards/").status_code == 200
    switch_plugin(site, OURS, on=False)
    assert client.get("/plugins/boards/").status_code == 404
    switch_plugin(site, OURS, on=True)
    assert client.get("/plugins/boards/").status_code == 200


def test_hosts_lead_to_their_places_the_moment_after_they_change(client, site, other_site):
    call(other_site, "Otherham on the Hill")

    def shown(host):
        return client.get("/about/", headers={"host": host}).content.decode()

    assert "Otherham on the Hill" in shown("other.example")
    assert "Otherham on the Hill" not in shown("testserver")
    Site.objects.filter(pk=other_site.pk).update(hostname="hill.example")
    assert "Otherham on the Hill" in shown("hill.example")
    assert "Otherham on the Hill" not in shown("other.example")
    other_site.delete()
    assert "Otherham on the Hill" not in shown("hill.example")


def test_nobody_gets_what_another_may_change(site):
    call(site, "Pellbridge")
    first, second = PlaceSettings.for_site(site), PlaceSettings.for_site(site)
    first.name = "Not saved"
    assert second.name == PlaceSettings.for_site(site).name == "Pellbridge"
    first.save()
    assert PlaceSettings.for_site(site).name == "Not saved"


def test_reading_settings_nobody_made_writes_nothing(client, site):
    client.get("/about/")
    assert not PlaceSettings.objects.exists()
    settings = PlaceSettings.for_site(site)
    assert (settings.timezone, settings.pk) == ("Europe/London", None)
    settings.save()
    assert PlaceSettings.for_site(site).pk == settings.pk
    with pytest.raises(PlaceSettings.DoesNotExist):
        PlaceSettings.for_site(None)


def test_what_is_taken_back_was_seen_inside_and_is_gone_after(site):
    choose_theme(site, "noticeboard")
    with transaction.atomic():
        choose_theme(site, "seafront")
        assert theme_of(anew(site)) == "seafront"
        with transaction.atomic():
            choose_theme(site, "noticeboard")
            assert theme_of(anew(site)) == "noticeboard"
            transaction.set_rollback(True)
        assert theme_of(anew(site)) == "seafront"
        transaction.set_rollback(True)
    assert theme_of(anew(site)) == "noticeboard"


def test_things_kept_are_bounded_and_nothing_is_kept_without_a_number(site, monkeypatch):
    monkeypatch.setattr(kept_module, "MOST", 3)
    assert [kept(("host", n), lambda n=n: n) for n in range(10)] == list(range(10))
    assert len(kept_module._in_force().things) <= 3
    KeptNumber.objects.all().delete()
    assert [kept("anything", lambda n=n: n) for n in range(3)] == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_nothing_of_it_before_the_commit_and_all_of_it_after():
    site = make_site("testserver", "Pellbridge", default=True)
    choose_theme(site, "noticeboard")
    seen = []

    def look():
        seen.append(theme_of(anew(site)))
        connection.close()

    def elsewhere():
        reader = threading.Thread(target=look)
        reader.start()
        reader.join()
        return seen.pop()

    if connection.vendor == "postgresql":  # in memory SQLite's readers wait for the writer
        with transaction.atomic():
            choose_theme(site, "seafront")
            assert theme_of(anew(site)) == "seafront"
            assert elsewhere() == "noticeboard"
        assert elsewhere() == "seafront"
    number = KeptNumber.objects.get().number
    with transaction.atomic():
        for theme in ("seafront", "noticeboard", "seafront"):
            choose_theme(site, theme)
        assert KeptNumber.objects.get().number == number
    assert KeptNumber.objects.get().number != number
    assert theme_of(anew(site)) == "seafront"


@pytest.mark.django_db(transaction=True)
def test_another_process_sees_it_at_its_next_look(monkeypatch):
    """Two processes are two sets of what is kept, on one database."""
    site = make_site("testserver", "Pellbridge", default=True)
    choose_theme(site, "noticeboard")
    processes = [kept_module._Kept((0, ()), 0.0)] * 2

    def inside(which, what):
        monkeypatch.setattr(kept_module, "_shared", processes[which])
        result = what()
        processes[which] = kept_module._shared
        return result

    def there(which):
        return inside(which, lambda: (theme_of(anew(site)), is_on(OURS, anew(site))))

    assert [there(0), there(1)] == [("noticeboard", True)] * 2
    inside(0, lambda: choose_theme(site, "seafront"))
    assert [there(0), there(1)] == [("seafront", True)] * 2
    inside(1, lambda: switch_plugin(site, OURS, on=False))
    assert [there(0), there(1)] == [("seafront", False)] * 2


def test_served_processes_show_what_this_one_has_just_changed(make_live_server):
    server = make_live_server(worker=False)
    server.web_processes = 2 if server.environment()["DATABASE_URL"] else 1
    with server.database():
        site = make_site("localhost", "Pellbridge", default=True)
    server.start()

    def shown(path="/about/"):
        return [server.get(path) for _time in range(8)]  # whichever process answers

    shown()
    for name, theme in (("First Bridge", "seafront"), ("Second Bridge", "noticeboard")):
        with server.database():
            call(site, name)
            choose_theme(site, theme)
        for status, page in shown():
            assert status == 200
            assert name in page
            assert f"{theme}/tokens.css" in page
    for on, status in ((False, 404), (True, 200)):
        with server.database():
            switch_plugin(site, OURS, on=on)
        assert {answer for answer, _page in shown("/plugins/boards/")} == {status}
    with server.database():
        make_site("127.0.0.1", "A new place")
    assert all("A new place" in page for _status, page in shown())


def test_client_of_each_test_finds_its_own_place(site):
    """A test that is taken back leaves nothing behind: the next test's place has the same key."""
    call(site, "Only in this test")
    assert "Only in this test" in Client().get("/about/").content.decode()
    with transaction.atomic():
        call(site, "Taken back")
        assert "Taken back" in Client().get("/about/").content.decode()
        transaction.set_rollback(True)
    assert "Only in this test" in Client().get("/about/").content.decode()
