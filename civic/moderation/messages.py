"""What authors are told."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from civic.moderation.enums import DecisionReason
from civic.moderation.selectors import find_items
from civic.notify.kinds import MessageKind, register_kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from civic.notify.models import Message


def prepare_decisions(messages: Sequence["Message"]) -> Mapping[int, Mapping[str, Any]]:
    """Return, by message, the author's own words as they are now, and the reason in words."""
    items = find_items(message.context["key"] for message in messages)
    return {
        message.pk: {
            "item": items.get(message.context["key"]),
            "why": DecisionReason(message.context["reason"]).label,
        }
        for message in messages
    }


def _register(key: str, title: "str | _StrPromise") -> None:
    name = key.partition(".")[2]
    register_kind(
        MessageKind(
            key=key,
            title=title,
            text_template=f"moderation/messages/{name}.txt",
            html_template=f"moderation/messages/{name}.html",
            prepare=prepare_decisions,
        )
    )


def register_own_kinds() -> None:
    """Register the kinds of message this room sends."""
    _register("moderation.hidden", _("Something you said is hidden now"))
    _register("moderation.rejected", _("Something you said was not published"))
    _register("moderation.restored", _("Something you said is shown again"))
    _register("moderation.stands", _("We looked again at a decision"))
