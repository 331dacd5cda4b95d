"""A long thread in a browser: read on, found, sorted, answered at any depth, joined, undone.

By keyboard alone at 320 px with scripts off; and live, with what a screen reader is given.
"""

import pytest
from playwright.sync_api import expect

from engagement.conversations import services
from engagement.conversations.models import Contribution
from tests.browser.harness import assert_accessible, assert_fits, assert_quiet
from tests.browser.keyboard import KeysWithoutScripts, faults_by_keyboard, reach
from tests.conftest import make_site
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory
from tests.live_server import LiveServer, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("threads")]

LIBRARY = "The library should stay open later in the evening."


@pytest.fixture(scope="module")
def one_server(django_db_setup, template_database, tmp_path_factory, django_db_blocker):
    server = LiveServer(tmp_path_factory.mktemp("threads"), template=template_database, worker=False)
    server.unblock = django_db_blocker.unblock  # the permission is pytest's
    with server.database():
        server.site = make_site("127.0.0.1", "Pellbridge", default=True)
    yield server.start()
    server.close()


@pytest.fixture
def server(one_server):
    """The server, with a conversation of this test's own: forty things said, a reply to the second."""
    server = one_server
    with server.database():
        server.conversation = make_conversation(server.site)
        server.thread = thread_in(server.conversation)
        dawn = ContributorFactory(site=server.site, display_name="Dawn")
        server.said = [
            say(server.conversation, f"Thing number {n} about the old hall.", contributor=dawn)
            for n in range(40)
        ]
        server.reply = say(
            server.conversation,
            "A reply far up.",
            parent=server.said[1],
            contributor=ContributorFactory(site=server.site, display_name="Pat"),
        )
    server.page = f"{server.url}/conversation/{server.conversation.uuid}/"
    return server


def connected(page):
    page.wait_for_selector("live-thread[data-live=on]", timeout=45_000)
    page.evaluate("window.notReloaded = true")
    return page


def in_place(page, said):
    """Wait until a thing said is on the page and is what its address leads to."""
    expect(page.locator(f"#c-{said.uuid}")).to_be_visible()
    page.wait_for_load_state()
    assert page.url.endswith(f"#c-{said.uuid}")


# ---- by keyboard alone, at 320 px, without scripts ------------------------------------------------------
def test_thread_is_sorted_searched_and_answered_by_keyboard_on_a_small_screen_without_scripts(
    server, open_page
):
    page = open_page(server.page, width=320, java_script_enabled=False)
    keys = KeysWithoutScripts(page)

    def press(control):
        reach(page, control, keys=keys)
        keys.press("Enter")

    press(page.get_by_role("link", name="Most discussed"))
    page.wait_for_url("**sort=discussed**")
    expect(page.locator(".thread__said > .contribution").first).to_contain_text("Thing number 1 ")
    assert_fits(page)

    reach(page, page.get_by_label("Find in what people say"), keys=keys)
    keys.type("far up")
    keys.press("Enter")
    page.wait_for_url("**find=far**")
    expect(page.locator("mark").first).to_have_text("far")
    assert_fits(page)
    press(page.get_by_role("link", name="Read it in its place"))
    in_place(page, server.reply)
    assert_fits(page)

    press(page.locator(f"#c-{server.reply.uuid}").get_by_role("link", name="Reply"))
    page.wait_for_url("**reply=**")
    reach(page, page.get_by_label("Your words"), keys=keys)
    keys.type("An answer to the reply.")
    press(page.get_by_role("button", name="Say it"))
    answer = page.locator(f"#r-{server.said[1].uuid} > li", has_text="An answer to the reply.")
    expect(answer.get_by_text("In reply to Pat")).to_be_visible()
    assert_fits(page)
    with server.database():
        said = Contribution.objects.get(text="An answer to the reply.")
        assert (said.parent_id, said.root_id) == (server.reply.pk, server.said[1].pk)

    press(answer.get_by_role("link", name="Change or take back"))
    page.wait_for_url("**/mine/")
    press(page.get_by_role("button", name="Take it back"))
    expect(page.get_by_text("You took your words back.")).to_be_visible()
    hole = page.locator(f"#c-{said.uuid}")
    expect(hole).to_contain_text("The person who said this took it back.")
    assert_fits(page)
    press(page.get_by_role("button", name="Undo"))
    expect(page.get_by_text("Your words are there again.")).to_be_visible()
    expect(page.locator(f"#c-{said.uuid}")).to_contain_text("An answer to the reply.")


