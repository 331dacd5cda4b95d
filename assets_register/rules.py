"""Who may do what with assets."""

from typing import TYPE_CHECKING, Any

from civic.residents.enums import Role
from civic.residents.rules import has_role

if TYPE_CHECKING:
    from wagtail.models import Site

#: Who keeps the register: edits, imports, publishes, holds back, places.
KEEPERS = (Role.ASSET_MANAGER, Role.PLACE_ADMINISTRATOR)
#: Who may also confirm and record facts about a space.
CHECKERS = (*KEEPERS, Role.STEWARD, Role.LIBRARIAN)


def may_keep_register(user: Any, site: "Site | int | None") -> bool:
    """Say whether a person keeps this place's register."""
    return has_role(user, site, *KEEPERS)


def may_check_asset(user: Any, site: "Site | int | None") -> bool:
    """Say whether a person's word counts as a check of an asset in this place."""
    return has_role(user, site, *CHECKERS)
