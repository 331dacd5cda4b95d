"""The seven steps of a newcomer's first minutes in the demo, told once for every way to walk them.

Everything is a press: from the first page on no address is typed, and all of it is one browser.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from civic.demo import words
from civic.demo.neighbours import EVERY
from tests.browser.hands import Hand
from tests.live_server import wait_for

MINE = "Teenagers run a club of their own here. My two have nowhere dry to go."
EMAIL = "newcomer@pellbridge.example"
ROOM = "Cinder Hill Library: the Reading Room"
HEADLINE = "Thursdays are yours. The keys come later."
BECAUSE = "The hall has one caretaker, and he goes home at ten."


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Somebody's browser, what they use it with, and what looks at each page they come to."""

    page: Page
    hand: Hand
    look: Callable[[Page, str], None]
    scripts: bool = True

    def follow(self, what: Locator) -> None:
        """Press what opens a page, and wait for that page."""
        with self.page.expect_navigation():
            self.hand.press(what)

    def link(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link of a name."""
        self.follow(self.page.get_by_role("link", name=name).first)

    def button(self, name: str) -> None:
        """Press a button of the page's main part that leads on."""
        self.follow(self.page.locator("main").get_by_role("button", name=name).first)

    def bar(self, name: str) -> None:
        """Press something in the demo bar."""
        bar = self.page.locator(".demo-bar")
        self.follow(bar.get_by_role("button", name=name, exact=True).or_(bar.get_by_role("link", name=name)))

    def home(self) -> None:
        """Go home by the name of the place."""
        self.follow(self.page.locator(".masthead__place"))

    def must_say(self, *shown: str) -> None:
        """Fail where the page's main part does not say something."""
        said = self.page.inner_text("main")
        for one in shown:
            assert one in said, one


def walk_it_all(walk: Walk) -> None:
    """All seven steps."""
    look_at_home(walk)
    follow_the_answer(walk)
    find_the_room(walk)
    say_something(walk)
    be_ifan(walk)
    be_marcia(walk)
    read_the_answer(walk)
    go_on(walk)


def look_at_home(walk: Walk) -> None:
    """Step 1."""
    doors = walk.page.locator(".doorway").all_inner_texts()
    for door in ("Find a space", "Join in", "Have your say", "What changed"):
        assert any(door in text for text in doors), doors
    promised = timezone.localdate() - timedelta(days=9)
    walk.must_say(
        "Lights on Tannery Steps",
        f"We haven’t answered yet. Riverbank Homes said it would by {promised:%A %-d %B}, 9 days ago.",
        words.TICKET_HALL_QUESTION,
        words.TICKET_HALL_REPLIES[-1][1],
        "You said: Working parents cannot get there",
        "Saturday",
        "61 people told.",
        "253 spaces",
    )
    walk.look(walk.page, "1-home")


def follow_the_answer(walk: Walk) -> None:
    """Step 2: forward to the answer, back to the words."""
    walk.link("Open until eight on Tuesdays, yes. Sundays, no.")
    walk.must_say("61 people", "Working parents cannot get there", "Neighbourhoods Board", "£41,000", ROOM)
    walk.look(walk.page, "2-answer")
    walk.link("Working parents cannot get there")
    walk.must_say(words.DAWN)
    walk.look(walk.page, "2-heard")


def find_the_room(walk: Walk) -> None:
    """Step 3."""
    walk.link(re.compile("Reading Room"))
    walk.must_say("Step-free: yes", "Pat checked 12 days ago", "Hearing loop: not known yet.", "Free")
    walk.look(walk.page, "3-room")
    walk.link("Homework & Hot Chocolate")
    walk.must_say("Just turn up")
    walk.look(walk.page, "3-project")
    walk.link("Find a space")
    walk.look(walk.page, "3-spaces")
    walk.link("Join in")
    walk.look(walk.page, "3-projects")


def say_something(walk: Walk) -> None:
    """Step 4: neighbours are heard, and so is a guest, who then gives an email and confirms it."""
    page = walk.page
    walk.home()
    walk.bar("Demo neighbours are off")
    page.get_by_text("The neighbours are talking.").wait_for()
    walk.must_say("The roof stays: it is listed.", "You get an answer by", "Who decides")
    _hear_the_neighbours(walk)
    walk.bar("Demo neighbours are on")
    page.get_by_text("The neighbours are quiet.").wait_for()
    walk.hand.type(page.locator("#say textarea"), MINE)
    walk.hand.press(page.locator("#say button[type=submit]").first)
    # Others may have said something like it: it is said all the same.
    said, anyway = page.get_by_text(MINE), page.get_by_role("button", name="Say mine as well")
    said.or_(anyway).first.wait_for()
    if anyway.count():
        walk.hand.press(anyway)
    page.locator(".contribution, .mine__list").get_by_text(MINE).first.wait_for()
    email = page.locator("form[action*='/email/']")
    email.wait_for()
    assert re.search("receipt code", page.inner_text("main"), re.IGNORECASE)
    walk.look(page, "4-said")
    walk.hand.type(email.locator("[type=email]"), EMAIL)
    walk.follow(email.locator("button[type=submit]"))
    _open_the_letter(walk, "/confirm", name="4-mailbox")
    walk.look(page, "4-confirm")
    walk.follow(page.locator("main form button[type=submit]").first)


def _hear_the_neighbours(walk: Walk) -> None:
    """Their words come by themselves; without scripts, to whoever looks for new ones."""
    neighbour = walk.page.get_by_text("(demo neighbour)").first
    long = EVERY.total_seconds() * 4
    if walk.scripts:
        walk.page.locator(".live-new").wait_for(timeout=long * 1_000)
        walk.hand.press(walk.page.locator(".live-new"))
        neighbour.wait_for()
        return

    def heard() -> bool:
        walk.link("Look for new words")
        return neighbour.is_visible()

    wait_for(heard, seconds=long, every=1)


def _open_the_letter(walk: Walk, link: str, *, saying: str = "", name: str) -> None:
    """Look in the demo's mailbox until the guest has a letter that says this, and follow its link."""
    letter = walk.page.locator(".letter", has_text=EMAIL).filter(has_text=saying)
    found = letter.locator(f"a[href*='{link}']").first

    def there() -> bool:
        walk.bar("Demo mailbox")
        return found.count() > 0

    wait_for(there, seconds=90, every=0.5)
    walk.look(walk.page, name)
    if not found.is_visible():
        walk.hand.press(letter.locator("summary").first)
    walk.follow(found)


def be_ifan(walk: Walk) -> None:
    """Step 5: what was heard, on the agenda, a draft, and the message with the words in it."""
    page = walk.page
    walk.bar("Ifan")
    walk.look(page, "5-ifan")
    walk.link("See what people say about the ticket hall")

    def theme_with_my_words() -> bool:
        row = page.locator("tr", has_text=words.TICKET_HALL_THEME)
        walk.follow(row.get_by_role("link", name="Write down what we heard").first)
        mine = page.locator("label", has_text=MINE).locator("input")
        if mine.count() and mine.is_checked():
            return True
        page.go_back()
        page.reload()
        return False

    wait_for(theme_with_my_words, seconds=90, every=0.5)
    walk.look(page, "5-theme")
    walk.hand.type(page.locator("[name=title]"), words.TICKET_HALL_THEME)
    walk.follow(page.locator("main form:has([name=title]) button[type=submit]"))
    walk.look(page, "5-heard")
    _open_the_board(walk)
    wait_for(lambda: page.get_by_role("link", name="Put on the agenda").count() or page.reload(), seconds=90)
    walk.link("Put on the agenda")
    walk.look(page, "5-agenda")
    due = timezone.localdate() + timedelta(days=20)
    walk.hand.type(page.locator("[name=answer_due_on]"), f"{due:%d/%m/%Y}")
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    if walk.scripts:
        calendar.first.wait_for()  # it opens a moment late, and then hangs over the button
    page.keyboard.press("Tab")
    expect(calendar).to_have_count(0)
    walk.follow(page.locator("main form:has([name=answer_due_on]) button[type=submit]"))
    assert f"{due.day} {due:%B %Y}" in page.inner_text("main")
    walk.look(page, "5-desk")
    walk.link("Write the answer")
    walk.hand.tick(page.locator("[name=outcome][value=partly]"))
    walk.hand.type(page.locator("[name=headline]"), HEADLINE)
    walk.hand.type(page.locator("[name=because]"), BECAUSE)
    walk.look(page, "5-answer")
    walk.button("Save and preview")
    walk.must_say(MINE)
    walk.look(page, "5-preview")
    walk.button("Ask a second person to approve it")


def _open_the_board(walk: Walk) -> None:
    _open_the_dashboard(walk)
    walk.link("Put it on the board’s agenda, and write the answer")
    walk.link("Pellbridge Neighbourhoods Board")


def _open_the_dashboard(walk: Walk) -> None:
    """By the admin's menu; without scripts, by the breadcrumbs."""
    walk.follow(walk.page.locator(".sidebar, .w-breadcrumbs").locator("a[href='/admin/']").first)


def _leave_the_admin(walk: Walk) -> None:
    """By the admin's menu, which only a script draws; without, by the demo's panel."""
    if walk.scripts:
        walk.link("Back to the demo")
        return
    _open_the_dashboard(walk)
    walk.link("Back to Pellbridge")


def be_marcia(walk: Walk) -> None:
    """Step 5 still: a second person approves, and may yet stop it."""
    page = walk.page
    _open_the_dashboard(walk)
    walk.follow(page.get_by_role("button", name="Be Marcia"))
    page.get_by_role("heading", name="The demo: you are Marcia").wait_for()
    walk.look(page, "5-marcia")
    walk.link("Pellbridge Neighbourhoods Board: 1 answer to approve")
    walk.follow(page.locator("main").get_by_role("link", name=HEADLINE).first)
    walk.button("Approve, and send")
    page.get_by_role("button", name="Stop").wait_for()
    walk.look(page, "5-stop")


def read_the_answer(walk: Walk) -> None:
    """Step 6: the letter quotes the words, its link opens their trail, and Home leads with it."""
    page = walk.page
    _leave_the_admin(walk)
    _open_the_letter(walk, "/answer", saying=MINE, name="6-mailbox")
    page.get_by_text(HEADLINE).first.wait_for()
    walk.must_say(MINE)
    walk.look(page, "6-trail")
    walk.home()
    assert HEADLINE in page.locator(".board .notice").first.inner_text()
    walk.look(page, "6-home")


def go_on(walk: Walk) -> None:
    """Step 7: every link of the card works for nobody, and for somebody who may not: as whom it says."""
    page = walk.page
    walk.bar("Nobody")
    for button, heading in (
        ("See the imports, as Pat", "Imports"),
        ("Open the plugins, as Olwen", "Plugins"),
        ("Open the looks, as Olwen", "Look"),
    ):
        walk.bar("What next")
        walk.look(page, "7-next")
        walk.button(button)
        page.get_by_role("heading", name=heading).first.wait_for()
        assert page.status == 200  # type: ignore[attr-defined] # by ``listen``
        walk.look(page, f"7-{heading.lower()}")
        _leave_the_admin(walk)
        walk.bar("Nobody")
    walk.bar("What next")
    walk.link("Pont-pell yn Gymraeg")
    assert page.get_attribute("html", "lang") == "cy"
    walk.look(page, "7-cymraeg")