def test_voice_is_added_to_theirs_by_keyboard_without_scripts(server, open_page):
    with server.database():
        theirs = say(server.conversation, LIBRARY)
    page = open_page(server.page, width=320, java_script_enabled=False)
    keys = KeysWithoutScripts(page)
    reach(page, page.get_by_label("Your words"), keys=keys)
    keys.type("Could the library be open later in the evening?")
    reach(page, page.get_by_role("button", name="Say it"), keys=keys)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="1 person said something like this")).to_be_visible()
    assert page.get_by_label("Your words").input_value() == "Could the library be open later in the evening?"
    assert_fits(page)
    reach(page, page.get_by_role("button", name="I say the same"), keys=keys)
    keys.press("Enter")
    expect(page.get_by_text("Your voice is with theirs now.")).to_be_visible()
    with server.database():
        assert Contribution.objects.get(pk=theirs.pk).nod_count == 1
        assert not Contribution.objects.filter(text__startswith="Could the library").exists()


def test_reader_known_by_code_goes_on_where_they_stopped_without_scripts(server, open_page):
    page = open_page(server.page, java_script_enabled=False)
    page.get_by_label("Your words").fill("I was here.")
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_text("Thank you. Your words are in.")).to_be_visible()
    page.goto(server.page)
    assert page.locator("#unread").count() == 0
    with server.database():
        new = say(server.conversation, "Said meanwhile.", parent=server.said[0])
    page.goto(server.page)
    page.get_by_role("link", name="1 new since you were here").click()
    marker = page.locator("#unread")
    expect(marker).to_be_in_viewport()
    expect(page.locator("#unread + li")).to_have_id(f"c-{new.uuid}")


# ---- live ------------------------------------------------------------------------------------------------
def test_stranger_goes_on_where_they_stopped_and_the_server_keeps_nothing(server, open_page):
    page = connected(open_page(server.page))
    with server.database():
        for n in range(35):
            say(server.conversation, f"Said while they were away, {n}.")
        new = say(server.conversation, "The last of it.", parent=server.said[2])
        first = Contribution.objects.get(text="Said while they were away, 0.")
    page.goto(server.page)
    connected(page)
    go_on = page.get_by_role("link", name="Go on where you stopped")
    go_on.click()
    page.wait_for_url("**unread=**")
    expect(page.locator("#unread + li")).to_have_id(f"c-{first.uuid}")
    connected(page)
    assert_accessible(page)
    page.get_by_role("link", name="Next new words").click()
    page.wait_for_url("**unread=68**")
    connected(page)
    page.get_by_role("link", name="Next new words").click()
    page.wait_for_url("**unread=76**")
    expect(page.locator("#unread + li")).to_have_id(f"c-{new.uuid}")
    connected(page)
    page.goto(server.page)
    connected(page)
    assert page.get_by_role("link", name="Go on where you stopped").count() == 0
    from engagement.conversations.models import ReadMark

    with server.database():
        assert not ReadMark.objects.filter(thread=server.thread).exists()


def test_answer_to_a_reply_arrives_in_its_place_and_says_whom_it_answers(server, open_page):
    page = connected(open_page(f"{server.page}?at={server.reply.number}"))
    with server.database():
        deep = say(server.conversation, "Deeper still.", parent=Contribution.objects.get(pk=server.reply.pk))
    page.goto(server.page)
    page = connected(open_page(f"{server.page}?at={server.reply.number}"))
    item = page.locator(f"#r-{server.said[1].uuid} > #c-{deep.uuid}")
    expect(item).to_contain_text("In reply to Pat")
    with server.database():
        services.hide_contribution(server.reply, reason="Rude.")
    expect(item).to_contain_text("In reply to words no longer shown")
    assert page.evaluate("window.notReloaded")
    assert_quiet(page)


def test_what_others_said_is_shown_beside_the_words_and_they_can_be_said_all_the_same(server, open_page):
    with server.database():
        say(server.conversation, LIBRARY)
    page = connected(open_page(server.page))
    box = page.get_by_label("Your words")
    box.fill("Could the library be open later in the evening?")
    page.get_by_role("button", name="Say it").click()
    heading = page.get_by_role("heading", name="1 person said something like this")
    expect(heading).to_be_focused()
    assert box.input_value() == "Could the library be open later in the evening?"
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Say mine as well").click()
    expect(page.locator(".contribution", has_text="Could the library be open later")).to_be_visible()
    assert box.input_value() == ""
    assert heading.count() == 0
    assert page.evaluate("window.notReloaded")
    with server.database():
        assert Contribution.objects.filter(text__startswith="Could the library").count() == 1
    box.fill("Open the library later on every evening.")
    page.get_by_role("button", name="Say it").click()
    page.get_by_role("button", name="I say the same").first.click()
    expect(page.get_by_text("Your voice is with theirs now.")).to_be_visible()
    connected(page)
    assert page.get_by_label("Your words").input_value() == "", "they have said it another way"


