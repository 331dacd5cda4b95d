"""One file with everything in it, and back."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    name = "civic.backups"
    label = "backups"
    verbose_name = _("Backups")
