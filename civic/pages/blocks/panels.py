"""A place on the page where another room or a plugin shows something."""

from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic.pages.panels import panel_choices, render_panel

if TYPE_CHECKING:
    from collections.abc import Mapping


class PanelBlock(blocks.StructBlock):
    """Shows a registered panel; an unknown, silent or failing one shows nothing."""

    key = blocks.ChoiceBlock(label=_("What to show"), choices=panel_choices)
    heading = blocks.CharBlock(label=_("Heading of your own"), required=False, max_length=120)
    limit = blocks.IntegerBlock(label=_("How many"), required=False, min_value=1, max_value=20)

    class Meta:
        icon = "table"

    def render(self, value: Any, context: "Mapping[str, Any] | None" = None) -> SafeString:
        """Return the panel's HTML; its options are ``heading`` and ``limit`` where they are set."""
        options = {name: value[name] for name in ("heading", "limit") if value.get(name)}
        return render_panel(value.get("key") or "", (context or {}).get("request"), options)
