"""The demo's walk, steps 1 to 7 of a newcomer's first minutes, through the demo as ``make demo`` serves it.

A picture of every step, wide and narrow, is left in the folder that ``WALK_PICTURES`` names, or in
pytest's own temporary one.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from civic.demo import words
from civic.demo.neighbours import EVERY
from tests.browser.harness import assert_accessible, assert_fits, listen
from tests.live_server import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.audit, pytest.mark.embedded]

MINE = "Teenagers run a club of their own here. My two have nowhere dry to go."
EMAIL = "newcomer@pellbridge.example"
ROOM = "Cinder Hill Library: the Reading Room"


@pytest.fixture
def demo(make_live_server):
    """Pellbridge, filled and served as the demo is."""
    server = make_live_server()
    server.settings = "civic.settings.dev"
    server.env["JUNCTION_DEMO"] = "true"
    server.manage("fill_demo", "--hostname", "127.0.0.1", "--port", str(server.port))
    return server.start()


@pytest.fixture
def picture(tmp_path):
    """Keep a picture of a page, wide and narrow; the page must fit and pass axe at both."""
    folder = Path(os.environ.get("WALK_PICTURES") or tmp_path / "walk")
    folder.mkdir(parents=True, exist_ok=True)

    def take(page, name, *, ours=True):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900 if width > 320 else 640})
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
            if ours:  # pages of Wagtail's admin are looked at elsewhere
                assert_accessible(page)
                assert_fits(page, width)
        page.set_viewport_size({"width": 1280, "height": 900})

    return take


def _be(page, name):
    page.locator(".demo-bar").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def _press(page, name):
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def test_a_newcomer_walks_the_loop(demo, open_page, picture):
    page = open_page(demo.url)
    _look_at_home(page, picture)
    _follow_the_answer(page, picture)
    _find_the_room(page, demo, picture)
    _say_something(page, demo, picture)
    ifan = open_page(demo.url)
    _be_ifan(ifan, demo, picture)
    _be_marcia(ifan, picture)
    _read_the_answer(page, demo, picture)
    _go_on(page, ifan, demo, picture)


def _look_at_home(page, picture):
    doors = page.locator(".street a, .doorway").all_inner_texts()
    for door in ("Find a space", "Join in", "Have your say", "What changed"):
        assert any(door in text for text in doors), doors
    board = page.inner_text(".board")
    promised = timezone.localdate() - timedelta(days=9)
    for shown in (
        "Lights on Tannery Steps",
        f"We haven’t answered yet. Riverbank Homes said it would by {promised:%A %-d %B}, 9 days ago.",
        words.TICKET_HALL_QUESTION,
        words.TICKET_HALL_REPLIES[-1][1],
        "You said: Working parents cannot get there",
        "Saturday",
        "61 people told.",
        "253 spaces",
    ):
        assert shown in board, shown
    picture(page, "1-home")


def _follow_the_answer(page, picture):
    page.get_by_role("link", name="Open until eight on Tuesdays, yes. Sundays, no.").first.click()
    page.wait_for_load_state()
    trail = page.inner_text("main")
    for shown in ("61 people", "Working parents cannot get there", "Neighbourhoods Board", "£41,000", ROOM):
        assert shown in trail, shown
    picture(page, "2-answer")
    page.get_by_role("link", name="Working parents cannot get there").first.click()
    page.wait_for_load_state()
    assert words.DAWN in page.inner_text("main")
    picture(page, "2-heard")
    page.go_back()


def _find_the_room(page, demo, picture):
    page.get_by_role("link", name=re.compile("Reading Room")).first.click()
    page.wait_for_load_state()
    room = page.inner_text("main")
    for shown in ("Step-free: yes", "Pat checked 12 days ago", "Hearing loop: not known yet.", "Free"):
        assert shown in room, shown
    picture(page, "3-room")
    page.get_by_role("link", name="Homework & Hot Chocolate").first.click()
    page.wait_for_load_state()
    assert "Just turn up" in page.inner_text("main")
    picture(page, "3-project")
    page.goto(f"{demo.url}/spaces/")
    picture(page, "3-spaces")
    page.goto(f"{demo.url}/projects/")
    picture(page, "3-projects")


def _say_something(page, demo, picture):
    page.goto(demo.url)
    page.get_by_role("button", name="Demo neighbours are off").click()
    page.get_by_text("The neighbours are talking.").wait_for()
    hall = page.inner_text("main")
    for shown in ("The roof stays: it is listed.", "You get an answer by", "Who decides"):
        assert shown in hall, shown
    page.locator(".live-new").wait_for(timeout=EVERY.total_seconds() * 4_000)
    page.locator(".live-new").click()
    page.get_by_text("(demo neighbour)").first.wait_for()
    page.get_by_role("button", name="Demo neighbours are on").click()
    page.get_by_text("The neighbours are quiet.").wait_for()
    page.locator("#say textarea").fill(MINE)
    page.locator("#say button[type=submit]").first.click()
    page.get_by_text(MINE).first.wait_for()
    page.locator("form[action*='/email/']").first.wait_for()
    assert re.search(r"receipt code", page.inner_text("main"), re.IGNORECASE)
    picture(page, "4-said")
    page.locator("form[action*='/email/'] input[type=email]").fill(EMAIL)
    page.locator("form[action*='/email/'] button[type=submit]").first.click()
    page.wait_for_load_state()
    letter = demo.emails(to=EMAIL, wait=90, count=1)[0]
    page.goto(re.search(r"http://\S+/confirm\S*", letter.get_body(("plain",)).get_content())[0])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def _be_ifan(page, demo, picture):
    _be(page, "Ifan")
    picture(page, "5-ifan", ours=False)
    page.get_by_role("link", name="See what people say about the ticket hall").click()
    page.wait_for_load_state()
    themes = page.url

    def theme_with_my_words():
        page.goto(themes)
        row = page.locator("tr", has_text=words.TICKET_HALL_THEME)
        row.get_by_role("link", name="Write down what we heard").first.click()
        mine = page.locator("label", has_text=MINE).locator("input")
        return mine.count() and mine.is_checked()

    wait_for(theme_with_my_words, seconds=90, every=0.5)
    picture(page, "5-theme", ours=False)
    page.locator("[name=title]").fill(words.TICKET_HALL_THEME)
    page.locator("main form:has([name=title]) button[type=submit]").click()

    def put_on_link():
        page.goto(f"{demo.url}/admin/boards/")
        page.get_by_role("link", name="Pellbridge Neighbourhoods Board").first.click()
        link = page.get_by_role("link", name="Put on the agenda")
        return link.first if link.count() else None

    wait_for(put_on_link, seconds=90).click()
    page.locator("[name=answer_due_on]").fill((timezone.localdate() + timedelta(days=20)).isoformat())
    page.locator("main form:has([name=answer_due_on]) button[type=submit]").press("Enter")
    page.goto(f"{demo.url}/admin/boards/")
    page.get_by_role("link", name="Pellbridge Neighbourhoods Board").first.click()
    picture(page, "5-desk", ours=False)
    page.get_by_role("link", name="Write the answer").first.click()
    page.locator("[name=outcome][value=partly]").check()
    page.locator("[name=headline]").fill("Thursdays are yours. The keys come later.")
    page.locator("[name=because]").fill("Partly, because the hall has one caretaker and he goes home at ten.")
    _press(page, "Save and preview")
    assert MINE in page.inner_text("main")
    picture(page, "5-preview", ours=False)
    _press(page, "Ask a second person to approve it")


def _be_marcia(page, picture):
    address = page.url
    page.goto(re.sub(r"/admin/.*", "/admin/", address))
    page.get_by_role("button", name="Be Marcia").click()
    page.get_by_role("heading", name="The demo: you are Marcia").wait_for()
    picture(page, "5-marcia", ours=False)
    page.get_by_role("link", name="Pellbridge Neighbourhoods Board: 1 answer to approve").click()
    page.locator("main").get_by_role("link", name="Thursdays are yours.").first.click()
    _press(page, "Approve, and send")
    page.get_by_role("button", name="Stop").wait_for()
    picture(page, "5-stop", ours=False)


def _read_the_answer(page, demo, picture):
    assert len(demo.emails(to=EMAIL, wait=90, count=2)) == 2
    page.goto(demo.url)
    page.get_by_role("link", name="Demo mailbox").click()
    page.wait_for_load_state()
    letters = page.inner_text("main")
    assert MINE in letters
    picture(page, "6-mailbox")
    page.locator(".row a[href*='/answer']").first.click()
    page.get_by_text("Thursdays are yours. The keys come later.").first.wait_for()
    assert MINE in page.inner_text("main")
    picture(page, "6-trail")
    page.goto(demo.url)
    assert "Thursdays are yours. The keys come later." in page.locator(".board .notice").first.inner_text()
    picture(page, "6-home")


def _go_on(page, ifan, demo, picture):
    """Every link of the card works for nobody, and for somebody who may not: as whom it says."""
    page.goto(f"{demo.url}/demo/next/")
    picture(page, "7-next")
    for who, button, heading in (
        ("Pat", "See the imports, as Pat", "Imports"),
        ("Olwen", "Open the plugins, as Olwen", "Plugins"),
        ("Olwen", "Open the looks, as Olwen", "Look"),
    ):
        fresh = ifan.context.browser.new_page()
        listen(fresh)
        fresh.goto(f"{demo.url}/demo/next/")
        fresh.get_by_role("button", name=button).click()
        fresh.get_by_role("heading", name=heading).first.wait_for()
        assert fresh.status == 200, who
        picture(fresh, f"7-{heading.lower()}", ours=False)
        fresh.close()
    page.get_by_role("link", name="Pont-pell yn Gymraeg").click()
    assert page.get_attribute("html", "lang") == "cy"
    picture(page, "7-cymraeg")
