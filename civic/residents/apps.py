"""The people of a place."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "civic.residents"
    label = "residents"
    verbose_name = _("Residents")

    def ready(self) -> None:
        import rules

        from civic.residents.rules import is_staff_somewhere

        # Whoever has a role in any place may open the admin; each screen asks for its own role.
        if not rules.perm_exists("wagtailadmin.access_admin"):
            rules.add_perm("wagtailadmin.access_admin", rules.predicate(is_staff_somewhere))
