"""Who may do what with the rows of a place, in the form in which Wagtail's admin asks."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from civic.residents.enums import Role
from civic.residents.models import RoleGrant, User
from civic.residents.rules import ADMINISTRATOR_ALSO, has_role, site_ids_with_role

if TYPE_CHECKING:
    from wagtail.models import Site

ALL_ACTIONS = frozenset({"view", "add", "change", "delete"})


class SitePermissionPolicy(BasePermissionPolicy):
    """Roles in a place decide, never Django's own model permissions.

    ``site_path`` is the lookup from a row to its place (``site``, ``conversation__site``);
    ``actions`` are those anybody may do at all: a table that only the machine writes has ``view``.
    """

    def __init__(
        self,
        model: type[Model],
        roles: Iterable[str],
        *,
        site_path: str = "site",
        actions: Collection[str] = ALL_ACTIONS,
    ) -> None:
        super().__init__(model)
        self.roles = tuple(roles)
        self.site_path = site_path
        self.actions = frozenset(actions)

    # -- by place ----------------------------------------------------------------------------
    def site_ids(self, user: Any) -> frozenset[int] | None:
        """Return the places in which a person works on these rows; None is every place."""
        if getattr(user, "is_superuser", False) and user.is_active:
            return None
        return site_ids_with_role(user, *self.roles)

    def site_id_of(self, instance: Model) -> int | None:
        """Return the place a row belongs to."""
        found: Any = instance
        *relations, last = self.site_path.split("__")
        for name in relations:
            found = getattr(found, name)
        return cast("int | None", getattr(found, f"{last}_id"))

    def in_places(self, user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Keep the rows of the places in which a person works on them."""
        site_ids = self.site_ids(user)
        return rows if site_ids is None else rows.filter(**{f"{self.site_path}__in": site_ids})

    def place_for_new(self, user: Any, current: "Site | None") -> "Site | int | None":
        """Return the place a new row is for: the one in force where the person works there."""
        site_ids = self.site_ids(user)
        if current is not None and (site_ids is None or current.pk in site_ids):
            return current
        return min(site_ids) if site_ids else None

    # -- what Wagtail asks -------------------------------------------------------------------
    def _allowed(self, actions: Iterable[str]) -> bool:
        wanted = set(actions)
        if "change" in self.actions:
            wanted |= {"publish", "lock", "unlock"} & wanted and {"change"}
        return bool(wanted & self.actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        if not self._allowed(actions):
            return False
        site_ids = self.site_ids(user)
        return site_ids is None or bool(site_ids)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self._allowed([action]) and has_role(user, self.site_id_of(instance), *self.roles)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> "QuerySet[Any]":
        rows: QuerySet[Any] = self.model._default_manager.all()
        return self.in_places(user, rows) if self._allowed(actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> "QuerySet[User]":
        return self._users(RoleGrant.objects.all())

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Model
    ) -> "QuerySet[User]":
        return self._users(RoleGrant.objects.filter(site=self.site_id_of(instance)))

    def _users(self, grants: "QuerySet[RoleGrant]") -> "QuerySet[User]":
        roles = set(self.roles)
        if roles & ADMINISTRATOR_ALSO:
            roles.add(Role.PLACE_ADMINISTRATOR)
        granted = grants.filter(role__in=roles).values("user_id")
        return User.objects.filter(Q(is_superuser=True) | Q(pk__in=granted), is_active=True)
