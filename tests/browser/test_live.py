"""Two browsers, one conversation: nothing lost, nothing twice, nothing moved under a finger."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from engagement.conversations import services
from engagement.conversations.models import Contribution, Thread
from tests.browser.harness import assert_accessible, assert_fits, assert_quiet
from tests.conftest import make_site
from tests.factories.conversations import make_conversation, say, thread_in
from tests.live_server import LiveServer, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]

WAITS_TO_BE_SENT = (
    "document.querySelector('.say__status')?.textContent"
    " === document.querySelector('[data-live-post]').dataset.kept"
)


@pytest.fixture(scope="module")
def one_server(django_db_setup, template_database, tmp_path_factory, django_db_blocker):
    """One server for all of these: a test that kills it starts it again."""
    server = LiveServer(tmp_path_factory.mktemp("live"), template=template_database, worker=False)
    server.unblock = django_db_blocker.unblock  # the permission is pytest's
    with server.database():
        server.site = make_site("127.0.0.1", "Pellbridge", default=True)
    yield server.start()
    server.close()


@pytest.fixture
def server(one_server):
    """The server, with a conversation that is this test's own."""
    server = one_server
    with server.database():
        server.conversation = make_conversation(server.site)
        server.thread = thread_in(server.conversation)
        server.first = say(server.conversation, "The first words")
    if server.process is None:
        server.start()
    server.page = f"{server.url}/conversation/{server.conversation.uuid}/"
    return server


def connected(page):
    """Wait until a page's thread is live, and mark the page so that a reload would be noticed."""
    page.wait_for_selector("live-thread[data-live=on]", timeout=45_000)
    page.evaluate("window.notReloaded = true")
    return page


def write(page, text):
    page.fill("[data-live-post] textarea", text)
    page.click("[data-live-post] button[type=submit]")


def write_and_wait(page, text):
    write(page, text)
    until(page, "document.querySelector('[data-live-post] textarea').value === ''")


def words(page):
    """Return everything said on a page, in its order."""
    return [said.strip() for said in page.locator(".contribution__words").all_inner_texts()]


def until(page, true, seconds=40.0):
    """Wait until an expression holds. (Playwright's own wait would need eval, which our policy forbids.)"""
    try:
        return wait_for(lambda: page.evaluate(true), seconds=seconds)
    except AssertionError:
        raise AssertionError(
            f"never true: {true}\n{page.inner_text('body')[-1500:]}\n{page.complaints}"
        ) from None


def reveal(page, how_many):
    """Press "n new" until so many things are on the page."""
    press = """() => {
        const fresh = document.querySelector(".live-new");
        if (fresh && !fresh.hidden) fresh.click();
        return document.querySelectorAll(".contribution__words").length;
    }"""
    wait_for(lambda: page.evaluate(press) >= how_many, seconds=90)


def test_words_typed_in_one_browser_appear_in_the_other_without_reload(server, open_page):
    one, two = connected(open_page(server.page)), connected(open_page(server.page))
    write_and_wait(one, "From one to the other")
    assert words(one) == ["The first words", "From one to the other"]
    fresh = two.locator(".live-new")
    fresh.wait_for()
    assert fresh.inner_text() == "1 new"
    assert words(two) == ["The first words"], "new words wait until the reader asks for them"
    fresh.click()
    assert words(two) == words(one)
    assert two.evaluate("document.activeElement.closest('.contribution').innerText").count("From one")
    assert one.evaluate("window.notReloaded")
    assert two.evaluate("window.notReloaded")
    assert fresh.is_hidden()
    with server.database():
        code = Contribution.objects.get(text="From one to the other").contributor.receipt
    assert code in one.inner_text(".say__status"), "without an email the code is all a person has"
    assert code in one.inner_text("#mine .receipt")
    one.locator("#mine").get_by_label("Your email, if you want the answer").wait_for()
    own = one.locator(".contribution", has_text="From one to the other")
    own.get_by_role("link", name="Change or take back").wait_for()
    assert_accessible(one)
    assert_quiet(one)
    assert_quiet(two)


