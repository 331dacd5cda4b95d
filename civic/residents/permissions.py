"""Who may do what: every room tells its actions, and one table is made of the rooms' own rules.

The table is never written down apart from the rules: each cell is the rule's answer for somebody who
holds that one role and nothing else. ``tests/residents/test_permission_table.py`` holds every cell to
what a real request does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from civic.residents.enums import Role
from civic.residents.rules import with_office

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from wagtail.models import Site


@dataclass(frozen=True, kw_only=True)
class StaffAction:
    """Something staff do in a place."""

    key: str
    """``room.verb``, such as ``moderation.decide``."""
    label: "str | _StrPromise"
    may: Callable[[Any, "Site"], bool]
    """The room's own rule: a person and a place."""
    screen: str = ""
    """The name of the address where it is done; empty for what needs a row to be done to."""
    needs: "str | _StrPromise" = ""
    """What the role alone does not give, such as a seat on a board."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One action, and for each role of ``Role`` in turn whether it may."""

    action: StaffAction
    cells: tuple[bool, ...]


_actions: dict[str, StaffAction] = {}
_more: list[Callable[[], Iterable[StaffAction]]] = []


def register_action(action: StaffAction) -> None:
    """Tell of an action; call while Wagtail's hooks are read."""
    _actions[action.key] = action


def register_actions_of(source: Callable[[], Iterable[StaffAction]]) -> None:
    """Tell of actions that are known only once everything has started."""
    _more.append(source)


def all_actions() -> list[StaffAction]:
    """Return every action, by key."""
    found = _actions | {action.key: action for source in _more for action in source()}
    return [found[key] for key in sorted(found)]


def somebody_with(site: "Site", *roles: str) -> Any:
    """Return a stand-in for a person who holds these roles in a place and nothing else."""
    return SimpleNamespace(
        pk=None,
        is_authenticated=True,
        is_active=True,
        is_superuser=False,
        _roles_by_site={site.pk: with_office(roles)} if roles else {},
    )


def permission_table(site: "Site") -> list[Row]:
    """Return who may do what in a place: one row an action, one cell a role."""
    people = [somebody_with(site, role) for role in Role.values]
    return [
        Row(action=action, cells=tuple(action.may(person, site) for person in people))
        for action in all_actions()
    ]
