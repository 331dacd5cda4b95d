"""The public pages of a round by what people do in it: questions, the panel, pins."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from wagtail.models import Site

from engagement.conversations.asking.services import note_change
from engagement.conversations.launching import close_conversation
from engagement.conversations.models import PREFER_NOT, Contribution, Question, Thread
from engagement.conversations.panel.services import reply_for_panel
from tests.browser.public_pages import public_page
from tests.browser.public_pages_conversations import _as_facilitator, _at_desk
from tests.browser.visits import Visit, as_guest
from tests.factories.conversations import answer, ask, ask_panel, asking, make_conversation, panel_of


def _address(thread: Thread) -> str:
    return reverse("conversations:conversation", args=[thread.conversation.uuid])


def _questions(site: Site, question: str, **facts: object) -> Thread:
    """A round of one question of each kind, answered by a few."""
    thread = asking(make_conversation(site, question=question), title="About the Steps", **facts)
    ask(thread, "In a word, how are the Steps?", "short")
    words = ask(thread, "What would you change?", help_text="Anything from the lamps to the railings.")
    one = ask(thread, "How do you come here?", "one", choices="On foot\nBy bus\nBy car", required=True)
    ask(thread, "What do you do here?", "many", choices="Walk through\nSit down\nMeet people")
    ask(thread, "How safe are they after dark?", "scale", low_end="not at all", high_end="very")
    ask(thread, "What comes first?", "rank", choices="Lamps\nRailings\nBenches", ranked=2)
    for choice, people in (("On foot", 9), ("By bus", 6), (PREFER_NOT, 1)):
        for _n in range(people):
            answer(thread, one, choice)
    answer(thread, words, text="More lamps, and warmer ones.")
    return thread


@public_page("a round of questions")
def _open(site: Site) -> Visit:
    thread = _questions(site, "How are the Steps?", results_live=True)
    question = Question.objects.get(round=thread.round, kind="one")
    note_change(question, before="How do you get here?\nOn foot\nBy bus", why="Some come by car.", by=None)
    who = answer(thread, question, "By bus")
    return Visit(path=_address(thread), cookies=as_guest(who))


@public_page("a round of questions, wrongly answered", status=422)
def _wrong(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.locator("#answer form button[type=submit]").click()
        page.locator("#answer .field__error").wait_for()

    thread = _questions(site, "How are the steps now?")
    return Visit(path=_address(thread), press=press, shows=("conversations:answers",))


@public_page("a round of questions that is over")
def _over(site: Site) -> Visit:
    thread = _questions(site, "How were the Steps?")
    who = answer(thread, Question.objects.get(round=thread.round, kind="rank"), "Lamps", "Benches")
    close_conversation(thread.conversation)
    return Visit(path=_address(thread), cookies=as_guest(who))


@public_page("a round of questions to come")
def _coming(site: Site) -> str:
    opens = timezone.now() + timedelta(days=3)
    return _address(_questions_to_come(site, opens_at=opens))


def _questions_to_come(site: Site, **facts: object) -> Thread:
    thread = asking(make_conversation(site, question="How will the Steps be?"), **facts)
    ask(thread, "What would you keep?")
    return thread


@public_page("the desk, a paper of questions")
def _paper(site: Site) -> Visit:
    thread = _questions(site, "How do you find the Steps?")
    return Visit(path=reverse("conversations:desk_round", args=[thread.uuid]), cookies=_at_desk(site))


def _panel(site: Site, question: str) -> tuple[Thread, Contribution]:
    """A round with a panel of two: a question answered, one set aside, one waiting that is wanted."""
    from civic.residents.enums import Role
    from civic.residents.services import grant_role
    from tests.factories.residents import UserFactory

    thread, (ada, _bo) = panel_of(make_conversation(site, question=question), "Ada Webb", "Bo Lane")
    by = UserFactory()
    grant_role(by, site, Role.FACILITATOR)
    answered, aside = ask_panel(thread, "When will the hall open?"), ask_panel(thread, "Who pays the bishop?")
    waits = ask_panel(thread, "Will it have a step-free way in?")
    reply_for_panel(answered, "written", member=ada, words="In May, if the roof holds.", by=by)
    reply_for_panel(aside, "set_aside", words="That is not this panel's to answer.", by=by)
    return thread, waits


@public_page("a round of questions to the panel")
def _panel_open(site: Site) -> Visit:
    thread, waits = _panel(site, "What would you ask about the hall?")
    return Visit(path=_address(thread), cookies=as_guest(waits.contributor))


@public_page("answering for the panel")
def _panel_reply(site: Site) -> Visit:
    _thread, waits = _panel(site, "What would you ask about the old hall?")
    return Visit(path=reverse("conversations:panel_reply", args=[waits.uuid]), cookies=_as_facilitator(site))


@public_page("answering for the panel, wrongly", status=422)
def _panel_wrong(site: Site) -> Visit:
    _thread, waits = _panel(site, "What would you ask about the new hall?")

    def press(page: Page) -> None:
        page.get_by_role("button", name="Save it").click()
        page.locator("main .field__error").wait_for()

    path = reverse("conversations:panel_reply", args=[waits.uuid])
    return Visit(path=path, cookies=_as_facilitator(site), press=press)
