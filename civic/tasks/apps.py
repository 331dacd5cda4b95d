"""Work off the request."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "civic.tasks"
    label = "civic_tasks"
    verbose_name = _("Tasks")

    def ready(self) -> None:
        # The worker must know every task, and every receiver of an event, before it takes one.
        autodiscover_modules("tasks", "receivers")
