"""Somebody with JavaScript off and no email does everything by forms, and reads the answer by code."""

import re
from datetime import timedelta

import pytest
from wagtail.models import Site

from civic.tasks.services import drain
from engagement.conversations.models import Contribution
from engagement.projects.models import Coming
from plugins.governance_boards.services import answers
from plugins.governance_boards.services.answers import AnswerWords
from tests.browser.story import story_of
from tests.factories.conversations import make_conversation, propose, say
from tests.factories.governance_boards import hear, put_on

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_pages")]

WORDS = "I finish at half past five, so the evening is when I could come."
BETTER = "I finish at half past five, so a weekday evening is when I could come."


@pytest.fixture
def plain(open_page):
    """Return an opener of pages in browsers without scripts."""
    return lambda url: open_page(url, java_script_enabled=False)


@pytest.fixture
def talk(served_place):
    """A conversation of this test's own: one other voice, one statement."""
    with served_place.server.database():
        site = Site.objects.get(is_default_site=True)
        conversation = make_conversation(site, question="When should the hall be open?")
        conversation.other = say(conversation, "Saturdays are best.")
        propose(conversation, "The hall should open in the evening.")
    conversation.address = f"{served_place.server.url}/conversation/{conversation.uuid}/"
    return conversation


def speak(page, words, name="Dawn"):
    page.get_by_label("Your words").fill(words)
    page.get_by_label("A name to show").fill(name)
    page.get_by_role("button", name="Say it").click()


def test_reads_speaks_nods_votes_edits_and_takes_back_by_forms(served_place, plain, talk):
    page = plain(talk.address)
    page.get_by_text("Saturdays are best.").wait_for()
    speak(page, WORDS)
    page.get_by_text("Thank you. Your words are in.").wait_for()
    receipt = page.locator("#mine .receipt").inner_text()
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", receipt)

    nod = page.locator(f"#c-{talk.other.uuid} button.nod")
    nod.click()
    nod = page.locator(f"#c-{talk.other.uuid} button.nod[aria-pressed=true]")
    assert nod.locator(".nod__count").inner_text() == "1"

    page.locator("#statements").get_by_role("button", name="Agree", exact=True).click()
    page.get_by_text("Thank you. Your vote counts.").wait_for()
    page.get_by_role("link", name="how people voted").click()
    assert page.locator(".statement__counts").inner_text().startswith("1 agree")

    page.goto(talk.address)
    page.locator(f"#c-{talk.other.uuid}").get_by_role("link", name="Reply").click()
    page.get_by_label("Your words").fill("Also Sundays.")
    page.get_by_role("button", name="Say it").click()
    reply = page.locator(f"#r-{talk.other.uuid} > li", has_text="Also Sundays.")
    reply.wait_for()

    page.locator("#mine li", has_text=WORDS).get_by_role("link", name="Change or take back").click()
    page.get_by_label("Your words").fill(BETTER)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your words are changed.").wait_for()
    changed = page.locator(".contribution", has=page.get_by_text(BETTER, exact=True)).first
    assert "changed" in changed.inner_text()

    page.locator("#mine li", has_text="Also Sundays.").get_by_role("link", name="Change or take back").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("You took your words back.").wait_for()
    assert "Also Sundays." not in page.locator(".thread__said").inner_text()

    stranger = plain(talk.address)
    stranger.get_by_text(BETTER).wait_for()
    assert stranger.get_by_text(WORDS, exact=True).count() == 0
    assert "Also Sundays." not in stranger.inner_text("body")
    assert receipt not in stranger.content()


def test_new_words_are_there_each_time_somebody_looks(served_place, plain, talk):
    page = plain(talk.address)
    for said in ("Before breakfast.", "After supper.", "At noon."):
        with served_place.server.database():
            say(talk, said)
        assert page.get_by_text(said).count() == 0
        page.get_by_role("link", name="Look for new words").click()
        page.get_by_text(said).wait_for(timeout=10_000)


def test_says_i_am_coming_and_cancels_by_forms(served_place, plain):
    with served_place.server.database():
        before = Coming.objects.count()
    page = plain(served_place.url_of("a session"))
    page.get_by_label("Your first name").fill("Dawn")
    page.get_by_label("How many of you?").fill("3")
    page.get_by_role("button", name="I'm coming").click()
    assert page.get_by_role("heading", level=1).inner_text() == "You're coming"
    page.locator(".receipt").wait_for()
    page.get_by_role("button", name="I can't come after all").click()
    assert page.get_by_role("heading", level=1).inner_text() == "You're not coming any more"
    with served_place.server.database():
        mine = Coming.objects.latest("pk")
        assert (Coming.objects.count(), mine.people, mine.state) == (before + 1, 3, "cancelled")
        assert mine.contributor.email == ""


def _answer(site, words):
    """Let the board answer, through approval and the wait, and everybody be told."""
    board = story_of(site).board
    insight = hear(words.conversation, [words], title="Evenings suit people who work")
    item = put_on(insight, board)
    draft = answers.write_answer(
        board,
        [item],
        AnswerWords(outcome="changed", headline="Open on Thursday evenings", because="A caretaker can stay."),
        by=board.secretary,
    )
    answers.ask_approval(draft, by=board.secretary)
    answers.approve(draft, by=board.chair)
    for _wait in range(3):
        drain(ahead=timedelta(minutes=5))


def test_reads_the_answer_quoting_her_by_receipt_code_in_another_browser(served_place, plain, talk):
    page = plain(talk.address)
    speak(page, WORDS)
    receipt = page.locator("#mine .receipt").inner_text()
    with served_place.server.database():
        site = Site.objects.get(is_default_site=True)
        _answer(site, Contribution.objects.get(conversation=talk, text=WORDS))

    library = plain(f"{served_place.server.url}/my-voice/")
    library.get_by_label("Your receipt code").fill(receipt.replace("-", " ").lower())
    library.get_by_role("button", name="Open My voice").click()
    library.get_by_text(WORDS).first.wait_for()
    library.get_by_role("link", name="Open on Thursday evenings").last.click()
    told = library.inner_text("main")
    assert WORDS in told
    assert "A caretaker can stay." in told
    library.goto(f"{served_place.server.url}/my-voice/")
    library.get_by_role("button", name="Forget me on this screen").click()
    library.get_by_label("Your receipt code").wait_for()
    assert WORDS not in library.content()


def test_finds_a_space_with_filters_and_opens_it(served_place, plain):
    page = plain(served_place.url_of("spaces to use"))
    for summary in (
        page.locator("details.facet").filter(has=page.locator("[name=has]")).locator("summary").all()
    ):
        if not page.locator("[name=has][value=step_free]").is_visible():
            summary.click()
    page.locator("[name=has][value=step_free]").check()
    page.locator("[name=has][value=kitchen]").check()
    page.get_by_role("button", name="Show spaces").first.click()
    page.wait_for_load_state()
    names = page.locator("main .row__title, main h3").all_inner_texts()
    assert "St Aldhelm’s Hall" in names
    assert "Pellbridge Library" not in names
    page.get_by_role("link", name="St Aldhelm’s Hall").first.click()
    page.wait_for_load_state()
    shown = page.inner_text("main")
    for fact in ("St Aldhelm’s Church", "Cinder Hill Housing", "01632 960 441", "£12 an hour", "Step-free"):
        assert fact in shown
