"""The public pages of what was heard and answered, of boards, of My voice and of moderation."""

from playwright.sync_api import Page
from wagtail.models import Site

from tests.browser.public_pages import public_page
from tests.browser.story import story_of
from tests.browser.visits import Visit, as_guest, signed_in


@public_page("what changed")
def _changed(site: Site) -> str:
    story = story_of(site)
    _ = story.talk, story.overdue, story.awaited, story.answer, story.corrected_answer
    return str(story.changed.get_url())


@public_page("an answer")
def _answer(site: Site) -> str:
    story = story_of(site)
    return f"{story.changed.get_url()}{story.answer.uuid}/"


@public_page("an answer put right")
def _corrected(site: Site) -> str:
    _changed(site)
    story = story_of(site)
    return f"{story.changed.get_url()}{story.corrected_answer.uuid}/"


@public_page("what was heard and is late")
def _late(site: Site) -> str:
    return f"/heard/{story_of(site).overdue.insight.uuid}/"


@public_page("what was heard and is answered")
def _heard(site: Site) -> str:
    return f"/heard/{story_of(site).answer.insights.get().uuid}/"


@public_page("boards")
def _boards(site: Site) -> str:
    _ = story_of(site).board
    return "/plugins/boards/"


@public_page("a board that is late")
def _board(site: Site) -> str:
    from datetime import timedelta

    from django.utils import timezone

    from civic.partners.models import Organisation
    from plugins.governance_boards.services import agenda

    _changed(site)
    story = story_of(site)
    board, today = story.board, timezone.localdate()
    owner = Organisation.objects.filter(site=site).first()
    agenda.add_meeting(
        board, starts_at=timezone.now() + timedelta(days=9), place="The library", by=board.chair
    )
    agenda.record_decision(
        story.awaited, outcome="partly", text="One evening, to try.", decided_on=today, by=board.chair
    )
    agenda.add_action(
        board,
        text="Ask for a price for the lamps",
        owner=owner,
        due_on=today - timedelta(days=4),
        by=board.chair,
    )
    done = agenda.add_action(board, text="Cut a key", owner=owner, due_on=today, by=board.chair)
    agenda.finish_action(done, by=board.chair)
    return f"/plugins/boards/{board.slug}/"


# ---- My voice ---------------------------------------------------------------------------------------
@public_page("my voice, asking for a code")
def _ask(site: Site) -> str:
    return "/my-voice/"


