"""Ready words for each move a facilitator makes. They are changed before posting where that is better."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from engagement.conversations.enums import Move

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: What each is called on its button.
CALLED: "dict[str, _StrPromise]" = {
    Move.WELCOME: _("Welcome"),
    Move.REASON: _("Ask for a reason"),
    Move.EVIDENCE: _("Point to evidence"),
    Move.LINK: _("Link to another’s words"),
    Move.REFLECT: _("Reflect back"),
    Move.INVITE: _("Invite who is missing"),
    Move.DISAGREE: _("Name the disagreement"),
    Move.SUMMARISE: _("Sum up"),
}
READY: "dict[str, _StrPromise]" = {
    Move.WELCOME: _("Welcome. Say what you think in your own words: there are no wrong answers here."),
    Move.REASON: _("Thank you. Can you say a little about why? What makes it matter to you?"),
    Move.EVIDENCE: _(
        "Does anybody know a fact or a place where we could check this? Say where you found it."
    ),
    Move.LINK: _("This is close to what somebody said before. Do you mean the same, or is it different?"),
    Move.REFLECT: _("I hear you say this. Did I get it right?"),
    Move.INVITE: _("We have not heard from everybody. Who sees this differently, or is not in the room?"),
    Move.DISAGREE: _("We do not agree about this, and that is fine. What would each of us need?"),
    Move.SUMMARISE: _("So far we said this. What is missing?"),
}


def ready_words(move: str, language: str) -> str:
    """Return the ready words of a move in a language. Raises ``KeyError`` for no move."""
    with override(language):
        return str(READY[move])
