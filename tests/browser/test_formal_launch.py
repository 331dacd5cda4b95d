"""An engagement officer, from a launch that is blocked to a published summary and round 2, in a browser."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.harness import assert_accessible, assert_fits
from tests.browser.visits import as_guest, signed_in
from tests.conftest import make_site

pytestmark = [
    pytest.mark.browser, pytest.mark.audit, pytest.mark.journey, pytest.mark.xdist_group("formal_launch"),
]  # fmt: skip

SCREENS = "/admin/snippets/conversations"


@pytest.fixture
def place(live_server_process):
    """A served place with an equality assessment put up, and its officer."""
    from allauth.mfa.models import Authenticator
    from wagtail.documents.models import Document

    from civic.places.pictures import collection_of
    from civic.residents.enums import Role
    from civic.residents.services import grant_role
    from engagement.conversations.pages import ConversationsIndexPage
    from tests.factories.residents import UserFactory

    server = live_server_process
    with server.database():
        site = make_site("127.0.0.1", "Pellbridge", default=True)
        site.root_page.add_child(instance=ConversationsIndexPage(title="Have your say", slug="say"))
        Document.objects.create(title="Who could lose", collection=collection_of(site), file="equality.pdf")
        person = UserFactory(first_name="Olwen")
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
        grant_role(person, site, Role.FACILITATOR)
        server.cookies = signed_in(person)
    return server


def look(page, name):
    if folder := os.environ.get("JUNCTION_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def press(page, name):
    """Press a button, and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def choose(page, field, row):
    """Open a field's chooser and take a row."""
    page.locator(f"#id_{field}-chooser .unchosen button").click()
    page.get_by_role("dialog").get_by_role("link", name=row).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_from_a_blocked_launch_to_the_published_summary_and_round_2(place, open_page):
    officer = open_page(f"{place.url}{SCREENS}/conversation/add/", cookies=place.cookies)
    officer.locator("[name=question]").fill("What should the old hall be for?")
    officer.locator("[name=weight]").select_option("formal")
    officer.locator("[name=status]").select_option("open")
    press(officer, "Save")
    said = officer.locator("#panel-child-when-errors, .w-field__errors").filter(
        has_text="Before it opens, say:"
    )
    expect(said.first).to_contain_text("the options, also those already ruled out and why")
    look(officer, "formal-blocked")

    officer.locator("[name=decider_name]").fill("Pellbridge Neighbourhoods Board")
    officer.locator("[name=answer_by]").fill("2031-03-04")
    officer.locator("[name=promise_level]").select_option("involve")
    officer.locator("[name=can_change]").fill("What it is for, and who runs it.")
    officer.locator("[name=cannot_change]").fill("The roof stays: it is listed.")
    officer.get_by_role("button", name="Choose a document").click()
    officer.get_by_role("link", name="Who could lose").click()
    expect(officer.get_by_role("dialog")).to_have_count(0)
    for number, (title, ruled_out) in enumerate(
        [("Keep the hall", ""), ("Sell the hall", "The deed forbids it.")]
    ):
        officer.get_by_role("button", name="Add option").click()
        officer.locator(f"[name=options-{number}-title]").fill(title)
        if ruled_out:
            officer.locator(f"[name=options-{number}-ruled_out]").check()
            officer.locator(f"[name=options-{number}-why_ruled_out]").fill(ruled_out)
    officer.locator("[name=closes_at]").fill("2031-01-01 10:00")
    officer.locator("[name=length_reason]").fill("Six weeks, with the holidays in it.")
    officer.keyboard.press("Escape")  # the calendar
    press(officer, "Save")
    expect(officer.locator(".messages")).to_contain_text("What should the old hall be for?")

    with place.database():
        from engagement.conversations.models import Conversation

        talk = Conversation.objects.get()
    address = f"{place.url}/conversation/{talk.uuid}/"
    dawn = open_page(address, width=320)
    for words in ("Keep the hall", "1 option was ruled out already", "As stated at the start, unchanged"):
        expect(dawn.get_by_text(words).first).to_be_visible()
    assert_accessible(dawn)
    assert_fits(dawn)

    # Round 1, and somebody speaks in it.
    officer.goto(f"{place.url}{SCREENS}/round/add/")
    choose(officer, "conversation", "What should the old hall be for?")
    officer.locator("[name=title]").fill("What is it for?")
    press(officer, "Save")
    with place.database():
        from tests.factories.conversations import say

        spoke = say(talk, "Somewhere warm, with a stage.").contributor

    officer.goto(f"{place.url}{SCREENS}/summary/add/")
    choose(officer, "conversation", "What should the old hall be for?")
    choose(officer, "round", "1. What is it for?")
    officer.locator("[name=text]").fill("Most of you want somewhere warm.")
    press(officer, "Save")
    with place.database():
        from engagement.conversations.models import Summary

        summary = Summary.objects.get()
    officer.goto(f"{place.url}{SCREENS}/summary/inspect/{summary.pk}/")
    look(officer, "summary-written")
    assert_accessible(officer)
    press(officer, "Ask them")
    expect(officer.get_by_text("0 people say it is right.")).to_be_visible()

    with place.database():
        cookies = as_guest(spoke)
    dawn = open_page(f"{place.url}/what-we-heard/{summary.uuid}/", width=320, cookies=cookies)
    dawn.get_by_label("Something is missing or wrong").check()
    dawn.get_by_label("What is missing or wrong?").fill("You forgot the stage.")
    press(dawn, "Say it")
    expect(dawn.get_by_text("Thank you. It is kept, and you can change it here.")).to_be_visible()

    officer.reload()
    press(officer, "Publish")
    expect(officer.locator(".messages")).to_contain_text(
        "Reply first: 1 person said that something is missing."
    )
    officer.get_by_label("Yes, the summary says it now").check()
    officer.get_by_label("What you say to them").fill("The stage is in there now.")
    press(officer, "Reply")
    look(officer, "summary-replied")
    press(officer, "Publish")
    expect(officer.locator(".messages")).to_contain_text("Published.")

    dawn.reload()
    expect(dawn.get_by_text("The stage is in there now.")).to_be_visible()
    assert_accessible(dawn)
    assert_fits(dawn)

    officer.goto(f"{place.url}{SCREENS}/round/add/")
    choose(officer, "conversation", "What should the old hall be for?")
    officer.locator("[name=title]").fill("Who runs it?")
    press(officer, "Save")
    expect(officer.get_by_text("Say that it builds on the summary of round 1.").first).to_be_visible()
    choose(officer, "cites", "1. What is it for?")
    press(officer, "Save")
    with place.database():
        from engagement.conversations.models import Round

        assert Round.objects.get(number=2).cites == summary
    dawn.goto(address)
    expect(dawn.get_by_role("heading", name="What we heard in round 1")).to_be_visible()
