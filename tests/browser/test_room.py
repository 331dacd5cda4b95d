"""A session in a browser: a facilitator at the console, three phones, a screen on the wall, a typist.

Then the phone by keyboard alone at 320 px, and joining and saying with JavaScript off.
"""

import re

import pytest
from playwright.sync_api import expect

from engagement.conversations.models import Contribution, Participation
from engagement.conversations.room import captions, late, running
from engagement.conversations.room.models import Gathering
from tests.browser.harness import assert_accessible, assert_fits, assert_quiet
from tests.browser.keyboard import KeysWithoutScripts, reach
from tests.browser.visits import signed_in
from tests.conftest import make_site
from tests.factories.conversations import make_conversation, thread_in
from tests.factories.room import facilitator_of, make_gathering, say_here
from tests.live_server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("room")]
PROMPTS = ["What is the hall for?", "Who looks after it?"]


@pytest.fixture(scope="module")
def one_server(django_db_setup, template_database, tmp_path_factory, django_db_blocker):
    server = LiveServer(tmp_path_factory.mktemp("room"), template=template_database, worker=False)
    server.unblock = django_db_blocker.unblock  # the permission is pytest's
    with server.database():
        server.site = make_site("127.0.0.1", "Pellbridge", default=True)
        server.gethin = facilitator_of(server.site)
        server.cookies = signed_in(server.gethin)
    yield server.start()
    server.close()


def prepared(server, **facts):
    """Return a session of this test's own."""
    with server.database():
        thread = thread_in(make_conversation(server.site))
        return make_gathering(server.site, by=server.gethin, thread=thread, prompts=PROMPTS, **facts)


def join(open_page, server, gathering, name, **options):
    page = open_page(f"{server.url}/join/", width=320, **options)
    page.get_by_label("The code on the screen").fill(gathering.code.lower())
    page.get_by_label("A name to show").fill(name)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"**/join/{gathering.code}/")
    return page


def live(page):
    page.wait_for_selector("[data-live=on]", state="attached", timeout=45_000)
    return page


def say(page, words):
    page.get_by_label("Your words").fill(words)
    page.get_by_role("button", name="Say it").click()


