"""Who may do what with the rows of a place, in the form in which Wagtail's admin asks."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Model, Q, QuerySet
from wagtail.models import Collection as PictureCollection
from wagtail.models import Site
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from civic.places.models import PlaceCollection
from civic.residents.enums import Role
from civic.residents.models import RoleGrant, User
from civic.residents.rules import ADMINISTRATOR_ALSO, has_role, site_ids_with_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

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


class PlaceSettingPolicy(SitePermissionPolicy):
    """The settings of a place are its administrators' to change, and nobody else's.

    Wagtail asks about a setting, or about the place whose setting it would be.
    """

    def __init__(self, model: type[Model]) -> None:
        super().__init__(model, [Role.PLACE_ADMINISTRATOR], actions={"view", "change"})

    def site_id_of(self, instance: Model) -> int | None:
        return instance.pk if isinstance(instance, Site) else super().site_id_of(instance)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Model
    ) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def sites_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> "QuerySet[Site]":
        """Return the places whose setting a person may change."""
        site_ids = self.site_ids(user) if self._allowed(actions) else frozenset()
        places: QuerySet[Site] = Site.objects.all()
        return places if site_ids is None else places.filter(pk__in=site_ids)

    def sites_user_has_permission_for(self, user: Any, action: str) -> "QuerySet[Site]":
        """Return the places whose setting a person may change."""
        return self.sites_user_has_any_permission_for(user, [action])


#: Who puts pictures beside what they look after, and who tidies up everybody's.
PICTURE_ROLES = (Role.FACILITATOR, Role.STEWARD, Role.LIBRARIAN, Role.ASSET_MANAGER)
PICTURE_TIDIERS = (Role.PLACE_ADMINISTRATOR,)


class PlacePicturePolicy(CollectionOwnershipPermissionPolicy):
    """Pictures and documents stay in their place: roles decide, where Wagtail would ask groups.

    Whoever may add a picture to a place's collection may change their own; a place administrator may
    change them all. What lies in no place's collection is a superuser's.
    """

    def _roles(self, actions: Iterable[str]) -> set[str]:
        wanted = set(actions)
        roles: set[str] = set(PICTURE_TIDIERS) if "change" in wanted else set()
        return roles | {*PICTURE_ROLES, *PICTURE_TIDIERS} if wanted & {"add", "choose"} else roles

    def _collections_with_perm(self, user: Any, actions: Iterable[str]) -> "QuerySet[PictureCollection]":
        site_ids = site_ids_with_role(user, *self._roles(actions))
        kept = PlaceCollection.objects.filter(site__in=site_ids).values("collection")
        found: QuerySet[PictureCollection] = PictureCollection.objects.filter(pk__in=kept)
        return found

    def _check_perm(
        self,
        user: "User | AnonymousUser",
        actions: Iterable[str],
        collection: "PictureCollection | None" = None,
    ) -> bool:
        if not (user.is_active and user.is_authenticated):
            return False
        if user.is_superuser:
            return True
        if collection is None:
            return bool(site_ids_with_role(user, *self._roles(actions)))
        return self._collections_with_perm(user, actions).filter(pk=collection.pk).exists()

    def _users_with_perm_filter(
        self, actions: Iterable[str], collection: "PictureCollection | None" = None
    ) -> Q:
        grants = RoleGrant.objects.filter(role__in=self._roles(actions) | {Role.PLACE_ADMINISTRATOR})
        if collection is not None:
            kept = PlaceCollection.objects.filter(collection=collection).values("site")
            grants = grants.filter(site__in=kept)
        return Q(is_active=True) & (Q(is_superuser=True) | Q(pk__in=grants.values("user")))
