"""Things people do together."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "engagement.projects"
    label = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        from engagement.projects import pages, registrations  # noqa: F401 - Wagtail finds the page class by its import

        registrations.register()