def accessible(page):
    """Return what the browser tells a screen reader of the page: role, name, properties, children's ids."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return {node["nodeId"]: node for node in nodes if not node.get("ignored")}, {
        node["nodeId"]: node for node in nodes
    }


def properties(node):
    return {one["name"]: one["value"].get("value") for one in node.get("properties", [])}


def below(tree, node):
    for child in node.get("childIds", []):
        yield tree[child]
        yield from below(tree, tree[child])


def test_screen_reader_is_given_a_polite_log_new_words_in_one_batch_and_a_way_to_pause(server, open_page):
    page = connected(open_page(server.page))
    shown, every = accessible(page)
    (log,) = [node for node in shown.values() if node["role"]["value"] == "log"]
    assert properties(log)["live"] == "polite"
    assert properties(log)["relevant"] == "additions"
    assert not properties(log).get("atomic")
    inside = [node["role"]["value"] for node in below(every, log)]
    assert inside.count("article") == 30 + 0
    assert "status" not in inside, "what is told apart from the words is not in the log"
    (pause,) = [
        node
        for node in shown.values()
        if node["role"]["value"] == "button" and node["name"]["value"] == "Pause"
    ]
    assert pause["nodeId"] not in {node["nodeId"] for node in below(every, log)}
    page.evaluate(
        """() => { window.told = [];
            const status = document.querySelector(".thread-part > [role=status].visually-hidden");
            new MutationObserver(() => status.textContent && told.push(status.textContent))
                .observe(status, {childList: true, characterData: true, subtree: true}); }"""
    )
    with server.database():
        for n in range(5):
            say(server.conversation, f"In a burst {n}.")
    wait_for(lambda: page.locator(".live-new").inner_text() == "5 new", seconds=60)
    wait_for(lambda: page.evaluate("told.length"), seconds=30)
    page.wait_for_timeout(1000)
    assert page.evaluate("told") == ["5 new"], "one batch, said once"
    shown, every = accessible(page)
    (log,) = [node for node in shown.values() if node["role"]["value"] == "log"]
    names = " ".join(str(node.get("name", {}).get("value")) for node in below(every, log))
    assert "In a burst" not in names, "not before the reader asks"
    page.get_by_role("button", name="Pause").click()
    with server.database():
        say(server.conversation, "While paused.")
    page.wait_for_timeout(6000)
    assert page.evaluate("told") == ["5 new"]
    page.get_by_role("button", name="Carry on").click()
    page.get_by_role("button", name="6 new").click()
    shown, every = accessible(page)
    (log,) = [node for node in shown.values() if node["role"]["value"] == "log"]
    names = " ".join(str(node.get("name", {}).get("value")) for node in below(every, log))
    assert "While paused." in names
    assert "In a burst 0." in page.evaluate("document.activeElement.innerText")


def test_new_words_wait_and_move_nothing_on_an_old_page(server, open_page):
    page = connected(open_page(f"{server.page}?at=3"))
    place = f"document.getElementById('c-{server.said[10].uuid}').getBoundingClientRect().top"
    page.evaluate(f"document.getElementById('c-{server.said[10].uuid}').scrollIntoView()")
    before = page.evaluate(place)
    with server.database():
        new = say(server.conversation, "Said elsewhere.")
    fresh = page.locator("a.live-new")
    wait_for(lambda: fresh.inner_text() == "1 new", seconds=60)
    assert page.evaluate(place) == before
    assert page.locator(f"#c-{new.uuid}").count() == 0
    fresh.click()
    expect(page.locator(f"#c-{new.uuid}")).to_be_visible()


def test_every_control_of_a_thread_is_reached_by_keyboard_at_320(server, open_page):
    page = connected(open_page(f"{server.page}?at={server.reply.number}", width=320))
    assert faults_by_keyboard(page) == []
    assert_fits(page, 320)


@pytest.mark.parametrize("days", [-2, 2])
def test_clock_two_days_off_loses_nothing(server, open_page, days):
    page = open_page(server.page)
    page.add_init_script(
        f"""{{ const now = Date.now.bind(Date), off = {days} * 86400000;
              Date.now = () => now() + off; }}"""
    )
    page.goto(server.page)
    connected(page)
    page.get_by_label("Your words").fill("By a wrong clock.")
    wait_for(
        lambda: page.evaluate("Object.keys(localStorage).some(key => key.startsWith('junction:draft:'))")
    )
    page.reload()
    connected(page)
    wait_for(lambda: page.get_by_label("Your words").input_value() == "By a wrong clock.")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".contribution", has_text="By a wrong clock.")).to_be_visible()
    with server.database():
        other = say(server.conversation, "By ours.")
    page.locator(".live-new").click()
    expect(page.locator(f"#c-{other.uuid}")).to_be_visible()
