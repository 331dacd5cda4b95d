"""Who may moderate what."""

from typing import TYPE_CHECKING, Any

from civic.residents.enums import Role
from civic.residents.rules import has_role

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.moderation.models import Appeal


def may_moderate(user: Any, site: "Site | int | None") -> bool:
    """Say whether somebody moderates this place. Moderating another place counts for nothing."""
    return has_role(user, site, Role.MODERATOR)


def may_see_danger(user: Any, site: "Site | int | None") -> bool:
    """Say whether somebody sees reports that a person may be in danger: few, and named."""
    return has_role(user, site, Role.PLACE_ADMINISTRATOR)


def may_decide_appeal(user: Any, appeal: "Appeal") -> bool:
    """Say whether somebody may take the second look: a moderator who did not take the first."""
    return may_moderate(user, appeal.site_id) and user.pk != appeal.decision.by_id
