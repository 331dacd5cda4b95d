"""Who may do what with pages, in the form in which Wagtail asks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.db.models import Q
from wagtail.models import GroupPagePermission, Page, PagePermissionTester, Site
from wagtail.permission_policies.pages import PagePermissionPolicy

from civic.residents.enums import Role
from civic.residents.models import RoleGrant, User
from civic.residents.rules import has_role, site_ids_with_role

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: What a place administrator may do with their place's pages: deleting a page with pages below it is not
#: among them, nor locking, whose report names people of every place.
CODENAMES = ("add_page", "change_page", "publish_page")


def may_edit_pages(user: Any, site: "Site | int | None") -> bool:
    """Say whether somebody may write, publish and translate the pages of a place."""
    return has_role(user, site, Role.PLACE_ADMINISTRATOR)


def homes_of(sites: Iterable[int]) -> "QuerySet[Page]":
    """Return the home pages of these places, one for each language they are written in."""
    keys = Site.objects.filter(pk__in=sites).values("root_page__translation_key")
    homes: QuerySet[Page] = Page.objects.filter(translation_key__in=keys)
    return homes


class PlacePagePolicy(PagePermissionPolicy):
    """A place's administrators look after its pages: roles decide, where Wagtail would ask groups."""

    def get_all_permissions_for_user(self, user: Any) -> list[GroupPagePermission]:
        """Return a permission for each home page of the places somebody runs. Nothing of it is saved."""
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return []
        return [
            GroupPagePermission(page=home, permission=Permission(codename=codename))
            for home in homes_of(site_ids_with_role(user, Role.PLACE_ADMINISTRATOR))
            for codename in CODENAMES
        ]

    def users_with_any_permission(
        self, actions: Iterable[str], include_superusers: bool = True
    ) -> "QuerySet[User]":
        """Return who may do any of these somewhere."""
        return self._users(actions, RoleGrant.objects.all(), include_superusers)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> "QuerySet[User]":
        """Return who may do any of these with this page."""
        above = Page.objects.ancestor_of(instance, inclusive=True).values("translation_key")
        grants = RoleGrant.objects.filter(site__root_page__translation_key__in=above)
        return self._users(actions, grants, include_superusers)

    def _users(
        self, actions: Iterable[str], grants: "QuerySet[RoleGrant]", include_superusers: bool
    ) -> "QuerySet[User]":
        may = bool(set(self._get_permission_codenames(actions)) & set(CODENAMES))
        grants = grants.filter(role=Role.PLACE_ADMINISTRATOR) if may else grants.none()
        wanted = Q(pk__in=grants.values("user"))
        if include_superusers:
            wanted |= Q(is_superuser=True)
        return User.objects.filter(wanted, is_active=True)


class HomePermissions(PagePermissionTester):
    """A home page stays where it is and is always there: the place itself would go with it."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Leave it to superusers; moving asks this too."""
        return bool(self.user.is_superuser and super().can_delete(ignore_bulk))

    def can_unpublish(self) -> bool:
        """Leave it to superusers."""
        return bool(self.user.is_superuser and super().can_unpublish())
