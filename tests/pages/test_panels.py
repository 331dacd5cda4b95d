"""Panels: shown where they have something to say, and never the end of a page."""

import pytest
from django.db import connection

from civic.pages import panels
from civic.pages.blocks import PanelBlock
from civic.pages.panels import Panel, panel_choices, register_panel, render_panel
from civic.places.context import site_context


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
