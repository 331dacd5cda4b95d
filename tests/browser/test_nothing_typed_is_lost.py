"""Whatever goes wrong with what somebody typed, it is said in plain words and the words are still there."""

from urllib.parse import urljoin

import pytest
from wagtail.models import Site

from engagement.conversations.launching import close_conversation
from engagement.conversations.models import Contribution
from tests.browser.harness import assert_accessible, assert_fits
from tests.factories.conversations import make_conversation
from tests.live_server import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_pages")]

HTML = '<script>alert("x")</script><b>bold</b> & <img src=x onerror=alert(1)>'
RTL = "مكان دافئ للجميع\u202e من فضلكم"
EMOJI = "👩🏽‍🔧🎺 café e\u0301"


@pytest.fixture
def talk(served_place):
    """A conversation of this test's own."""
    with served_place.server.database():
        conversation = make_conversation(Site.objects.get(is_default_site=True), question="Where do we sit?")
    conversation.address = f"{served_place.server.url}/conversation/{conversation.uuid}/"
    return conversation


@pytest.fixture
def said(served_place, talk):
    """Return everything that was kept in the conversation."""

    def words():
        with served_place.server.database():
            return list(Contribution.objects.filter(conversation=talk).values_list("text", flat=True))

    return words


def typed(page):
    """Return what stands in the box."""
    return page.locator("#say textarea").input_value()


def send(page, words):
    page.locator("#say textarea").fill(words)
    page.get_by_role("button", name="Say it").click()


# ---- refused words, without scripts -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("", "Write something first."),
        (" \n ", "Write something first."),
        ("x" * 5001, "1 character too long"),
        ("y" * 50_000, "45000 characters too long"),
        (HTML + "z" * 5000, "characters too long"),
        (RTL * 400, "characters too long"),
        (EMOJI * 700, "characters too long"),
    ],
    ids=["none", "spaces", "5001", "50000", "html", "right to left", "emoji"],
)
def test_refused_words_stay_in_the_box_beside_why(words, error, talk, said, open_page):
    page = open_page(talk.address, java_script_enabled=False)
    page.get_by_label("A name to show").fill("Dawn")
    send(page, words)
    assert page.status == 422
    assert error in page.locator("#say .field__error").inner_text().replace(",", "")
    box = page.locator("#say textarea")
    assert box.get_attribute("aria-invalid") == "true"
    assert typed(page) == words
    assert page.get_by_label("A name to show").input_value() == "Dawn"
    assert said() == []


@pytest.mark.parametrize("words", [HTML, RTL, EMOJI], ids=["html", "right to left", "emoji"])
def test_awkward_words_are_shown_as_they_were_typed(words, talk, said, open_page):
    page = open_page(talk.address)
    page.on("dialog", lambda dialog: pytest.fail("a script in somebody's words ran"))
    plain = open_page(talk.address, java_script_enabled=False)
    send(plain, words)
    assert said() == [words]
    page.reload()
    shown = page.locator(".thread__said .contribution__words")
    assert shown.inner_text().strip() == words
    assert shown.locator("script, b, img").count() == 0
    assert shown.evaluate("e => getComputedStyle(e).direction") == ("rtl" if words == RTL else "ltr")


def test_words_for_a_conversation_that_closed_meanwhile_are_still_there(served_place, talk, said, open_page):
    page = open_page(talk.address, java_script_enabled=False)
    with served_place.server.database():
        close_conversation(talk)
    send(page, "I was still typing this.")
    assert page.status == 409
    assert typed(page) == "I was still typing this."
    assert "closed" in page.locator("#say [role=alert]").first.inner_text()
    assert said() == []


def test_words_sent_twice_are_said_once(talk, said, open_page):
    page = open_page(talk.address, java_script_enabled=False)
    form = page.locator("#say form.say")
    address = urljoin(page.url, form.get_attribute("action"))
    fields = {box.get_attribute("name"): box.input_value() for box in form.locator("[name]").all()}
    send(page, "Say this once.")
    # As a browser does that is told to send the page again.
    again = page.context.request.post(address, form={**fields, "text": "Say this once."})
    assert again.status == 200
    assert said() == ["Say this once."]
    page.reload()
    assert page.locator(".thread__said > .contribution").count() == 1


