"""Work off the request."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "civic.tasks"
    label = "civic_tasks"
    verbose_name = _("Tasks")