def test_session_with_a_console_three_phones_a_screen_and_a_typist(one_server, open_page):
    server = one_server
    gathering = prepared(server, started=False)
    address = f"{server.url}/room/{gathering.uuid}/"
    console = open_page(address, width=820, height=1180, cookies=server.cookies)
    live(console)
    part = {name: console.locator(f"#{name}") for name in ("state", "hands", "waiting", "said", "so-far")}
    screen = live(open_page(f"{address}screen/", width=1920, height=1080, cookies=server.cookies))
    expect(screen.locator(".screen__code")).to_contain_text(gathering.code_said)
    expect(screen.locator(".screen__qr svg")).to_be_visible()

    # Three phones join before it begins.
    dawn, pat, kit = (live(join(open_page, server, gathering, name)) for name in ("Dawn", "Pat", "Kit"))
    expect(dawn.get_by_text("We begin soon.")).to_be_visible()
    expect(part["state"].locator("dd").first).to_have_text("3")
    part["state"].get_by_role("button", name="Begin").click()
    expect(dawn.locator("[data-room-state]")).to_be_empty()

    # A prepared prompt and a timer reach the phones and the screen.
    console.locator("#prompt-list").get_by_role("button", name=PROMPTS[0]).click()
    part["state"].get_by_role("button", name="5 minutes").click()
    for page in (dawn, pat, kit):
        expect(page.locator("[data-room-prompt]")).to_have_text(PROMPTS[0])
        expect(page.locator("room-timer")).to_have_text(re.compile(r"^[45]:\d\d$"))
    expect(screen.locator("h1")).to_have_text(PROMPTS[0])
    expect(screen.locator("room-timer")).to_have_text(re.compile(r"^[45]:\d\d$"))

    # Somebody speaks: others see it wait behind a button, the console lists it, the screen does not show it.
    say(dawn, "Somewhere warm to sit.")
    expect(pat.get_by_role("button", name="1 new")).to_be_visible()
    expect(part["said"].locator(".words", has_text="Somewhere warm to sit.")).to_be_visible()
    expect(screen.locator(".screen__counts dd").nth(1)).to_have_text("1")
    expect(screen.get_by_text("Somewhere warm to sit.")).to_have_count(0)
    part["said"].get_by_role("button", name="To the screen").click()
    expect(screen.get_by_text("Somewhere warm to sit.")).to_be_visible()

    # Pat agrees in place, and two hands go up, the older first; one is lowered.
    pat.get_by_role("button", name="1 new").click()
    pat.get_by_role("button", name="I agree").click()
    expect(pat.get_by_role("button", name="I agree")).to_have_attribute("aria-pressed", "true")
    for page in (kit, pat):
        page.get_by_role("button", name="Put your hand up").click()
        expect(page.get_by_role("button", name="Take your hand down")).to_be_visible()
    expect(part["hands"].locator("b")).to_have_text(["Kit", "Pat"])
    expect(screen.locator(".screen__counts dd").nth(2)).to_have_text("2")
    part["hands"].get_by_role("button", name="Kit").click()
    expect(part["hands"].locator("b")).to_have_text(["Pat"])
    expect(kit.get_by_role("button", name="Put your hand up")).to_be_visible()

    # Hold and release.
    console.get_by_label("Hold what people say until you release it").check()
    console.locator("#settings").get_by_role("button", name="Save").click()
    expect(part["waiting"].get_by_text("Nothing waits.")).to_be_visible()
    expect(console.locator("#settings [name=hold]")).to_be_checked()
    say(pat, "Somewhere warm.")
    expect(pat.locator(".say__status")).to_contain_text("A person reads it first")
    expect(part["waiting"].locator(".words", has_text="Somewhere warm.")).to_be_visible()
    expect(dawn.get_by_role("button", name="1 new")).to_have_count(0)
    part["waiting"].get_by_role("button", name="Release").click()
    expect(dawn.get_by_role("button", name="1 new")).to_be_visible()

    # Two that say the same stand together; a sentence for who comes late rests on them.
    boxes = part["said"].get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    for number in range(2):
        boxes.nth(number).check()
    part["said"].get_by_role("button", name="Put the ticked together").click()
    expect(part["said"].get_by_text("1 other voice")).to_be_visible()
    part["said"].get_by_role("checkbox").check()
    part["said"].get_by_label("A sentence for who comes late").fill("People want it warm.")
    part["said"].get_by_role("button", name="Add it to “so far”").click()
    expect(part["so-far"].get_by_text("People want it warm.").first).to_be_visible()

    # A move, marked as the facilitator's, everywhere.
    console.get_by_role("button", name="Ask for a reason").click()
    expect(screen.get_by_text("Facilitator, asking for a reason")).to_be_visible()
    with server.database():
        assert Contribution.objects.get(move="reason", conversation=gathering.thread.conversation)
        assert Participation.objects.filter(conversation=gathering.thread.conversation).count() == 2

    # A typist by a link, without an account: escaped, on screen and phones; a line is put right.
    with server.database():
        key = captions.link_key(Gathering.objects.get(pk=gathering.pk), captions.TYPE)
    typist = open_page(f"{address}type/?key={key}", width=1024)
    typist.get_by_label("What is being said").fill("Good <b>evning</b>.")
    typist.keyboard.press("Enter")
    expect(typist.get_by_label("What is being said")).to_have_value("")
    expect(kit.get_by_role("log", name="Captions")).to_contain_text("Good <b>evning</b>.")
    expect(kit.get_by_role("log", name="Captions")).to_have_attribute("aria-live", "polite")
    expect(screen.locator(".screen__captions")).to_contain_text("Good <b>evning</b>.")
    typist.locator("#lines summary").click()
    typist.get_by_role("textbox", name="Put it right").fill("Good evening.")
    typist.get_by_role("button", name="Put it right").click()
    expect(kit.get_by_role("log", name="Captions")).to_contain_text("Good evening.")
    assert kit.locator(".captions__lines > p").count() == 1
    kit.locator("room-captions").get_by_role("button", name="Pause").click()
    expect(kit.get_by_role("log", name="Captions")).to_have_attribute("aria-live", "off")

    # Slow mode and a pause keep words where they were typed.
    console.get_by_label("Hold what people say until you release it").uncheck()
    console.get_by_label("Slow mode").select_option("120")
    console.locator("#settings").get_by_role("button", name="Save").click()
    expect(console.locator("#settings [name=hold]")).not_to_be_checked()
    say(pat, "And a stage.")
    expect(pat.locator(".say__status")).to_contain_text("We are taking it slowly.")
    expect(pat.get_by_label("Your words")).to_have_value("And a stage.")
    part["state"].get_by_role("button", name="Pause").click()
    expect(kit.get_by_text("We are having a pause.")).to_be_visible()
    say(kit, "A kitchen.")
    expect(kit.locator(".say__status")).to_contain_text("press again when we carry on")
    part["state"].get_by_role("button", name="Carry on").click()
    expect(kit.locator("[data-room-state]")).to_be_empty()
    kit.get_by_role("button", name="Say it").click()
    expect(part["said"].locator(".words", has_text="A kitchen.")).to_be_visible()

    # Who comes late reads "so far" first, each sentence leading to what was said.
    sol = live(join(open_page, server, gathering, "Sol"))
    so_far = sol.locator("details.callout[open]")
    expect(so_far).to_contain_text("People want it warm.")
    assert "/here/" in so_far.get_by_role("link").first.get_attribute("href")
    for page in (console, screen, sol, typist):
        assert_accessible(page)
        assert_quiet(page)

    part["state"].get_by_role("button", name="Close").click()
    for page in (dawn, sol):
        expect(page.get_by_text("This session is over. Thank you for being here.")).to_be_visible()
    expect(screen.locator(".screen__code")).to_have_count(0)
    for page in (dawn, console):
        assert_fits(page, 320)


