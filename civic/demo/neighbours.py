"""Demo neighbours: they talk in the ticket hall's conversation while somebody looks on, then stop.

Each is a visitor with a cookie jar of their own who loads the page, and presses the same buttons
through the same addresses, middleware and throttles as anybody. Their name says that they are
scripted. One queued task is one neighbour's turn; it queues the next until the time is up, or until
somebody switches them off by taking it from the queue.
"""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from civic.demo import words
from civic.demo.people import NEIGHBOURS
from civic.tasks.models import QueuedTask
from civic.tasks.registry import background_task, task_name
from civic.tasks.services import enqueue
from engagement.conversations.models import Contribution, Conversation

if TYPE_CHECKING:
    from uuid import UUID

#: How long they go on, and how long between two turns.
MINUTES, EVERY = 5, timedelta(seconds=8)
#: Each third turn a neighbour agrees with what was said last instead of saying something.
AGREES = 3


def _turns() -> Any:
    return QueuedTask.objects.filter(name=task_name(take_turn), failed_at=None)


def stop_at() -> datetime | None:
    """Return when the neighbours will stop by themselves; None where they are not talking."""
    turn = _turns().first()
    until = datetime.fromisoformat(json.loads(turn.arguments)["until"]) if turn else None
    return until if until and until > timezone.now() else None


def talked_about(site: Site) -> Conversation | None:
    """Return the conversation they talk in: the ticket hall's, while it takes words."""
    found = Conversation.objects.filter(site=site, question=words.TICKET_HALL_QUESTION)
    return found.taking_words().first()


def switch_on(site: Site) -> None:
    """Let them talk for some minutes; pressed again, they go on from now."""
    switch_off()
    until = timezone.now() + timedelta(minutes=MINUTES)
    enqueue(take_turn, site_id=site.pk, run=uuid4().hex, turn=0, until=until.isoformat())


def switch_off() -> None:
    """Let them be quiet: no further turn."""
    _turns().delete()


@background_task
def take_turn(*, site_id: int, run: str, turn: int, until: str) -> None:
    """Let one neighbour say something or agree, and queue the next. Done twice, it is said once."""
    site = Site.objects.filter(pk=site_id).first()
    conversation = talked_about(site) if site else None
    if site is None or conversation is None or timezone.now() >= datetime.fromisoformat(until):
        return
    if turn % AGREES == AGREES - 1:
        _agree(site, conversation, turn)
    else:
        _say(site, conversation, run, turn)
    if _turns().exists():  # not switched off meanwhile
        enqueue(take_turn, delay=EVERY, site_id=site_id, run=run, turn=turn + 1, until=until)


def _visitor(site: Site, conversation: Conversation, turn: int) -> tuple[Client, dict[str, str]]:
    """Return a visitor who has loaded the page, and the token their forms carry.

    Their address is from a range kept for documentation (RFC 5737), so that the throttle does not
    count them together with whoever looks on.
    """
    client = Client(
        enforce_csrf_checks=True,
        SERVER_NAME=site.hostname,
        SERVER_PORT=str(site.port),
        REMOTE_ADDR=f"198.51.100.{turn % 250 + 1}",
    )
    client.get(reverse("conversations:conversation", args=[conversation.uuid]), follow=True)
    return client, {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}


def _say(site: Site, conversation: Conversation, run: str, turn: int) -> None:
    client, token = _visitor(site, conversation, turn)
    name, said = NEIGHBOURS[(turn * 13 + 5) % len(NEIGHBOURS)], _line(conversation)
    if said is None:
        return
    client.post(
        reverse("conversations:say", args=[_thread(conversation)]),
        {
            **token,
            "text": said,
            "name": f"{name} (demo neighbour)",
            "client_key": f"{run}-{turn}",
            "parent": "",
            "anyway": "1",
        },
    )


def _thread(conversation: Conversation) -> "UUID":
    first: UUID = conversation.threads.order_by("position", "pk").values_list("uuid", flat=True)[0]
    return first


def _line(conversation: Conversation) -> str | None:
    """Return the first line of the script that nobody has said; None once all were."""
    said = set(
        Contribution.objects.filter(
            conversation=conversation, text__in=words.TICKET_HALL_NEIGHBOURS
        ).values_list("text", flat=True)
    )
    return next((line for line in words.TICKET_HALL_NEIGHBOURS if line not in said), None)


def _agree(site: Site, conversation: Conversation, turn: int) -> None:
    shown = Contribution.objects.filter(conversation=conversation, parent=None, number__isnull=False)
    newest = shown.filter(state="published").order_by("-number").first()
    if newest is not None:
        client, token = _visitor(site, conversation, turn)
        client.post(reverse("conversations:nod", args=[newest.uuid]), {**token, "do": "agree"})
