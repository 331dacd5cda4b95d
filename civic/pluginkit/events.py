"""Events: facts told after they happened, delivered by the worker, at least once.

``publish`` writes one delivery task inside the writing transaction, so an event is never told
before its fact is kept and never lost after. The worker then calls every receiver on its own.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, TypeVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in one place. Subclasses are named in the past tense, hold ids."""

    known: ClassVar[dict[str, type["Event"]]] = {}
    site_id: int

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Event.known[cls.name()] = cls

    @classmethod
    def name(cls) -> str:
        """Return the event's stable name: its room and class."""
        return f"{cls.__module__.removesuffix('.events')}.{cls.__name__}"

    def payload(self) -> dict[str, Any]:
        """Return the event as JSON values."""
        return asdict(self)

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> "Event":
        """Return the event a payload was made of; unknown fields are dropped."""
        names = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in payload.items() if key in names})


E = TypeVar("E", bound=Event)
Receiver = Callable[[Any], None]

#: Receivers by event name, each under its own dotted name.
receivers: dict[str, dict[str, Receiver]] = {}


def receives(event_class: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a function to be called with every event of a class. It must be idempotent."""

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{function.__module__}.{function.__qualname__}"
        receivers.setdefault(event_class.name(), {})[name] = function
        return function

    return register


def publish(event: Event) -> None:
    """Tell everybody who listens, after the surrounding transaction commits."""
    from civic.pluginkit.tasks import deliver_event
    from civic.tasks.services import enqueue

    enqueue(deliver_event, name=event.name(), payload=event.payload())
