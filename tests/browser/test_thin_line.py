"""The loop in one thin line, through a real server and real browsers: a register file goes in, words
travel live, a theme becomes a finding on a board's agenda, the board answers, the person is told."""

import os
import re
import signal
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from assets_register.models import Asset
from assets_register.pages import SpacesIndexPage
from assets_register.services import publish_assets
from civic.notify.models import Message
from civic.pages.services import add_section
from civic.partners.services import ensure_organisation
from civic.places.models import PlaceSettings
from civic.record.pages import WhatChangedPage
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.models import QueuedTask
from engagement.conversations.launching import create_conversation, open_conversation
from engagement.conversations.models import Contribution
from engagement.conversations.pages import ConversationsIndexPage, place_conversation
from engagement.conversations.services import post_contribution
from plugins.governance_boards.services.boards import make_board, seat_member
from tests.conftest import make_site
from tests.factories.residents import ContributorFactory, UserFactory
from tests.live_server import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.data]

EARLIER = (
    "The library shuts before I finish work.",
    "Open the library in the evening, even one day.",
    "After work the library is always shut.",
    "A late evening at the library would let me bring my children.",
    "The swings in the park are rusty.",
    "Mend the swings, the park is sad without them.",
    "Rusty swings and no bench in the park.",
    "A bench by the swings in the park please.",
)
MINE = "I work until six and the library is shut every evening."


def _fill(server):
    """Make the place: people with roles, a board of two organisations, an open conversation."""
    site = make_site("127.0.0.1", "Trafford", default=True)
    site.port = server.port  # links in emails lead here
    site.save()
    settings_row = PlaceSettings.for_site(site)
    settings_row.stop_seconds = 10
    settings_row.save()
    add_section(site.root_page, SpacesIndexPage, "Find a space", "spaces")
    add_section(site.root_page, WhatChangedPage, "What changed", "what-changed")
    index = add_section(site.root_page, ConversationsIndexPage, "Have your say", "conversations")
    ifan = UserFactory(email="ifan@pellbridge.example", first_name="Ifan")
    marcia = UserFactory(email="marcia@pellbridge.example", first_name="Marcia")
    grant_role(ifan, site, Role.FACILITATOR)
    board = make_board(site, "Neighbourhoods Board")
    seat_member(board, ifan, ensure_organisation(site, "Council", kind="council"), seat="secretary")
    seat_member(board, marcia, ensure_organisation(site, "Voluntary Action"), seat="chair")
    conversation = create_conversation(
        site,
        question="What should change here?",
        promise="The board answers everything it hears.",
        decider_name="Neighbourhoods Board",
        decider_key=board.key,
        can_change="Opening hours",
        cannot_change="The budget",
        opens_at=timezone.now() - timedelta(days=1),
        answer_by=timezone.localdate() + timedelta(days=30),
    )
    conversation = open_conversation(conversation)
    place_conversation(conversation, index, slug="what-should-change")
    for n, text in enumerate(EARLIER):
        post_contribution(
            conversation.threads.get(), ContributorFactory(site=site), text, client_key=f"earlier-{n}"
        )
    return site, conversation


def _sign_in(page, server, email):
    """Sign in by emailed code, as people do."""
    before = len(server.emails(to=email))
    page.goto(f"{server.url}/accounts/login/code/")
    page.locator("input[type=email]").fill(email)
    page.locator("main form button[type=submit]").first.click()
    letters = server.emails(to=email, wait=90, count=before + 1)
    text = letters[-1].get_body(("plain",)).get_content()
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", text, re.MULTILINE)[1]
    page.locator("input[name=code]").fill(code)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


@pytest.mark.embedded
def test_words_become_a_finding_a_board_answers_and_the_person_is_told(live_server_process, open_page):
    _walk(live_server_process, open_page, lambda moment: None)


@pytest.mark.spread
def test_the_same_across_processes_that_are_killed_and_a_redis_that_is_restarted(
    make_live_server, own_redis, open_page
):
    """Two web processes on one port, two task workers, PostgreSQL and Redis: nothing of it is lost."""
    server = make_live_server()
    server.web_processes = server.task_workers = 2
    server.settings = "tests.server.json_logs"
    server.env["REDIS_URL"] = own_redis.url
    server.env["TASK_LEASE_SECONDS"] = "5"  # what a killed worker held waits so long for the next
    server.start()

    def kill_one(command: str) -> None:
        before = wait_for(lambda: server.children(command) if len(server.children(command)) == 2 else None)
        os.kill(before[0], signal.SIGKILL)
        wait_for(lambda: len(server.children(command)) == 2 and server.children(command) != before)

    def disturb(moment: str) -> None:
        happening.append(moment)
        match moment:
            case "pages open":
                own_redis.restart()
            case "words said":
                kill_one("serve")
            case "asked to confirm":
                own_redis.restart()
                kill_one("work")
            case "answer approved":
                kill_one("work")
                kill_one("serve")

    happening: list[str] = []
    _walk(server, open_page, disturb)
    assert happening == ["pages open", "words said", "asked to confirm", "answer approved"]
    with server.database():
        said = Contribution.objects.exclude(text__in=EARLIER)
        assert [one.text for one in said] == [MINE]
        receipt = said[0].contributor.receipt
        assert Message.objects.filter(contributor=said[0].contributor, in_app=True).count() == 1
        assert not QueuedTask.objects.exclude(failed_at=None).exists()
    letters = server.emails(to="dawn@pellbridge.example")
    answers = [mail for mail in letters if MINE in mail.get_body(("plain",)).get_content()]
    assert len({mail["Message-ID"] for mail in answers}) == 1
    # And what the processes logged says nothing of who she is or what she said.
    for secret in (MINE, "Dawn", "dawn@", receipt):
        assert secret not in server.log, secret


