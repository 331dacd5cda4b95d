"""Who may do what in a conversation, what words are taken, and how a refusal is said.

A refusal is an exception whose ``message`` is in plain words, ready to show beside the field.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic.residents.enums import Role
from civic.residents.rules import has_role
from engagement.conversations.enums import ConversationStatus, Mode, State, SummaryState, Weight
from engagement.conversations.models import (
    MAX_STATEMENT,
    MAX_WORDS,
    Contribution,
    Conversation,
    Given,
    Round,
    Statement,
    Summary,
    Thread,
)

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import Contributor


#: Letters and signs that show as nothing: Hangul fillers and the empty Braille cell.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


class Refused(Exception):
    """What was asked cannot be done; ``message`` says why in plain words."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class WordsRefused(Refused):
    """The words themselves are the trouble: none, or too many."""


class NotOpen(Refused):
    """The conversation does not take words: not yet, no longer, or never shown."""


class ParentGone(NotOpen):
    """What is replied to is not there (any more); the words can be said on their own."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "What you reply to is no longer shown. Your words are kept here: "
                "press again to say them on their own."
            )
        )


class NotYours(Refused):
    """It belongs to somebody else, or cannot be changed any more."""


class NotReady(Refused):
    """A conversation cannot be opened before its promises are stated."""


def clean_words(text: str, *, limit: int = MAX_WORDS) -> str:
    """Return words as they are kept: trimmed, newlines unified, no NUL.

    Raises ``WordsRefused`` where nothing is left or more than ``limit`` characters are.
    """
    words = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not any(char.isprintable() and not char.isspace() and char not in BLANK for char in words):
        raise WordsRefused(_("Write something first."))
    if len(words) > limit:
        over = len(words) - limit
        raise WordsRefused(
            ngettext(
                "That is %(over)s character too long. %(limit)s fit here.",
                "That is %(over)s characters too long. %(limit)s fit here.",
                over,
            )
            % {"over": f"{over:,}", "limit": f"{limit:,}"}
        )
    return words


def clean_statement(text: str) -> str:
    """Return a statement as kept: one line. Raises ``WordsRefused``."""
    return clean_words(" ".join(text.split()), limit=MAX_STATEMENT)


def check_open(conversation: Conversation, *, words: bool = True) -> None:
    """Raise ``NotOpen`` where the conversation does not take words now, or votes and nods."""
    if conversation.takes_words:
        return
    if not words:
        raise NotOpen(
            _("This conversation has not opened yet.")
            if conversation.is_coming
            else _("This conversation is closed. You can still read everything that was said.")
        )
    if conversation.is_coming:
        raise NotOpen(_("This conversation has not opened yet. Your words are kept here for you to copy."))
    raise NotOpen(_("This conversation is closed. Your words are kept here for you to copy."))


def round_is_open(thread: Thread) -> bool:
    """Say whether the round a thread belongs to takes words now; a thread of no round always does."""
    return thread.round is None or thread.round.is_on


def check_round(stage: Round | None, *, words: bool = True) -> None:
    """Raise ``NotOpen`` where a round has not begun, or is over, for words, or for votes."""
    if stage is None or stage.is_on:
        return
    if not words:
        raise NotOpen(
            _("This round is over. You can still read everything in it.")
            if stage.has_begun
            else _("This round has not begun yet.")
        )
    if not stage.has_begun:
        raise NotOpen(_("This round has not begun yet. Your words are kept here for you to copy."))
    raise NotOpen(
        _("This round is over. Your words are kept here: say them in the round that is open, or copy them.")
    )


def check_mode(thread: Thread, *, as_asked: bool = False) -> None:
    """Raise ``NotOpen`` where words are not what a thread's round asks for.

    ``as_asked``: they come through the form of its mode, or reply to what did.
    """
    mode = Mode.THREAD if thread.round is None else thread.round.mode
    if mode == Mode.QUESTIONS and not as_asked:
        raise NotOpen(
            _(
                "In this round people answer questions. Your words are kept here: "
                "answer with them, or copy them."
            )
        )
    if mode == Mode.STATEMENTS:
        raise NotOpen(
            _(
                "In this round people agree or disagree with statements. Your words are kept here: "
                "add them as a statement, or copy them."
            )
        )


def check_takes_statements(conversation: Conversation, stage: Round | None) -> None:
    """Raise ``NotReady`` where a round is not one of statements, or not of this conversation."""
    if stage is None:
        return
    if stage.conversation_id != conversation.pk or stage.mode != Mode.STATEMENTS:
        raise NotReady(_("That round is not one in which people vote on statements here."))


def asks_panel(thread: Thread) -> bool:
    """Say whether what stands at the top of a thread is a question to the panel of its round."""
    return thread.round is not None and thread.round.mode == Mode.PANEL


def mode_is_fixed(stage: Round) -> bool:
    """Say whether what people do in a round is settled: they see it and its time has come, or took part."""
    if stage.pk is None:
        return False
    if is_launched(stage.conversation) and stage.has_begun:
        return True
    return (
        stage.statements.exists()
        or Contribution.objects.filter(thread__round=stage).exists()
        or Given.objects.filter(question__round=stage).exists()
    )


def check_said_in_time(conversation: Conversation, said_at: datetime) -> None:
    """Raise ``NotOpen`` where what was said away from a screen cannot be written down (any more).

    Paper comes back from a workshop or a drop box after the last day. Whoever spoke in time counts:
    for ``PAPER_GRACE`` after closing, and until the answer is given.
    """
    if conversation.takes_words:
        return
    if not conversation.takes_paper:
        check_open(conversation)
    closed_on = conversation.closed_on
    if closed_on is not None and timezone.localdate(said_at) > closed_on:
        raise NotOpen(
            _("This conversation closed on %(day)s. Only what was said by then can still be written down.")
            % {"day": date_format(closed_on)}
        )


def may_facilitate(user: Any, site: "Site | int") -> bool:
    """Say whether somebody may run conversations in a place."""
    return has_role(user, site, Role.FACILITATOR)


def may_moderate(user: Any, site: "Site | int") -> bool:
    """Say whether somebody may hide and release words in a place."""
    return has_role(user, site, Role.MODERATOR)


def may_merge(user: Any, site: "Site | int") -> bool:
    """Say whether somebody may put words that say the same together: who runs or moderates here."""
    return has_role(user, site, Role.FACILITATOR, Role.MODERATOR)


def may_edit(contributor: "Contributor | None", contribution: Contribution) -> bool:
    """Say whether these are one's own words and they can still be changed."""
    return is_own(contributor, contribution) and contribution.state in (State.PUBLISHED, State.HELD)


