"""Who may do what with assets."""

from typing import TYPE_CHECKING, Any

from assets_register.models import Asset, Claim
from civic.residents.enums import Role
from civic.residents.rules import has_role
from civic.residents.selectors import people_with_role

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


def may_decide_claims(user: Any, site: "Site | int | None") -> bool:
    """Say whether a person decides whose word about a space of this place is verified."""
    return has_role(user, site, Role.PLACE_ADMINISTRATOR)


def may_decide_claim(user: Any, claim: Claim) -> bool:
    """Say whether a person decides this one: nobody their own, and another person the second look."""
    if not may_decide_claims(user, claim.site_id) or claim.contributor.user_id == user.pk:
        return False
    if claim.appeal and claim.decided_by_id == user.pk:
        others = people_with_role(claim.site, Role.PLACE_ADMINISTRATOR)
        return not others.exclude(pk__in=[user.pk, claim.contributor.user_id or 0]).exists()
    return True


def keeps_asset(user: Any, asset: Asset) -> bool:
    """Say whether a person looks after this space by a claim that was verified."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return Claim.objects.standing().filter(asset_id=asset.pk, contributor__user=user).exists()
