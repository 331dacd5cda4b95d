"""What the page of a conversation shows to one visitor, whichever view or Wagtail page renders it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from civic.pages.doors import open_doors
from civic.residents.services import contributor_for_request
from engagement.conversations import names, rules, selectors
from engagement.conversations.asking.forms import AnswersForm
from engagement.conversations.asking.screen import questions_screen
from engagement.conversations.enums import Mode
from engagement.conversations.forms import AnswerEmailForm, SayForm
from engagement.conversations.models import Contribution, Conversation, PanelMember, Round, Thread
from engagement.conversations.thread_screen import thread_screen
from engagement.conversations.threads import Sort, in_public
from engagement.conversations.where import Where, read_uuid

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from civic.residents.models import Contributor

#: What is said after a press, by the word in the address (nothing of the address itself is shown).
DONE: "dict[str, _StrPromise]" = {
    "said": _("Thank you. Your words are in."),
    "held": _("Thank you. A person reads it first."),
    "changed": _("Your words are changed."),
    "back": _("You took your words back."),
    "restored": _("Your words are there again."),
    "email": _("Thank you. We sent you an email: one tap in it confirms the address is yours."),
    "known": _("Thank you. The answer will come to your email."),
    "gone": _("You took your statement back."),
    "added": _("Thank you. Others can vote on it now."),
    "answered": _("Thank you. Your answers are in. You can change them until it closes."),
    "answers_held": _("Thank you. Your answers are in. A person reads your own words before they show."),
    "voted": _("Thank you. Your vote counts."),
    "with": _("Thank you. Your voice is with theirs now."),
}


#: What can be undone with one press on the page that says it is done.
UNDONE = ("changed", "back", "restored")

#: Beside which part of the page it is said, where that is not the thread.
_BESIDE = {
    "voted": "statements",
    "answered": "answer",
    "answers_held": "answer",
    "held": "mine",
    "email": "mine",
    "known": "mine",
}


def conversation_screen(
    request: "HttpRequest",
    conversation: Conversation,
    *,
    where: Where | None = None,
    say_form: SayForm | None = None,
    email_form: AnswerEmailForm | None = None,
    answers_form: AnswersForm | None = None,
    refusal: str = "",
) -> dict[str, Any]:
    """Return the template context of a conversation for whoever is asking.

    ``refusal`` is why words were not taken, said above the form, which still holds them.
    """
    where = where or Where.from_query(request.GET)
    threads = list(conversation.threads.select_related("round").order_by("position", "pk"))
    thread = _current_thread(threads, where)
    contributor = contributor_for_request(request, conversation.site)
    stage = thread.round if thread else None
    panel: list[PanelMember] = []
    if stage is not None:
        stage.conversation = conversation
    if thread is not None and rules.asks_panel(thread):
        if "sort" not in request.GET and not where.is_chosen and where.unread is None:
            where = replace(where, sort=Sort.WANTED)  # a panel looks at what most want to know
        panel = list(PanelMember.objects.filter(round=stage))
    reply_to = _reply_to(thread, where, say_form) if thread else None
    mine = selectors.own_contributions(thread, contributor) if thread else []
    if say_form is None:
        say_form = SayForm(
            initial={
                "name": contributor.display_name if contributor else "",
                "parent": reply_to.uuid if reply_to else None,
            }
        )
    return {
        "conversation": conversation,
        "threads": threads,
        "by_how": selectors.people_by_how(conversation),
        **selectors.stated_beside(conversation),
        "thread": thread,
        "stage": stage,
        "panel": panel,
        "asks_panel": stage is not None and stage.mode == Mode.PANEL,
        "may_panel": bool(stage and stage.mode == Mode.PANEL)
        and rules.may_facilitate(request.user, conversation.site_id),
        **(statements := statements_screen(conversation, threads, stage, contributor)),
        **questions_screen(stage, contributor, answers_form),
        **(
            thread_screen(request, thread, where, contributor, several=len(threads) > 1)
            if thread and not statements["statements_round"]
            else {}
        ),
        "contributor": contributor,
        "mine": mine,
        "waiting_name": names.waiting_name(contributor),
        "closed": not conversation.takes_words or (stage is not None and not stage.is_on),
        "answers": (answers := selectors.answers_about([conversation])[conversation.pk]),
        "answered": bool(answers),
        "is_late": not answers and rules.is_past_its_day(conversation),
        "say_form": say_form,
        "reply_to": reply_to,
        "email_form": email_form or AnswerEmailForm(),
        "refusal": refusal,
        **said_after(request),
        "kept": where.kept(),
        "at": where.at,
        "may_merge": rules.may_merge(request.user, conversation.site_id),
        "find": where.find,
        "undo": _undo(request, contributor) if "of" in request.GET else None,
        # A link to #say of the very same address would only jump there: each page links to the other.
        "look": 2 if request.GET.get("look") == "1" else 1,
        "crumbs": crumbs(request, conversation),
        "door": "conversations",
    }


def statements_screen(
    conversation: Conversation,
    threads: list[Thread],
    stage: Round | None,
    contributor: "Contributor | None",
) -> dict[str, Any]:
    """Return how many statements belong to what is looked at, and the next one to vote on.

    In a round of statements its own, else those that stand beside the whole conversation.
    """
    among = stage if stage is not None and stage.mode == Mode.STATEMENTS else None
    apart = any(one.round is not None and one.round.mode == Mode.STATEMENTS for one in threads)
    number = conversation.statement_count
    if apart and number:
        number = selectors.shown_statements(conversation).filter(round=among).count()
    open_now = conversation.takes_words and (among is None or among.is_on)
    return {
        "statements_round": among,
        "statement_number": number,
        "statements_open": open_now,
        "statement": selectors.next_statement(conversation, contributor, among)
        if open_now and number
        else None,
    }


def mine_screen(said: Contribution, contributor: "Contributor", asked_name: str) -> dict[str, Any]:
    """Return the context of "What you said here" with what was just said, for a page that stays where it is.

    A name can only be waiting that is not the one that shows, so nobody else is looked up.
    """
    waits = asked_name.strip() not in ("", contributor.display_name)
    return {
        "conversation": said.conversation,
        "contributor": contributor,
        "mine": [said],
        "waiting_name": names.waiting_name(contributor) if waits else "",
        "email_form": AnswerEmailForm(),
    }


def said_after(request: "HttpRequest") -> "dict[str, _StrPromise | str]":
    """Return what is said after a press, and beside which part of the page."""
    done = request.GET.get("done", "")
    return {"done": DONE.get(done, ""), "done_where": _BESIDE.get(done, "thread") if done in DONE else ""}


def crumbs(request: "HttpRequest", conversation: Conversation) -> "list[tuple[str, str]]":
    """Return the way here: the place's page of conversations, where it has one."""
    return [
        (str(door.door.word), door.url)
        for door in open_doors(request, conversation.site)
        if door.key == "conversations"
    ]


def _current_thread(threads: list[Thread], where: Where) -> Thread | None:
    chosen = next((thread for thread in threads if thread.uuid == where.thread), None)
    if chosen is None and where.reply is not None and len(threads) > 1:
        said_in = Contribution.objects.filter(uuid=where.reply).values_list("thread_id", flat=True).first()
        chosen = next((thread for thread in threads if thread.pk == said_in), None)
    return chosen or (threads[-1] if threads and threads[-1].round_id else (threads[0] if threads else None))


def _reply_to(thread: Thread, where: Where, say_form: SayForm | None) -> Contribution | None:
    wanted = where.reply
    if say_form is not None and say_form.is_bound:
        wanted = read_uuid(str(say_form.data.get("parent", "")))
    if wanted is None:
        return None
    return in_public(
        Contribution.objects.filter(thread=thread, uuid=wanted).select_related("contributor")
    ).first()


def _undo(request: "HttpRequest", contributor: "Contributor | None") -> Contribution | None:
    """Return one's own words that were just changed or taken back, to put right what was pressed."""
    of = read_uuid(request.GET["of"])
    if contributor is None or of is None:
        return None
    return Contribution.objects.filter(uuid=of, contributor=contributor).first()
