"""Who may change how a place looks."""

from typing import TYPE_CHECKING, Any

from civic.residents.enums import Role
from civic.residents.rules import has_role

if TYPE_CHECKING:
    from wagtail.models import Site


def may_dress(user: Any, site: "Site | None") -> bool:
    """Say whether somebody may change a place's look, and try another on."""
    return has_role(user, site, Role.PLACE_ADMINISTRATOR)
