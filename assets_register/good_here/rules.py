"""Who may see what is not checked, pledge beside it, or make a listing of it."""

from typing import TYPE_CHECKING, Any

from assets_register.good_here.models import GoodPledge, GoodThing
from assets_register.rules import may_keep_register
from civic.moderation.rules import may_moderate
from civic.partners.models import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from civic.residents.models import Contributor


def may_see(user: Any, contributor: "Contributor | None", thing: GoodThing) -> bool:
    """Say whether somebody sees it: everybody once checked, before that who sent it and who checks."""
    if thing.is_public:
        return True
    if contributor is not None and thing.contributor_id == contributor.pk:
        return True
    return bool(user.is_authenticated and may_moderate(user, thing.site))


def may_make_listing(user: Any, thing: GoodThing) -> bool:
    """Say whether somebody may put it into the register: a checked place that is not in it yet."""
    is_place = thing.kind == "place" and thing.is_public and thing.asset_id is None
    return is_place and may_keep_register(user, thing.site)


def pledging_organisations(user: Any, thing: GoodThing) -> "QuerySet[Organisation]":
    """Return the organisations of its place somebody speaks for, and so may pledge for."""
    if not user.is_authenticated or not thing.is_public:
        return Organisation.objects.none()
    return Organisation.objects.filter(site_id=thing.site_id, representatives__user=user).order_by("name")


def may_end_pledge(user: Any, pledge: GoodPledge) -> bool:
    """Say whether somebody may take a pledge back: who speaks for the organisation, or keeps the register."""
    if not user.is_authenticated or pledge.ended_at is not None:
        return False
    speaks = pledge.organisation.representatives.filter(user=user).exists()
    return speaks or may_keep_register(user, pledge.thing.site)
