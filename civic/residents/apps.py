"""The people of a place."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "civic.residents"
    label = "residents"
    verbose_name = _("Residents")

    def ready(self) -> None:
        import rules
        from allauth.account.signals import email_changed
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from civic.residents import checks  # noqa: F401 - importing registers the check
        from civic.residents.addresses import follow_new_address
        from civic.residents.at_desk import forget_note
        from civic.residents.rules import is_staff_somewhere
        from civic.residents.services import note_second_step_made

        user_logged_in.connect(forget_note, dispatch_uid="residents.forget_note")
        email_changed.connect(follow_new_address, dispatch_uid="residents.follow_new_address")
        authenticator_added.connect(note_second_step_made, dispatch_uid="residents.second_step_made")
        # Whoever has a role in any place may open the admin; each screen asks for its own role.
        if not rules.perm_exists("wagtailadmin.access_admin"):
            rules.add_perm("wagtailadmin.access_admin", rules.predicate(is_staff_somewhere))
