"""Pellbridge: the fictional place a newcomer sees first."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

#: Who the bar offers, in the order of the story.
IN_THE_BAR = ("Dawn", "Pat", "Ifan", "Marcia", "Sam")


class DemoConfig(AppConfig):
    name = "civic.demo"
    label = "demo"
    verbose_name = _("Demo place")

    def ready(self) -> None:
        from civic.demo import checks, neighbours  # noqa: F401 - importing registers check and task
        from civic.pages.panels import Panel, register_panel

        if settings.JUNCTION_DEMO:
            register_panel(Panel(key="demo.bar", label=_("Demo bar"), template="demo/bar.html", context=bar))


def bar(request: "HttpRequest", site: "Site", options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return who one can be, who one is, and whether the neighbours are talking."""
    from civic.demo.neighbours import stop_at

    now = request.user.first_name if request.user.is_authenticated else ""
    return {"people": IN_THE_BAR, "now": now, "talking": stop_at(), "request": request}
