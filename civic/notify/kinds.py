"""What people can be told: each room registers its own kinds of message.

A kind has two templates, plain and HTML, which give the message's body only; the outbox puts the
greeting, the place's name, the links and the way to stop around it, in an email or on a page.

Both get the message's ``context`` and, besides, ``contributor``, ``site``, ``place_name``,
``root_url`` (``https://host``, to put before a path) and ``message``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from civic.notify.models import Message

#: Looks up, for many messages at once, what their templates need beyond ``context``; by message pk.
#: None for a message that has nothing to say any more: what it was about is gone. It is not sent.
Prepare = Callable[["Sequence[Message]"], Mapping[int, Mapping[str, Any] | None]]
#: Looks up what titles say differently by now; by message pk.
Retitle = Callable[["Sequence[Message]"], Mapping[int, Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class MessageKind:
    """One kind of message."""

    key: str
    """``room.name``, such as ``record.answer``."""
    title: "str | _StrPromise"
    """What "My voice" calls it; ``%(name)s`` takes a value of the context."""
    text_template: str
    html_template: str
    subject: "str | _StrPromise" = ""
    """The email's subject. Discreet: anybody may see it. ``%(place)s`` is the place's name."""
    to_unconfirmed: bool = False
    """Goes also to an address nobody has confirmed yet. Only for asking whether it is theirs."""
    title_now: Retitle | None = None
    """Looks up, for many messages at once, what their titles say differently by now; by message pk."""
    in_app: bool = True
    """Whether "My voice" lists it."""
    prepare: Prepare | None = None
    delivered: "Callable[[Message], None] | None" = None
    """Called, in the same transaction, when it is settled how the person was told."""


_kinds: dict[str, MessageKind] = {}


def register_kind(kind: MessageKind) -> None:
    """Let a kind of message be sent. Call in ``AppConfig.ready``."""
    _kinds[kind.key] = kind


def find_kind(key: str) -> MessageKind:
    """Return the kind of this key. Raises ``LookupError`` where no installed room knows it."""
    try:
        return _kinds[key]
    except KeyError:
        raise LookupError(f"no message is called {key}") from None


def all_kinds() -> list[MessageKind]:
    """Return every kind, by key."""
    return [_kinds[key] for key in sorted(_kinds)]