def test_server_killed_while_twenty_are_posted_loses_and_doubles_nothing(server, open_page):
    one, two = connected(open_page(server.page)), connected(open_page(server.page))
    plain = open_page(server.page, java_script_enabled=False)
    sent = ["The first words"]

    def by(page, text):
        sent.append(text)
        write_and_wait(page, text)

    for n in range(1, 6):
        by(one, f"One says {n}")
    # Pulled in the middle of a press: it may or may not have been kept before the power went.
    sent.append("One says it as the power goes")
    write(one, sent[-1])
    server.kill()
    sent.append("Two says it in the dark")
    write(two, sent[-1])
    until(
        two,
        WAITS_TO_BE_SENT,
    )
    assert two.input_value("[data-live-post] textarea") == sent[-1], "the words are still there to be seen"
    server.start()
    for page in (one, two):
        until(page, "document.querySelector('[data-live-post] textarea').value === ''")
    for n in range(6, 10):
        by(one, f"One says {n}")
    for n in range(1, 6):
        by(two, f"Two says {n}")
    for n in range(1, 5):
        sent.append(f"Said without scripts {n}")
        plain.goto(server.page)
        write(plain, sent[-1])
    assert len(sent) == 21

    for page in (one, two):
        reveal(page, len(sent))
        assert page.evaluate("window.notReloaded")
    plain.goto(server.page)
    with server.database():
        kept = list(
            Contribution.objects.filter(thread=server.thread)
            .order_by("number")
            .values_list("text", flat=True)
        )
        numbers = Thread.objects.get(pk=server.thread.pk).last_event_number
    assert sorted(kept) == sorted(sent)
    assert numbers == 21
    assert words(one) == words(two) == words(plain) == kept
    assert "receipt" in plain.inner_text("#mine").lower()


def test_hidden_words_go_at_once_and_changed_ones_change_beside_a_form_in_use(server, open_page):
    with server.database():
        rude = say(server.conversation, "Rude words")
    page = connected(open_page(server.page))
    page.fill("[data-live-post] textarea", "Half a sent")
    page.focus("[data-live-post] textarea")
    with server.database():
        services.hide_contribution(rude, reason="Rude.")
        services.edit_contribution(server.first, server.first.contributor, "The first words, better said")
    until(page, "!document.body.innerText.includes('Rude words')")
    until(page, "document.body.innerText.includes('better said')")
    assert page.input_value("[data-live-post] textarea") == "Half a sent"
    assert page.evaluate("document.activeElement.name") == "text"
    assert page.locator(f"#c-{rude.uuid}").get_attribute("data-state") == "hidden"


def test_waiting_words_that_are_hidden_before_they_are_read_are_never_shown(server, open_page):
    page = connected(open_page(server.page))
    with server.database():
        rude = say(server.conversation, "Rude words")
    page.wait_for_selector(".live-new:not([hidden])")
    with server.database():
        services.hide_contribution(rude, reason="Rude.")
        say(server.conversation, "Kind words")
    until(page, "document.querySelector('.live-new').textContent.startsWith('2')")
    page.click(".live-new")
    assert words(page) == ["The first words", "Kind words"]


def test_reply_goes_under_what_it_answers(server, open_page):
    page = connected(open_page(server.page))
    with server.database():
        reply = say(server.conversation, "A reply", parent=server.first)
    page.locator(".live-new").click()
    expect(page.locator(f"#r-{server.first.uuid} > #c-{reply.uuid}")).to_have_count(1)


def test_new_words_move_nothing_and_can_be_paused(server, open_page):
    with server.database():
        for n in range(25):
            say(server.conversation, f"Words to scroll past {n}")
    page = connected(open_page(server.page))
    page.evaluate("document.querySelectorAll('.contribution')[12].scrollIntoView()")
    place = "document.querySelectorAll('.contribution')[12].getBoundingClientRect().top"
    before = page.evaluate(place)
    page.evaluate("document.querySelector('.live-pause').click()")
    with server.database():
        say(server.conversation, "While paused")
    page.wait_for_timeout(1500)
    assert page.locator(".live-new").is_hidden()
    page.evaluate("document.querySelector('.live-pause').click()")
    assert page.locator(".live-new").inner_text() == "1 new"
    assert page.evaluate(place) == before