@public_page("my voice, with a wrong code", status=422)
def _wrong(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.fill("main [name=code]", "AAAA-BBBB-CCCC")
        page.locator("main form button").click()
        page.locator("main .field__error").wait_for()

    return Visit(path="/my-voice/", press=press, shows=("notify:open_voice",))


@public_page("my voice, opened by code")
def _opened(site: Site) -> Visit:
    _changed(site)
    story = story_of(site)

    def press(page: Page) -> None:
        page.fill("main [name=code]", story.dawn.receipt.lower())
        page.locator("main form button").click()
        page.get_by_text(story.late_words.text).first.wait_for()

    return Visit(path="/my-voice/", press=press)


@public_page("my voice, waiting for an email to be confirmed")
def _unconfirmed(site: Site) -> Visit:
    story = story_of(site)
    _ = story.held_talk, story.decision
    return Visit(path="/my-voice/", cookies=as_guest(story.pat))


@public_page("erasing what I said")
def _erase(site: Site) -> Visit:
    return Visit(path="/my-voice/erase/", cookies=as_guest(story_of(site).pat))


@public_page("erasing with another code", status=422)
def _erase_wrong(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.fill("main [name=code]", "AAAA-BBBB-CCCC")
        page.locator("main form button").click()
        page.locator("main .field__error").wait_for()

    return Visit(path="/my-voice/erase/", cookies=as_guest(story_of(site).pat), press=press)


@public_page("my voice, about to be erased")
def _erasing(site: Site) -> Visit:
    from civic.notify.erasing import ask_to_erase
    from tests.factories.residents import ContributorFactory

    gwen = ContributorFactory(site=site, display_name="Gwen")
    ask_to_erase(gwen)
    return Visit(path="/my-voice/", cookies=as_guest(gwen))


@public_page("my voice, with an account that said nothing yet")
def _account(site: Site) -> Visit:
    return Visit(path="/my-voice/", cookies=signed_in(story_of(site).yusuf.user))


@public_page("a message")
def _message(site: Site) -> str:
    from civic.notify.models import Message

    story = story_of(site)
    _ = story.answer
    told = {"contributor": story.dawn, "kind": "record.answer", "context__answer": str(story.answer.uuid)}
    return f"/my-voice/messages/{Message.objects.get(**told).uuid}/"


@public_page("stopping emails")
def _unsubscribe(site: Site) -> str:
    from civic.notify.rendering import unsubscribe_token

    return f"/unsubscribe/{unsubscribe_token(story_of(site).pat)}/"


@public_page("emails stopped")
def _stopped(site: Site) -> Visit:
    from civic.notify.rendering import unsubscribe_token
    from tests.factories.residents import ContributorFactory

    cai = ContributorFactory(site=site, email="cai@pellbridge.example")
    return Visit(
        path=f"/unsubscribe/{unsubscribe_token(cai)}/",
        press=lambda page: page.locator("main form button").click(),
    )


@public_page("stopping emails by an old link", status=404)
def _old_unsubscribe(site: Site) -> str:
    return "/unsubscribe/nonsense/"


@public_page("confirming an email")
def _confirm(site: Site) -> str:
    from civic.residents.services import email_confirmation_token

    return f"/confirm/{email_confirmation_token(story_of(site).pat)}/"


@public_page("an email confirmed")
def _confirmed(site: Site) -> str:
    from civic.residents.services import confirm_email, email_confirmation_token
    from tests.factories.residents import ContributorFactory

    ben = ContributorFactory(site=site, email="ben@pellbridge.example")
    token = email_confirmation_token(ben)
    confirm_email(token)
    return f"/confirm/{token}/"


@public_page("confirming an email by an old link", status=404)
def _old_confirm(site: Site) -> str:
    return "/confirm/nonsense/"


# ---- moderation -------------------------------------------------------------------------------------
def _report_path(site: Site) -> str:
    story = story_of(site)
    _ = story.talk
    return f"/report/conversations.contribution/{story.said[1].uuid}/"


@public_page("reporting something")
def _report(site: Site) -> str:
    return _report_path(site)


@public_page("reporting without a reason", status=422)
def _report_wrong(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.locator("main form").evaluate("form => { form.noValidate = true }")
        page.locator("main form button[type=submit]").click()
        page.locator("main .field__error").first.wait_for()

    return Visit(path=_report_path(site), press=press)


@public_page("something reported, with danger")
def _reported(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.check("main [name=reason][value=safety]")
        page.locator("main form button[type=submit]").click()
        page.locator("main form").wait_for(state="detached")

    return Visit(path=_report_path(site), press=press)


@public_page("reporting what is gone", status=404)
def _report_gone(site: Site) -> str:
    return f"/report/conversations.contribution/{story_of(site).decision.target_key.partition(':')[2]}/"


@public_page("asking for another look")
def _another_look(site: Site) -> str:
    from civic.moderation.services import appeal_token

    return f"/another-look/{appeal_token(story_of(site).decision)}/"


@public_page("another look asked for")
def _asked(site: Site) -> str:
    from civic.moderation.services import appeal_token, ask_again, decide
    from tests.factories.conversations import say

    story = story_of(site)
    words = say(story.talk, "Buy my bikes!", contributor=story.pat)
    decision = decide(story.sam, site, words.key, action="hide", reason="spam")
    ask_again(decision, "They are free.")
    return f"/another-look/{appeal_token(decision)}/"


@public_page("another look by an old link", status=404)
def _old_look(site: Site) -> str:
    return "/another-look/nonsense/"


@public_page("moderation log")
def _log(site: Site) -> str:
    _ = story_of(site).decision
    return "/moderation-log/"
