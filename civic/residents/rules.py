"""Who may do what in a place.

A superuser may do everything on every place. Everybody else holds roles, place by place. A place
administrator runs the place but does not speak for a board: deciding is left to board members.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from civic.residents.enums import Role
from civic.residents.models import RoleGrant

if TYPE_CHECKING:
    from wagtail.models import Site

#: Roles a place administrator also has.
ADMINISTRATOR_ALSO = frozenset(
    {
        Role.MODERATOR,
        Role.FACILITATOR,
        Role.STEWARD,
        Role.LIBRARIAN,
        Role.ASSET_MANAGER,
        Role.PLACE_ADMINISTRATOR,
    }
)


#: What counts as a second step; recovery codes only stand in for one that was lost.
SECOND_STEPS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


def has_second_step(user: Any) -> bool:
    """Say whether a person has a second step of signing in. Asked once, then remembered."""
    remembered: bool | None = getattr(user, "_second_step", None)
    if remembered is None:
        remembered = Authenticator.objects.filter(user=user, type__in=SECOND_STEPS).exists()
        user._second_step = remembered
    return remembered


def lacks_second_step(user: Any) -> bool:
    """Say whether a person's roles wait for a second step of signing in."""
    return settings.STAFF_NEED_SECOND_STEP and not has_second_step(user)


def holds_a_role(user: Any) -> bool:
    """Say whether a person was given any role, whether or not it counts yet."""
    return user.is_superuser or RoleGrant.objects.filter(user=user).exists()


def with_office(roles: Iterable[str]) -> frozenset[str]:
    """Return these roles, and those that come with being place administrator."""
    held = frozenset(roles)
    return held | ADMINISTRATOR_ALSO if Role.PLACE_ADMINISTRATOR in held else held


def roles_of(user: Any) -> dict[int, frozenset[str]]:
    """Return the roles a person may use, by site id. Asked once per user object, then remembered.

    None without a second step of signing in.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return {}
    remembered: dict[int, frozenset[str]] | None = getattr(user, "_roles_by_site", None)
    if remembered is None:
        found: dict[int, set[str]] = {}
        for site_id, role in RoleGrant.objects.filter(user=user).values_list("site_id", "role"):
            found.setdefault(site_id, set()).add(role)
        remembered = {}
        for site_id, roles in found.items():
            remembered[site_id] = with_office(roles)
        if remembered and lacks_second_step(user):
            remembered = {}
        user._roles_by_site = remembered
    return remembered


def has_role(user: Any, site: "Site | int | None", *roles: str) -> bool:
    """Say whether a person holds any of these roles in this place."""
    if site is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    if user.is_superuser:
        return not lacks_second_step(user)
    site_id = site if isinstance(site, int) else site.pk
    return bool(roles_of(user).get(site_id, frozenset()) & set(roles))


def assists_once_all_is_set(user: Any, site: "Site") -> bool:
    """Say whether somebody is a librarian of a place whose role waits for a second step of signing in."""
    given = RoleGrant.objects.filter(user=user, site=site).values_list("role", flat=True)
    return lacks_second_step(user) and (user.is_superuser or Role.LIBRARIAN in with_office(given))


def may_assist(user: Any, site: "Site | int | None") -> bool:
    """Say whether somebody may write down other people's words, and print their answers, in a place."""
    return has_role(user, site, Role.LIBRARIAN)


def is_staff_somewhere(user: Any) -> bool:
    """Say whether a person has any work to do behind the public pages."""
    if getattr(user, "is_superuser", False):
        return not lacks_second_step(user)
    return bool(roles_of(user))


def site_ids_with_role(user: Any, *roles: str) -> frozenset[int]:
    """Return the places in which a person holds any of these roles (superusers: ask ``has_role``)."""
    wanted = set(roles)
    return frozenset(site_id for site_id, held in roles_of(user).items() if held & wanted)
