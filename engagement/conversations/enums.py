"""Fixed choices of a conversation."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class ConversationStatus(models.TextChoices):
    """How far a conversation has come. The opening and closing times narrow ``open`` further."""

    DRAFT = "draft", _("Not shown yet")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    ANSWERED = "answered", _("Answered")


class Weight(models.TextChoices):
    """How much has to be stated before people are asked."""

    CHAT = "chat", _("A chat: a question, who listens, and by when they answer")
    FORMAL = "formal", _("Formal: everything that decides the matter is stated first")


class Mode(models.TextChoices):
    """What people do in a round: chosen when it is made, fixed once it is open."""

    THREAD = "thread", _("An open thread")
    STATEMENTS = "statements", _("Statements to agree or disagree with")
    QUESTIONS = "questions", _("Questions to answer")
    PANEL = "panel", _("Questions to the panel")


#: What a mode asks of people, in a sentence they read.
MODE_ASKS: "dict[str, _StrPromise]" = {
    Mode.THREAD: _("Say what you think, and reply to each other."),
    Mode.STATEMENTS: _("Agree, disagree or pass, one short sentence at a time. You can add one of your own."),
    Mode.QUESTIONS: _("Answer all of them or some. You can come back and change your answers."),
    Mode.PANEL: _("Ask the panel something, or say which question you want an answer to, too."),
}


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SHORT = "short", _("In a line of one's own words")
    LONG = "long", _("In one's own words")
    ONE = "one", _("By choosing one")
    MANY = "many", _("By choosing as many as one likes")
    SCALE = "scale", _("On a scale")
    RANK = "rank", _("By putting a few in order")


class PanelState(models.TextChoices):
    """What became of a question to the panel."""

    OPEN = "open", _("Not answered yet")
    TAKEN_UP = "taken_up", _("Taken up: it will be answered")
    WRITTEN = "written", _("Answered in writing")
    ON_STAGE = "on_stage", _("Answered on stage")
    SET_ASIDE = "set_aside", _("Set aside")


class PromiseLevel(models.TextChoices):
    """How far people's words reach, in plain words.

    The five levels of the Spectrum of Public Participation (International Association for Public
    Participation, IAP2, 2018), each with its promise to the public.
    """

    INFORM = "inform", _("We tell you what is happening")
    CONSULT = "consult", _("We listen, and tell you what difference it made")
    INVOLVE = "involve", _("We work it out with you, and show where your words went")
    COLLABORATE = "collaborate", _("We decide together")
    EMPOWER = "empower", _("You decide, and we do it")


class SummaryState(models.TextChoices):
    """How far a summary of a round has come."""

    WRITING = "writing", _("Being written")
    CHECKING = "checking", _("Did we get this right?")
    PUBLISHED = "published", _("Published")


class State(models.TextChoices):
    """Whether words are shown. The values are those of the record's ``WordsState``."""

    PUBLISHED = "published", _("Shown")
    HELD = "held", _("Waiting to be read")
    HIDDEN = "hidden", _("Hidden")
    REJECTED = "rejected", _("Not published")
    WITHDRAWN = "withdrawn", _("Taken back")
    ERASED = "erased", _("Erased")


class SaidHow(models.TextChoices):
    """How somebody said it."""

    ONLINE = "online", _("online")
    PAPER = "paper", _("on paper")
    DESK = "desk", _("at a desk")
    WORKSHOP = "workshop", _("in a workshop")
    PHONE = "phone", _("by phone")
    STREET = "street", _("in the street")
    ROOM = "room", _("in the room")


#: Ways in which people send their words themselves, while the conversation is open.
THEMSELVES = (SaidHow.ONLINE, SaidHow.ROOM)


class Move(models.TextChoices):
    """What a facilitator does with a post of theirs. It shows beside the words.

    Moves that keep a talk open, fair and moving: after the moves of online facilitation in D. Epstein
    and G. Leshed, "The Magic Sauce" (Journal of Public Deliberation 12(1), 2016).
    """

    WELCOME = "welcome", _("welcome")
    REASON = "reason", _("asking for a reason")
    EVIDENCE = "evidence", _("pointing to evidence")
    LINK = "link", _("linking to another’s words")
    REFLECT = "reflect", _("reflecting back")
    INVITE = "invite", _("inviting who is missing")
    DISAGREE = "disagree", _("naming the disagreement")
    SUMMARISE = "summarise", _("summing up")


class Choice(models.TextChoices):
    """What somebody thinks of a statement."""

    AGREE = "agree", _("Agree")
    DISAGREE = "disagree", _("Disagree")
    PASS = "pass", _("Pass")


class EventKind(models.TextChoices):
    """What changed in public in a thread."""

    POSTED = "posted"
    EDITED = "edited"
    HIDDEN = "hidden"
    RESTORED = "restored"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    MERGED = "merged"
    PROMPT = "prompt"
    ROUND = "round"
