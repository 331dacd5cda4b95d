"""The pages an editor makes."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "civic.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        import_module("civic.pages.kept")  # counts writes from the first connection on
