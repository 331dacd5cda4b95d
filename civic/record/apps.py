"""The public record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    name = "civic.record"
    label = "record"
    verbose_name = _("Public record")

    def import_models(self) -> None:
        super().import_models()
        from civic.record import pages  # noqa: F401 - Django finds the page class here

    def ready(self) -> None:
        from civic.record.showing import register_showings

        register_showings()