def may_withdraw(contributor: "Contributor | None", contribution: Contribution) -> bool:
    """Say whether these are one's own words and they can still be taken back."""
    return is_own(contributor, contribution) and contribution.state in (
        State.PUBLISHED,
        State.HELD,
        State.HIDDEN,
    )


def is_own(contributor: "Contributor | None", item: Contribution | Statement) -> bool:
    """Say whether somebody said this. Nobody owns the organisers' own statements."""
    return contributor is not None and item.contributor_id == contributor.pk


def missing_before_opening(conversation: Conversation, *, options: int | None = None) -> list[str]:
    """Return what has to be stated before people are asked to speak, in plain words.

    A chat states its question, who is listening and by when they answer. A formal conversation states
    what the Gunning principles ask for (R v Brent LBC ex parte Gunning, 1985; approved in R (Moseley) v
    Haringey, 2014, which also asks for the options ruled out): who decides, what can and cannot change,
    the options, enough time and why it is enough, and by when an answer comes; and its equality
    assessment. ``options``: how many a form holds that are not kept yet.
    """
    needed: list[tuple[object, str]] = [
        (conversation.question, _("the question")),
        (conversation.decider_name, _("who decides, or who is listening")),
        (conversation.answer_by, _("by when people get an answer")),
    ]
    if conversation.weight == Weight.FORMAL:
        needed += [
            (conversation.promise_said, _("the promise: what will be done with what people say")),
            (conversation.can_change, _("what can change")),
            (conversation.cannot_change, _("what cannot change")),
            (_some_options(conversation, options), _("the options, also those already ruled out and why")),
            (conversation.closes_at, _("when it closes")),
            (conversation.length_reason, _("why it is open that long")),
            (conversation.equality_assessment_id, _("the equality assessment")),
        ]
    return [words for value, words in needed if not (value.strip() if isinstance(value, str) else value)]


def _some_options(conversation: Conversation, options: int | None) -> bool:
    if options is not None:
        return options > 0
    return conversation.pk is not None and conversation.options.exists()


def check_ready(conversation: Conversation, *, options: int | None = None) -> None:
    """Raise ``NotReady`` where something has to be stated before people are asked to speak."""
    missing = missing_before_opening(conversation, options=options)
    if missing:
        raise NotReady(_("Before it opens, say: %(missing)s.") % {"missing": "; ".join(missing)})


def is_past_its_day(conversation: Conversation) -> bool:
    """Say whether the day its answer was promised by has gone, and nobody has called it answered."""
    return (
        conversation.answer_by is not None
        and conversation.answer_by < timezone.localdate()
        and conversation.status != ConversationStatus.ANSWERED
    )


def is_launched(conversation: Conversation) -> bool:
    """Say whether people can see it."""
    return conversation.status != ConversationStatus.DRAFT


def check_cites(conversation: Conversation, cites: Summary | None) -> None:
    """Raise ``NotReady`` where a further round does not build on what was heard in the one before.

    The newest round has to have a published summary, and the new one has to cite it.
    """
    last: Round | None = conversation.rounds.order_by("-number").first()
    if last is None:
        return
    heard = Summary.objects.filter(round=last, state=SummaryState.PUBLISHED).first()
    if heard is None:
        raise NotReady(
            _("Publish the summary of round %(number)s first: a new round builds on what was heard.")
            % {"number": last.number}
        )
    if cites is None or cites.pk != heard.pk:
        raise NotReady(_("Say that it builds on the summary of round %(number)s.") % {"number": last.number})