def _walk(server, open_page, between):
    """Take the whole loop; ``between`` is told of four moments, and may do harm."""
    with server.database():
        site, conversation = _fill(server)

    # A real register goes in by the command, as drafts; published, it is on the page.
    trafford = settings.JUNCTION_DATA / "trafford"
    server.manage("import_boundaries", str(trafford / "electoral_ward.geojson"))
    said = server.manage("import_assets", str(trafford / "trafford_land_and_building_assets.csv"), "--apply")
    assert "608" in said
    with server.database():
        publish_assets(Asset.objects.filter(site=site), by=None)
    spaces = open_page(f"{server.url}/spaces/?use=all&q=town+hall")
    assert "Altrincham Town Hall" in spaces.inner_text("main")

    # One person speaks; another sees it without reloading.
    address = f"{server.url}/conversations/what-should-change/"
    dawn, neighbour = open_page(address), open_page(address)
    neighbour.evaluate("window.notReloaded = true")
    between("pages open")
    dawn.locator("#say textarea").fill(MINE)
    dawn.locator("#say input[name=name]").fill("Dawn")
    dawn.locator("#say button[type=submit]").first.click()
    dawn.get_by_text(MINE).first.wait_for()
    neighbour.locator(".live-new").wait_for()
    neighbour.locator(".live-new").click()
    neighbour.get_by_text(MINE).first.wait_for()
    assert neighbour.evaluate("window.notReloaded")
    between("words said")

    # She gives an email, and one tap confirms it.
    dawn.goto(address)
    dawn.locator("form[action*='/email/'] input[type=email]").fill("dawn@pellbridge.example")
    dawn.locator("form[action*='/email/'] button[type=submit]").first.click()
    between("asked to confirm")
    (letter,) = server.emails(to="dawn@pellbridge.example", wait=90, count=1)
    link = re.search(r"http://\S+/confirm\S*", letter.get_body(("plain",)).get_content())[0]
    dawn.goto(link)
    dawn.locator("main form button[type=submit]").first.click()

    # A facilitator turns a theme into what we heard, and puts it on the board's agenda.
    ifan = open_page(server.url)
    _sign_in(ifan, server, "ifan@pellbridge.example")
    ifan.goto(f"{server.url}/admin/themes/{conversation.uuid}/")
    ifan.get_by_role("button", name="Work out again").click()

    def heard_button():
        ifan.goto(f"{server.url}/admin/themes/{conversation.uuid}/")
        if "Sorted from 9 things" not in ifan.inner_text("main"):
            return None
        row = ifan.locator("tr", has_text="library").get_by_role("link", name="Write down what we heard")
        return row.first if row.count() else None

    wait_for(heard_button, seconds=90).click()
    ifan.locator("[name=title]").fill("The library is shut when people finish work")
    assert MINE in ifan.locator(".said-list").inner_text()
    ifan.locator("main form:has([name=title]) button[type=submit]").click()

    def put_on_link():
        ifan.goto(f"{server.url}/admin/boards/")
        ifan.get_by_role("link", name="Neighbourhoods Board").first.click()
        ifan.get_by_role("heading", level=1, name="Neighbourhoods Board").wait_for()
        link = ifan.get_by_role("link", name="Put on the agenda")
        return link.first if link.count() else None

    wait_for(put_on_link, seconds=90).click()
    due = timezone.localdate() + timedelta(days=20)
    ifan.locator("[name=answer_due_on]").fill(due.isoformat())
    ifan.locator("main form:has([name=answer_due_on]) button[type=submit]").press("Enter")

    # He writes the answer, sees what each person will read, and asks a second person.
    ifan.goto(f"{server.url}/admin/boards/")
    ifan.get_by_role("link", name="Neighbourhoods Board").first.click()
    ifan.get_by_role("link", name="Write the answer").first.click()
    ifan.locator("[name=outcome][value=partly]").check()
    ifan.locator("[name=headline]").fill("Open until eight on Tuesdays")
    ifan.locator("[name=because]").fill("The caretaker can lock up on one evening.")
    ifan.get_by_role("button", name="Save and preview").click()
    assert "By email" in ifan.inner_text("main")
    ifan.get_by_role("button", name="Ask a second person to approve it").click()
    marcia = open_page(server.url)
    _sign_in(marcia, server, "marcia@pellbridge.example")
    marcia.goto(ifan.url)
    marcia.get_by_role("button", name="Approve, and send").click()
    marcia.get_by_role("button", name="Stop").wait_for()
    between("answer approved")

    # Dawn is told, in her own words; the page says so too, and everybody walks back to them.
    letters = server.emails(to="dawn@pellbridge.example", wait=90, count=2)
    answer = letters[-1].get_body(("plain",)).get_content()
    assert MINE in answer
    assert "Open until eight on Tuesdays" in answer
    dawn.goto(f"{server.url}/what-changed/")
    dawn.get_by_role("link", name="Open until eight on Tuesdays").first.click()
    assert MINE in dawn.inner_text("main")
    dawn.goto(f"{server.url}/my-voice/")
    assert "Open until eight on Tuesdays" in dawn.inner_text("main")
