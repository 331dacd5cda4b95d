"""The pages an editor makes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "civic.pages"
    label = "pages"
    verbose_name = _("Pages")
