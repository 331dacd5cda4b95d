"""The public pages of ``engagement.conversations`` and of the themes plugin."""

from django.urls import reverse
from playwright.sync_api import Page
from wagtail.documents.models import Document
from wagtail.models import Site

from civic.places.pictures import collection_of
from engagement.conversations.enums import Mode
from engagement.conversations.launching import add_round, open_conversation
from engagement.conversations.models import Conversation, Option, Summary
from engagement.conversations.statements import add_seed_statement
from engagement.conversations.stating import keep_stated
from engagement.conversations.summaries import (
    ask_whether_right,
    check_summary,
    publish_summary,
    reply_to_check,
    write_summary,
)
from tests.browser.public_pages import public_page
from tests.browser.story import story_of
from tests.browser.visits import Visit, as_guest, signed_in
from tests.factories.conversations import make_conversation, say


def _talk(site: Site, slug: str = "ticket-hall") -> str:
    story = story_of(site)
    _ = story.talk
    return f"{story.conversations.get_url()}{slug}/"


@public_page("conversations")
def _index(site: Site) -> str:
    story = story_of(site)
    _ = story.talk, story.held_talk, story.coming_talk, story.closed_talk, story.answer
    return str(story.conversations.get_url())


@public_page("a conversation")
def _open(site: Site) -> str:
    return _talk(site)


@public_page("a conversation, replying")
def _reply(site: Site) -> str:
    return f"{_talk(site)}?reply={story_of(site).said[1].uuid}#say"


@public_page("a conversation, the most discussed first")
def _discussed(site: Site) -> str:
    return f"{_talk(site)}?sort=discussed#thread-title"


@public_page("a conversation, what was found in it")
def _found(site: Site) -> str:
    return f"{_talk(site)}?find={story_of(site).said[0].text.split()[1]}#thread-title"


@public_page("a conversation, nothing found in it")
def _not_found(site: Site) -> str:
    return f"{_talk(site)}?find=zebra#thread-title"


@public_page("a conversation, one thing in its place")
def _in_place(site: Site) -> str:
    _talk(site)
    return f"/said/{story_of(site).said[1].uuid}/here/"


@public_page("a conversation with something new since")
def _new_since(site: Site) -> str:
    return f"{_talk(site)}?unread=1#unread"


@public_page("a conversation, what others said like it")
def _alike(site: Site) -> Visit:
    def press(page: Page) -> None:
        # As without scripts: the live form would show it in place.
        words = story_of(site).said[0].text
        page.locator("#say form.say").evaluate(
            "(form, words) => { form.elements.text.value = words; form.submit(); }", words
        )
        page.locator("#related-title").wait_for()

    return Visit(path=_talk(site), press=press, shows=("conversations:say",))


@public_page("words to put together")
def _together(site: Site) -> Visit:
    _talk(site)
    return Visit(
        path=f"/said/{story_of(site).said[0].uuid}/together/?find=the", cookies=_as_facilitator(site)
    )


@public_page("a conversation after saying something")
def _said(site: Site) -> Visit:
    story = story_of(site)
    path = f"{_talk(site)}?done=said#c-{story.mine.uuid}"
    return Visit(path=path, cookies=as_guest(story.dawn))


@public_page("a conversation with words that are too long", status=422)
def _too_long(site: Site) -> Visit:
    story = story_of(site)
    _ = story.rounds_talk

    def press(page: Page) -> None:
        # As without scripts: the live form would answer in place.
        page.locator("#say form.say").evaluate(
            "form => { form.elements.text.value = 'x'.repeat(5003); form.submit(); }"
        )
        page.locator("#say .field__error").wait_for()

    return Visit(
        path=f"{story.conversations.get_url()}high-street/", press=press, shows=("conversations:say",)
    )


@public_page("a conversation in rounds")
def _rounds(site: Site) -> str:
    _ = story_of(site).rounds_talk
    return _talk(site, "high-street")


@public_page("a conversation in which my words wait to be read")
def _held(site: Site) -> Visit:
    story = story_of(site)
    _ = story.held_talk
    return Visit(path=_talk(site, "steps-light") + "?done=held#mine", cookies=as_guest(story.pat))


@public_page("a conversation not open yet")
def _coming(site: Site) -> str:
    _ = story_of(site).coming_talk
    return _talk(site, "buses")


@public_page("a closed conversation")
def _closed(site: Site) -> str:
    _ = story_of(site).closed_talk
    return _talk(site, "park-cafe")