def test_phone_in_the_room_by_keyboard_alone_on_a_small_screen(one_server, open_page):
    server = one_server
    gathering = prepared(server)
    page = open_page(f"{server.url}/join/{gathering.code}/", width=320)

    def press(control, key="Enter"):
        reach(page, control)
        page.keyboard.press(key)

    press(page.get_by_role("button", name="Join"))
    live(page)
    reach(page, page.get_by_label("Your words"))
    page.keyboard.type("By keys alone.")
    press(page.get_by_role("button", name="Say it"))
    expect(page.locator(".say__status")).to_contain_text("Thank you. Your words are in.")
    press(page.get_by_role("button", name="Put your hand up"))
    expect(page.get_by_role("button", name="Take your hand down")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Put your hand up")).to_be_focused()
    with server.database():
        said = Contribution.objects.get(text="By keys alone.")
        assert (said.said_how, said.thread_id) == ("room", gathering.thread_id)
    assert_fits(page)


def test_joining_saying_and_raising_a_hand_without_javascript(one_server, open_page):
    server = one_server
    gathering = prepared(server)
    with server.database():
        first = say_here(gathering, "A stage.")
        late.write_sentence(gathering, "A stage came up.", [first.uuid], by=server.gethin)
        running.show_prompt(gathering, gathering.prompts.first(), by=server.gethin)
        running.set_timer(gathering, 600, by=server.gethin)
        for number in range(1, 13):
            captions.add_line(gathering, f"Line {number} of what was said aloud.")
    page = join(open_page, server, gathering, "Dawn", java_script_enabled=False)
    window = page.locator(".captions__window").bounding_box()
    newest = page.get_by_text("Line 12 of what was said aloud.").bounding_box()
    bottom = window["y"] + window["height"]
    assert window["y"] <= newest["y"] < newest["y"] + newest["height"] <= bottom + 1, "the newest is read"
    expect(page.get_by_role("heading", name=PROMPTS[0])).to_be_visible()
    expect(page.locator("room-timer")).to_have_text(re.compile(r"^(9|10):\d\d$"))
    expect(page.get_by_text("A stage came up.")).to_be_visible()
    keys = KeysWithoutScripts(page)
    reach(page, page.get_by_label("Your words"), keys=keys)
    page.get_by_label("Your words").fill("Without scripts.")
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_text("Thank you. Your words are in.")).to_be_visible()
    expect(page.locator(".thread__said").get_by_text("Without scripts.")).to_be_visible()
    page.locator(f"#c-{first.uuid}").get_by_role("button", name="I agree").click()
    expect(page.locator(f"#c-{first.uuid} .nod")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Put your hand up").click()
    expect(page.get_by_role("button", name="Take your hand down")).to_be_visible()
    with server.database():
        say_here(gathering, "Said meanwhile.")
    page.get_by_role("link", name="Look for new words").click()
    expect(page.get_by_text("Said meanwhile.")).to_be_visible()
