"""Panels: shown where they have something to say, and never the end of a page."""

import pytest
from django.db import connection

from civic.pages import finds, panels
from civic.pages.blocks import PanelBlock
from civic.pages.finds import Find, FindSource, find_everything, register_find_source
from civic.pages.panels import Panel, panel_choices, register_panel, render_panel
from civic.places.context import site_context
from civic.pluginkit.services import switch_plugin


@pytest.fixture(autouse=True)
def own_panels(monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})


def panel(key, context):
    register_panel(Panel(key=key, label=key, template="components/empty.html", context=context))


def test_panel_gets_place_and_options_and_is_shown(site, rf):
    seen = []

    def context(request, place, options):
        seen.append((place, dict(options)))
        return {"title": "<Nothing>"}

    panel("test.one", context)
    with site_context(site):
        html = PanelBlock().render({"key": "test.one", "heading": "", "limit": 3}, {"request": rf.get("/")})
    assert seen == [(site, {"limit": 3})]
    assert "&lt;Nothing&gt;" in html


def test_unknown_or_silent_panel_renders_nothing(site, rf):
    panel("test.silent", lambda request, place, options: None)
    with site_context(site):
        assert render_panel("test.silent", rf.get("/")) == ""
        assert render_panel("test.unknown", rf.get("/")) == ""


def test_failing_panel_renders_nothing_is_logged_and_the_page_goes_on(client, site, rf, caplog):
    def broken(request, place, options):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    panel("record.overdue", broken)
    panel("record.newest_answer", lambda request, place, options: {"title": "An answer"})
    page = client.get("/").content.decode()
    assert "An answer" in page
    assert ("pages.panel_failed", "record.overdue") in [
        (record.message, getattr(record, "panel", "")) for record in caplog.records
    ]


def test_home_without_anything_to_say_has_no_board(client, site):
    page = client.get("/").content.decode()
    assert "On the board now" not in page
    assert "<h1>Pellbridge</h1>" in page


def test_panel_choices_are_sorted_by_key(db):
    panel("b.two", lambda *args: None)
    panel("a.one", lambda *args: None)
    assert panel_choices() == [("a.one", "a.one"), ("b.two", "b.two")]


def test_panel_or_find_of_a_plugin_that_is_off_here_shows_nothing(client, site, other_site, rf, monkeypatch):
    monkeypatch.setattr(finds, "_sources", {})

    def context(request, place, options):
        return {"title": "From the boards"}

    def find(place, text, limit):
        return [Find(title="From the boards", url="/x/")]

    context.__module__ = find.__module__ = "plugins.governance_boards.panels"
    panel("boards.one", context)
    register_find_source(FindSource(key="boards", label="Boards", door="changed", find=find))
    switch_plugin(site, "governance_boards", on=False)
    for place, shown in ((site, False), (other_site, True)):
        with site_context(place):
            assert ("From the boards" in render_panel("boards.one", rf.get("/"))) is shown
            assert bool(find_everything(place, "boards")) is shown


def test_search_goes_on_without_a_room_that_fails(client, site, monkeypatch):
    monkeypatch.setattr(finds, "_sources", {})

    def broken(place, text, limit):
        raise ValueError("no index")

    register_find_source(FindSource(key="broken", label="Broken", door="spaces", find=broken))
    register_find_source(
        FindSource(
            key="sound", label="Sound", door="projects", find=lambda *_: [Find(title="Big Pot", url="/x/")]
        )
    )
    assert "Big Pot" in client.get("/search/?q=pot").content.decode()
