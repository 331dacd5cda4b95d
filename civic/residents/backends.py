"""Lets people with a role in some place open Wagtail's admin; what they see there is up to policies."""

from typing import Any

from civic.residents.enums import Role
from civic.residents.rules import is_staff_somewhere, site_ids_with_role

#: What opens the screens on which pages are translated; which pages, ``civic.pages.admin_scope`` says.
TRANSLATE = "wagtail_localize.submit_translation"


class RoleBackend:
    """Answers two questions: may this person open ``/admin/``, and translate pages there? Signs nobody in.

    It has no ``get_user`` on purpose: Django must never keep a session under this backend.
    """

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Sign nobody in."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Say yes to opening the admin for whoever has work there; to translating for who runs a place."""
        if perm == TRANSLATE:
            return bool(site_ids_with_role(user_obj, Role.PLACE_ADMINISTRATOR))
        return perm == "wagtailadmin.access_admin" and user_obj.is_active and is_staff_somewhere(user_obj)
