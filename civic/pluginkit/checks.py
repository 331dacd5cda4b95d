"""Say at every start, and in ``manage.py check``, what is wrong with plugins."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Info, Warning

from civic.pluginkit.faults import start_faults


def check_plugins(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning for each plugin left out or switched off because of a fault.

    A plugin somebody blocked on purpose is only mentioned.
    """
    import_module("civic.pluginkit.urls")  # mounts their addresses, and so finds what is wrong there
    messages: list[CheckMessage] = []
    for fault in start_faults():
        text = f"The plugin {fault.plugin} is off: {fault.where}: {fault.said}"
        if fault.where == "blocked":
            messages.append(Info(text, id="pluginkit.I001"))
        else:
            hint = "Mend it, or name it in BLOCKED_PLUGINS. The site runs without it."
            messages.append(Warning(text, hint=hint, id="pluginkit.W001"))
    return messages