def heard_by_a_screen_reader(page):
    """Return the accessibility tree as (role, name, properties, the names of what is inside), by role."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def inside(node):
        for child in (by_id[one] for one in node.get("childIds", []) if one in by_id):
            if not child["ignored"]:
                yield child
            yield from inside(child)

    tree = {}
    for node in nodes:
        if not node["ignored"]:
            said = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
            names = [(one["role"]["value"], one.get("name", {}).get("value")) for one in inside(node)]
            found = (node.get("name", {}).get("value"), said, names)
            tree.setdefault(node["role"]["value"], []).append(found)
    return tree


def test_screen_reader_hears_a_named_polite_log_a_crowd_as_one_and_nothing_while_paused(server, open_page):
    page = connected(open_page(server.page))
    page.evaluate(
        """() => {
        window.announced = [];
        const aloud = document.querySelector("live-thread ~ [role=status]");
        new MutationObserver(() => aloud.textContent && window.announced.push(aloud.textContent))
            .observe(aloud, { childList: true, characterData: true, subtree: true });
    }"""
    )

    def log_and_buttons():
        tree = heard_by_a_screen_reader(page)
        ((name, said, names),) = tree["log"]
        assert (name, said["live"], said["atomic"], said["relevant"]) == (
            "What people say",
            "polite",
            False,
            "additions",
        )
        (status,) = [said for _name, said, _names in tree["status"]]
        assert (status["live"], status["atomic"]) == ("polite", True)
        buttons = {name for name, _said, _names in tree["button"]}
        return [role for role, _name in names].count("article"), buttons & {
            *(f"{n} new" for n in range(1, 9)),
            "Pause",
            "Carry on",
        }

    assert log_and_buttons() == (1, {"Pause"})
    with server.database(), transaction.atomic():
        for n in range(5):
            say(server.conversation, f"Said at once {n}")
    until(page, "window.announced.length === 1")
    assert page.evaluate("window.announced") == ["5 new"], "five things said are one thing to hear"
    assert log_and_buttons() == (1, {"5 new", "Pause"}), "nothing is read out that nobody asked for"

    page.get_by_role("button", name="Pause").press("Enter")
    with server.database():
        say(server.conversation, "While paused")
    until(page, "document.querySelector('live-thread').waiting.size === 6")
    assert log_and_buttons() == (1, {"Carry on"})
    page.get_by_role("button", name="Carry on").press("Enter")
    until(page, "window.announced.length === 2")
    assert page.evaluate("window.announced") == ["5 new", "6 new"]
    assert log_and_buttons() == (1, {"6 new", "Pause"})

    page.get_by_role("button", name="6 new").press("Enter")
    assert log_and_buttons() == (7, {"Pause"})
    assert page.evaluate("document.activeElement.innerText").count("Said at once 0") == 1
    assert_quiet(page)


def test_nods_and_people_here_are_kept_current(server, open_page):
    one, two = connected(open_page(server.page)), connected(open_page(server.page))
    until(one, "document.querySelector('.live-here').textContent.startsWith('2 ')")
    two.click(f"#c-{server.first.uuid} button.nod")
    until(one, f"document.querySelector('#c-{server.first.uuid} [data-live-nods]').textContent === '1'")
    assert one.evaluate("window.notReloaded")
    two.context.close()
    until(one, "document.querySelector('.live-here').textContent.startsWith('1 ')")


def test_draft_survives_a_reload_and_goes_once_sent(server, open_page):
    page = connected(open_page(server.page))
    page.fill("[data-live-post] textarea", "Half a sentence")
    page.reload()
    connected(page)
    assert page.input_value("[data-live-post] textarea") == "Half a sentence"
    write_and_wait(page, "Half a sentence, and the rest")
    page.reload()
    connected(page)
    assert page.input_value("[data-live-post] textarea") == ""
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('junction:draft:'))") == []


def test_unsent_words_are_sent_after_a_reload_and_only_once(server, open_page):
    page = connected(open_page(server.page))
    server.kill()
    write(page, "Said while the power was off")
    until(
        page,
        WAITS_TO_BE_SENT,
    )
    server.start()
    page.goto(server.page)
    until(page, "document.querySelector('[data-live-post] textarea').value === ''")
    # Where the old page's last try arrived while the new one was loading, they wait behind "1 new".
    reveal(page, 2)
    assert words(page) == ["The first words", "Said while the power was off"]
    page.wait_for_timeout(1000)
    with server.database():
        assert Contribution.objects.filter(text="Said while the power was off").count() == 1


def test_too_long_is_said_beside_the_words_and_nothing_is_lost(server, open_page):
    page = connected(open_page(server.page))
    write(page, "x" * 5003)
    page.wait_for_selector("[data-live-post] .field__error")
    assert "3 characters too long" in page.inner_text("[data-live-post] .field__error")
    assert len(page.input_value("[data-live-post] textarea")) == 5003
    assert page.evaluate("document.activeElement.name") == "text"
    assert_accessible(page)


def test_live_page_is_accessible_and_fits_with_its_bar_showing(server, open_page):
    page = connected(open_page(server.page))
    with server.database():
        say(server.conversation, "Another")
    page.wait_for_selector(".live-new:not([hidden])")
    assert_accessible(page)
    assert_fits(page)
    assert_quiet(page)
