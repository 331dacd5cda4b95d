"""Work off the request."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "civic.tasks"
    label = "civic_tasks"
    verbose_name = _("Tasks")

    def ready(self) -> None:
        # The worker must know every task, and every receiver of an event, before it takes one. A
        # plugin imports its own, so that an error in them does not end the site.
        for config in apps.get_app_configs():
            for part in ("tasks", "receivers"):
                itself = getattr(config, "starts_itself", False) or config.module is None
                if not itself and module_has_submodule(config.module, part):
                    import_module(f"{config.name}.{part}")
