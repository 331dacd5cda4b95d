"""Lets people with a role in some place open Wagtail's admin; what they see there is up to policies."""

from typing import Any

from civic.residents.rules import is_staff_somewhere


class RoleBackend:
    """Answers one question: may this person open ``/admin/``? Signs nobody in.

    It has no ``get_user`` on purpose: Django must never keep a session under this backend.
    """

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Sign nobody in."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Say yes to opening the admin, for whoever has work to do behind the public pages."""
        return perm == "wagtailadmin.access_admin" and user_obj.is_active and is_staff_somewhere(user_obj)
