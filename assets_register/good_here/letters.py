"""What people are told about good things, and questions passed on to who is behind one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets_register.good_here.models import GoodPledge, GoodThing
from civic.notify.kinds import MessageKind, register_kind
from civic.notify.notices import queue_letter
from civic.notify.services import tell
from civic.places.context import site_context

if TYPE_CHECKING:
    from assets_register.enquiries import Question
    from civic.notify.models import Message

SHOWN, PLEDGED = "good_here.shown", "good_here.pledged"


def tell_shown(thing: GoodThing) -> None:
    """Tell whoever sent it that everybody sees it now."""
    tell(thing.contributor, kind=SHOWN, once_key=f"good-shown:{thing.uuid}", context={"thing": thing.pk})


def tell_pledged(pledge: GoodPledge) -> None:
    """Tell whoever sent it what an organisation can do for it."""
    context = {"thing": pledge.thing_id, "pledge": pledge.pk}
    tell(pledge.thing.contributor, kind=PLEDGED, once_key=f"good-pledge:{pledge.uuid}", context=context)


def prepare_letters(messages: "Sequence[Message]") -> Mapping[int, Mapping[str, Any] | None]:
    """Return each thing, and the pledge where there is one, as they are now, by message pk.

    None where one of them is gone: there is nothing to say any more.
    """
    things = GoodThing.objects.in_bulk([message.context["thing"] for message in messages])
    wanted = [message.context["pledge"] for message in messages if "pledge" in message.context]
    pledges = GoodPledge.objects.select_related("organisation").in_bulk(wanted)
    found: dict[int, Mapping[str, Any] | None] = {}
    for message in messages:
        thing = things.get(message.context["thing"])
        pledge = pledges.get(message.context.get("pledge", 0))
        gone = thing is None or ("pledge" in message.context and pledge is None)
        found[message.pk] = None if gone else {"thing": thing, "pledge": pledge}
    return found


def pass_on(thing: GoodThing, question: "Question") -> None:
    """Send a question to whoever is behind a thing; nothing of it is kept, and no address is shown.

    In the language they read. Raises ``LookupError`` where nobody can be written to.
    """
    who = thing.contributor
    if not thing.is_public or not thing.is_answered:
        raise LookupError(thing.pk)
    facts = {"thing": thing, "question": question, "root_url": thing.site.root_url}
    with site_context(thing.site), translation.override(who.language or settings.LANGUAGE_CODE):
        queue_letter(
            to=who.email,
            subject=" ".join((_("Somebody asks about %(name)s") % {"name": thing.name}).split())[:200],
            text=render_to_string("good_here/messages/question.txt", facts).strip() + "\n",
            html=render_to_string("good_here/messages/question.html", facts),
            reply_to=question.email,
        )


def register_kinds() -> None:
    """Let the outbox send them."""
    for key, title in (
        (SHOWN, gettext_lazy("What you told us of is on the map")),
        (PLEDGED, gettext_lazy("Somebody can help with what you told us of")),
    ):
        name = key.partition(".")[2]
        register_kind(
            MessageKind(
                key=key,
                title=title,
                subject=gettext_lazy("What is good here, at %(place)s"),
                text_template=f"good_here/messages/{name}.txt",
                html_template=f"good_here/messages/{name}.html",
                prepare=prepare_letters,
                in_app=True,
            )
        )
