"""What a phone in the room shows to one person."""

from typing import TYPE_CHECKING, Any

from engagement.conversations import names, selectors
from engagement.conversations.forms import AnswerEmailForm, SayForm
from engagement.conversations.models import Contribution
from engagement.conversations.room import selectors as here
from engagement.conversations.room.models import Gathering
from engagement.conversations.room.snapshots import captions_of
from engagement.conversations.threads import in_public, thread_slice
from engagement.conversations.where import read_uuid

if TYPE_CHECKING:
    from django.http import HttpRequest

    from civic.residents.models import Contributor

#: What is said after a press, by the word in the address.
HELD, SAID = "held", "said"


def phone_screen(
    request: "HttpRequest",
    gathering: Gathering,
    contributor: "Contributor",
    *,
    say_form: SayForm | None = None,
    refusal: str = "",
) -> dict[str, Any]:
    """Return the context of the page of somebody who joined."""
    thread = gathering.thread
    attendance = here.attendance_of(gathering, contributor)
    page = thread_slice(thread)
    bound = say_form is not None and say_form.is_bound
    asked = say_form.data.get("parent", "") if bound and say_form else request.GET.get("reply", "")
    reply_to = _reply_to(gathering, str(asked))
    late = here.is_late(gathering, attendance)
    return {
        "gathering": gathering,
        "state": gathering.shown_state,
        "conversation": thread.conversation,
        "thread": thread,
        "contributor": contributor,
        "slice": page,
        "nodded": selectors.nodded_among(page.said, contributor),
        "closed": not (gathering.is_open and thread.conversation.takes_words),
        "mine": selectors.own_contributions(thread, contributor),
        "waiting_name": names.waiting_name(contributor),
        "email_form": AnswerEmailForm(),
        "say_form": say_form or SayForm(initial={"parent": reply_to.uuid if reply_to else None}),
        "reply_to": reply_to,
        "refusal": refusal,
        "done": request.GET.get("done", ""),
        "hand_up": here.has_hand_up(gathering, contributor),
        "so_far": here.sentences_so_far(gathering),
        "late": late,
        "captions": captions_of([gathering.pk]).get(gathering.pk, []),
        "nod_view": "room:agree",
        "read_to": thread.last_event_number,
        # A link to the very same address would only jump: each page links to the other.
        "look": 2 if request.GET.get("look") == "1" else 1,
        "door": "conversations",
    }


def _reply_to(gathering: Gathering, typed: str) -> Contribution | None:
    wanted = read_uuid(typed)
    if wanted is None:
        return None
    rows = Contribution.objects.filter(thread_id=gathering.thread_id, uuid=wanted)
    return in_public(rows.select_related("contributor", "root")).first()
