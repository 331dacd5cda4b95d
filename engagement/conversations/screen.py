"""What the page of a conversation shows to one visitor, whichever view or Wagtail page renders it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from civic.pages.doors import open_doors
from civic.residents.services import contributor_for_request
from engagement.conversations import names, rules, selectors
from engagement.conversations.forms import AnswerEmailForm, SayForm
from engagement.conversations.models import Contribution, Conversation, Thread

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict
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
    "voted": _("Thank you. Your vote counts."),
}


#: Beside which part of the page it is said, where that is not the thread.
_BESIDE = {"voted": "statements", "held": "mine", "email": "mine", "known": "mine"}


@dataclass(frozen=True, kw_only=True)
class Where:
    """Which page of which thread somebody is looking at, as the address says it."""

    thread: UUID | None = None
    before: int | None = None
    after: int | None = None
    at: int | None = None
    reply: UUID | None = None

    @classmethod
    def from_query(cls, query: "QueryDict") -> "Where":
        """Read what strangers wrote into the address; nonsense counts as not said."""
        return cls(
            thread=_uuid(query.get("thread", "")),
            before=_number(query.get("before", "")),
            after=_number(query.get("after", "")),
            at=_number(query.get("at", "")),
            reply=_uuid(query.get("reply", "")),
        )


def conversation_screen(
    request: "HttpRequest",
    conversation: Conversation,
    *,
    where: Where | None = None,
    say_form: SayForm | None = None,
    email_form: AnswerEmailForm | None = None,
    refusal: str = "",
) -> dict[str, Any]:
    """Return the template context of a conversation for whoever is asking.

    ``refusal`` is why words were not taken, said above the form, which still holds them.
    """
    where = where or Where.from_query(request.GET)
    threads = list(conversation.threads.select_related("round").order_by("position", "pk"))
    thread = _current_thread(threads, where)
    contributor = contributor_for_request(request, conversation.site)
    page = None
    reply_to: Contribution | None = None
    if thread is not None:
        page = selectors.thread_slice(thread, before=where.before, after=where.after, around=where.at)
        reply_to = _reply_to(thread, where, say_form)
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
        "thread": thread,
        "slice": page,
        "contributor": contributor,
        "mine": mine,
        "waiting_name": names.waiting_name(contributor),
        "nodded": selectors.nodded_among(page.said, contributor) if page else set(),
        "closed": not conversation.takes_words,
        "answers": (answers := selectors.answers_about([conversation])[conversation.pk]),
        "answered": bool(answers),
        "is_late": not answers and rules.is_past_its_day(conversation),
        "statement": selectors.next_statement(conversation, contributor)
        if conversation.takes_words and conversation.statement_count
        else None,
        "say_form": say_form,
        "reply_to": reply_to,
        "email_form": email_form or AnswerEmailForm(),
        "refusal": refusal,
        **said_after(request),
        "where": where,
        # A link to #say of the very same address would only jump there: each page links to the other.
        "look": 2 if request.GET.get("look") == "1" else 1,
        "crumbs": crumbs(request, conversation),
        "door": "conversations",
    }


def mine_screen(thread: Thread, contributor: "Contributor") -> dict[str, Any]:
    """Return the context of "What you said here" alone, for a page that stays where it is."""
    return {
        "conversation": thread.conversation,
        "contributor": contributor,
        "mine": selectors.own_contributions(thread, contributor),
        "waiting_name": names.waiting_name(contributor),
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
        wanted = _uuid(str(say_form.data.get("parent", "")))
    if wanted is None:
        return None
    return selectors.in_public(
        Contribution.objects.filter(thread=thread, uuid=wanted).select_related("contributor")
    ).first()


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
