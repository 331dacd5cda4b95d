"""What a plugin says about itself."""

from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar

from django.apps import AppConfig

from civic.pluginkit.faults import WRONG, record_start_fault, start_faults


class CivicPlugin(AppConfig):
    """A Django app that can be left out, and switched on and off place by place.

    A plugin's ``apps.py`` defines exactly one subclass. Its ``receivers`` and ``tasks`` modules are
    imported when the site starts; an error there, or in ``ready``, becomes a fault and switches the
    plugin off everywhere, and the site starts without it.
    """

    default_auto_field = "django.db.models.BigAutoField"
    version: ClassVar[str] = ""
    """The plugin's own version, by PEP 440."""
    requires_civic: ClassVar[str] = ""
    """Which versions of the site it works with, by PEP 440: ``>=0.1,<1``."""
    summary: ClassVar[Any] = ""
    """One plain sentence for whoever decides whether to switch it on."""
    url_prefix: ClassVar[str] = ""
    """Its ``urls.py`` is mounted at ``/plugins/<url_prefix>/``; empty for none."""
    slots: ClassVar[Mapping[str, str]] = {}
    """Template slots it fills: the slot's name, and the dotted path of the function that does."""
    default_on: ClassVar[bool] = True
    """Whether a place that never chose has it on."""
    # civic.tasks leaves the import of its receivers and tasks to ``ready``, where an error is its own fault.
    starts_itself: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not hasattr(cls.ready, "guarded"):  # its own, or one a class beside this brought in
            cls.ready = _guarded(cls.ready)  # type: ignore[assignment] # wraps what is there

    def ready(self) -> None:
        """Start the plugin; plugins override this as any Django app does."""

    @property
    def sound(self) -> bool:
        """Whether it started without a fault."""
        return not any(fault.plugin == self.name for fault in start_faults())


def _guarded(ready: Callable[[CivicPlugin], None]) -> Callable[[CivicPlugin], None]:
    """Wrap ``ready`` so that an error in it, or in the parts it needs, is the plugin's own."""

    @wraps(ready)
    def start(self: CivicPlugin) -> None:
        try:
            for part in ("tasks", "receivers"):
                if find_spec(f"{self.name}.{part}"):
                    import_module(f"{self.name}.{part}")
            ready(self)
        except WRONG as error:  # a stranger's code may also try to leave
            record_start_fault(self.name, "ready", error)
        from civic.pluginkit.tasks import guard_tasks_of  # it reads models, which are there by now

        guard_tasks_of(self)

    start.guarded = True  # type: ignore[attr-defined] # so that a plugin's plugin is not wrapped twice
    return start


CivicPlugin.ready = _guarded(CivicPlugin.ready)  # type: ignore[assignment] # as above, for those without their own
