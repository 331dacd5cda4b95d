"""Whether a name somebody gives may be shown at once. Rooms that show names say so.

A name shows beside everything its person ever said, so whichever form it is changed in, each room
where it would show is asked first.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civic.residents.models import Contributor

#: Returns whether a person's new name may be shown now; a room that says no keeps the name itself.
NameRule = Callable[["Contributor", str], bool]

_rules: list[NameRule] = []


def ask_before_renaming(rule: NameRule) -> None:
    """Have a room asked before a name changes. Call in ``AppConfig.ready``."""
    if rule not in _rules:
        _rules.append(rule)


def may_be_shown(contributor: "Contributor", name: str) -> bool:
    """Say whether every room lets this name show; the first that does not ends the asking."""
    return all(rule(contributor, name) for rule in _rules)
