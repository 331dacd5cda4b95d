"""What happens in projects, told after it has."""

from dataclasses import dataclass

from civic.pluginkit.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectPublished(Event):
    """A project can be seen by everybody."""

    project_id: int


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(Event):
    """A session will not happen."""

    session_id: int


@dataclass(frozen=True, kw_only=True)
class PersonComing(Event):
    """Somebody said "I'm coming"."""

    coming_id: int


@dataclass(frozen=True, kw_only=True)
class StartWished(Event):
    """Somebody would like to start something."""

    wish_id: int