@public_page("an answered conversation")
def _answered(site: Site) -> str:
    _ = story_of(site).answer
    return _talk(site, "library")


@public_page("a conversation in Welsh")
def _welsh(site: Site) -> str:
    _talk(site)
    return f"/cy/conversation/{story_of(site).talk.uuid}/statements/"


@public_page("statements")
def _statements(site: Site) -> Visit:
    story = story_of(site)
    return Visit(path=f"/conversation/{story.talk.uuid}/statements/", cookies=as_guest(story.dawn))


@public_page("adding an empty statement", status=422)
def _no_statement(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.locator("#add form button").click()
        page.locator("#add .field__error").wait_for()

    path = f"/conversation/{story_of(site).talk.uuid}/statements/"
    return Visit(path=path, press=press, shows=("conversations:propose",))


@public_page("statements of a closed conversation")
def _closed_statements(site: Site) -> str:
    return f"/conversation/{story_of(site).closed_talk.uuid}/statements/"


@public_page("a round of statements")
def _statements_round(site: Site) -> Visit:
    talk = make_conversation(site, question="Which lamps first?")
    stage = add_round(talk, title="Which of these?", mode=Mode.STATEMENTS)
    add_seed_statement(talk, "The steps come first.", stage=stage)
    who = say(talk, "Hello.").contributor
    return Visit(path=reverse("conversations:conversation", args=[talk.uuid]), cookies=as_guest(who))


@public_page("what somebody said")
def _contribution(site: Site) -> str:
    _talk(site)
    return f"/said/{story_of(site).said[0].uuid}/"


@public_page("what I said, and change")
def _mine(site: Site) -> Visit:
    story = story_of(site)
    _talk(site)
    return Visit(path=f"/said/{story.mine.uuid}/mine/", cookies=as_guest(story.dawn))


@public_page("what I said, changed to nothing", status=422)
def _mine_wrong(site: Site) -> Visit:
    story = story_of(site)
    _talk(site)

    def press(page: Page) -> None:
        page.fill("main [name=text]", "")
        page.locator("main button[value=change]").click()
        page.locator("main .field__error").wait_for()

    return Visit(path=f"/said/{story.mine.uuid}/mine/", cookies=as_guest(story.dawn), press=press)


@public_page("what I said that was hidden")
def _mine_hidden(site: Site) -> Visit:
    from engagement.conversations.models import Contribution

    story = story_of(site)
    hidden = Contribution.objects.get(uuid=story.decision.target_key.partition(":")[2])
    return Visit(path=f"/said/{hidden.uuid}/mine/", cookies=as_guest(story.pat))


@public_page("themes of a conversation")
def _themes(site: Site) -> str:
    story = story_of(site)
    assert story.themes
    return f"/plugins/themes/{story.talk.uuid}/"


@public_page("themes of a conversation of few words")
def _no_themes(site: Site) -> str:
    return f"/plugins/themes/{story_of(site).closed_talk.uuid}/"


@public_page("a theme")
def _theme(site: Site) -> str:
    story = story_of(site)
    return f"/plugins/themes/{story.talk.uuid}/{story.themes[0].uuid}/"


def _as_facilitator(site: Site) -> dict[str, str]:
    """Return the cookies of a facilitator's browser."""
    from civic.residents.enums import Role
    from civic.residents.models import User
    from civic.residents.services import grant_role

    address = "facilitator@pellbridge.example"
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    grant_role(user, site, Role.FACILITATOR)
    return signed_in(user)


def _at_desk(site: Site) -> dict[str, str]:
    """Return the cookies of a librarian's browser."""
    from civic.residents.enums import Role
    from civic.residents.models import User
    from civic.residents.services import grant_role

    found = User.objects.filter(email="at-the-desk@pellbridge.example").first()
    user = found or User.objects.create_user("at-the-desk@pellbridge.example")
    grant_role(user, site, Role.LIBRARIAN)
    return signed_in(user)


@public_page("the desk")
def _desk(site: Site) -> Visit:
    _talk(site)
    return Visit(path="/desk/", cookies=_at_desk(site))


@public_page("the desk, nothing filled in")  # answered by a redirect, so that no form stays in the history
def _desk_wrong(site: Site) -> Visit:
    _talk(site)

    def press(page: Page) -> None:
        page.locator(".desk__consent button").click()
        page.locator(".errors").wait_for()

    return Visit(path="/desk/", cookies=_at_desk(site), press=press)


def _write_down(page: Page) -> None:
    page.get_by_label("Which conversation").select_option(index=1)
    page.get_by_label("How they said it").select_option("paper")
    page.get_by_label("Where", exact=True).fill("Cinder Hill Library")
    page.get_by_label("Their words").fill("A lamp by the ramp, please.")
    page.locator("[name=read_back]").check()
    page.locator("[name=agrees]").check()
    page.locator(".desk__consent button").click()
    page.locator(".slip .receipt").wait_for()


@public_page("a receipt at the desk")
def _desk_receipt(site: Site) -> Visit:
    _talk(site)
    return Visit(path="/desk/", cookies=_at_desk(site), press=_write_down)


@public_page("the desk, with a receipt still open")
def _desk_open(site: Site) -> Visit:
    def press(page: Page) -> None:
        _write_down(page)
        page.goto(page.url.replace("receipt/", ""))

    _talk(site)
    return Visit(path="/desk/", cookies=_at_desk(site), press=press)


@public_page("a receipt the desk has forgotten")
def _desk_forgotten(site: Site) -> Visit:
    return Visit(path="/desk/receipt/", cookies=_at_desk(site))


@public_page("answers to print")
def _to_print(site: Site) -> Visit:
    _letter(site)
    return Visit(path="/desk/answers/", cookies=_at_desk(site))


@public_page("an answer to print")
def _letter(site: Site) -> Visit:
    from civic.notify.enums import MessageState
    from civic.notify.models import Message
    from civic.residents.services import ask_for_print
    from civic.tasks.services import drain

    _ = story_of(site).answer
    drain()
    message = Message.objects.filter(
        site=site, kind="record.answer", state=MessageState.NOT_EMAILED, contributor__user=None
    )[0]
    ask_for_print(message.contributor, where="Cinder Hill Library")
    return Visit(path=f"/desk/answers/{message.uuid}/", cookies=_at_desk(site))


def _round_one(site: Site, question: str) -> Summary:
    """Round 1 of a formal conversation, summed up in words people are asked about."""
    talk = make_conversation(
        site,
        question=question,
        opened=False,
        weight="formal",
        promise_level="involve",
        length_reason="Six weeks: the school holidays lie in it.",
        equality_assessment=Document.objects.create(
            title="Who could lose or gain by the hall", collection=collection_of(site), file="equality.pdf"
        ),
    )
    Option.objects.create(conversation=talk, title="Keep the hall", words="And mend the roof in two years.")
    Option.objects.create(
        conversation=talk, title="Sell the hall", ruled_out=True, why_ruled_out="The deed of 1911 forbids it."
    )
    talk = open_conversation(talk)
    first = add_round(talk, title="What is it for?")
    say(talk, "Somewhere warm.")
    return write_summary(talk, "Most of you want somewhere warm.\n\nSome want a stage.", round=first)


@public_page("a formal conversation")
def _formal(site: Site) -> str:
    summary = ask_whether_right(_round_one(site, "What should the old hall be?"))
    return reverse("conversations:conversation", args=[summary.conversation.uuid])


@public_page("what was stated at the start, and changed since")
def _launched(site: Site) -> str:
    talk = _round_one(site, "What should the older hall be?").conversation
    talk = Conversation.objects.get(pk=talk.pk)
    talk.can_change = "Only the colour of the door."
    talk.save()
    keep_stated(talk, why="The grant for the roof was refused.")
    return reverse("conversations:launched", args=[talk.uuid])


@public_page("what we heard, as a draft")
def _heard_draft(site: Site) -> str:
    summary = ask_whether_right(_round_one(site, "What should the newer hall be?"))
    return reverse("conversations:summary", args=[summary.uuid])


@public_page("what we heard, as a draft: wrongly", status=422)
def _heard_wrong(site: Site) -> Visit:
    path = _heard_draft(site)
    return Visit(path=path, press=lambda page: page.get_by_role("button", name="Say it").click())


@public_page("what we heard, published")
def _heard(site: Site) -> Visit:
    summary = ask_whether_right(_round_one(site, "What should the newest hall be?"))
    who = say(summary.conversation, "A stage.").contributor
    check = check_summary(summary, who, is_right=False, missing="You forgot the stage.")
    reply_to_check(check, taken_in=True, reply="It is in there now. Thank you.")
    publish_summary(summary)
    return Visit(path=reverse("conversations:summary", args=[summary.uuid]), cookies=as_guest(who))