def test_two_presses_on_the_button_say_it_once(talk, said, open_page):
    page = open_page(talk.address)
    page.locator("#say textarea").fill("Pressed twice.")
    page.get_by_role("button", name="Say it").dblclick()
    page.locator(".contribution__words", has_text="Pressed twice.").wait_for()
    page.reload()
    assert said() == ["Pressed twice."]


# ---- a page that has gone stale -------------------------------------------------------------------------
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_words_sent_from_a_stale_page_are_kept_and_sent_again(scripts, talk, said, open_page):
    page = open_page(talk.address, java_script_enabled=scripts)
    page.context.clear_cookies()
    send(page, "Typed an hour ago, with a <b>tag</b>.")
    page.get_by_role("heading", name="Please send that again").wait_for()
    assert page.locator("main textarea").first.input_value() == "Typed an hour ago, with a <b>tag</b>."
    if scripts:  # axe is one
        assert_accessible(page)
    page.get_by_role("button", name="Send again").click()
    page.locator(".contribution__words", has_text="Typed an hour ago").wait_for()
    assert said() == ["Typed an hour ago, with a <b>tag</b>."]


def test_stale_page_fits_a_small_screen(talk, open_page):
    page = open_page(talk.address)
    page.context.clear_cookies()
    send(page, "long-" * 60)
    page.get_by_role("heading", name="Please send that again").wait_for()
    assert_fits(page, 320)


# ---- drafts, with scripts -------------------------------------------------------------------------------
def reopen(page, box):
    """Type, wait until it is kept, and open the page afresh."""
    wait_for(
        lambda: page.evaluate("Object.keys(localStorage).some(key => key.startsWith('junction:draft:'))")
    )
    page.reload()
    wait_for(lambda: page.locator(box).input_value() != "", seconds=60)


FORMS = {
    "a conversation in rounds": "#say textarea",
    "statements": "#add textarea",
    "a session": "#coming textarea",
    "I would like to start something": "main [name=idea]",
    "a space": "#tell-us textarea",
    "reporting something": "main textarea",
    "asking for another look": "main textarea",
}


@pytest.mark.parametrize("name", FORMS)
def test_draft_survives_a_reload(name, served_place, open_page):
    page = served_place.open(name, open_page)
    box = FORMS[name]
    page.locator(box).fill("Half a sent")
    reopen(page, box)
    assert page.locator(box).input_value() == "Half a sent"


def test_changed_words_not_saved_yet_survive_a_reload(served_place, open_page):
    page = served_place.open("what I said, and change", open_page)
    page.locator("main textarea").fill("Better wor")
    reopen(page, "main textarea")
    assert page.locator("main textarea").input_value() == "Better wor"


def test_draft_is_gone_once_its_words_arrived_and_kept_where_they_were_refused(talk, said, open_page):
    page = open_page(talk.address + "statements/")
    box = "#add textarea"
    page.locator(box).fill("x" * 501)
    page.get_by_role("button", name="Add it").click()
    page.locator("#add .field__error").wait_for()
    page.goto(talk.address + "statements/")
    wait_for(lambda: len(page.locator(box).input_value()) == 501)

    page.locator(box).fill("There should be chairs.")
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("Others can vote on it now.").wait_for()
    page.goto(talk.address + "statements/")
    page.wait_for_timeout(300)
    assert page.locator(box).input_value() == ""
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('junction:'))") == []


def test_email_address_is_never_kept_in_the_browser(served_place, open_page):
    page = served_place.open("I would like to start something", open_page)
    page.fill("main [name=email]", "dawn@pellbridge.example")
    page.fill("main [name=idea]", "A choir")
    wait_for(lambda: page.evaluate("JSON.stringify(localStorage)").count("A choir"))
    assert "dawn@" not in page.evaluate("JSON.stringify(localStorage)")
