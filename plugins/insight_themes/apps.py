"""Themes: what is being said in a conversation, each theme opening its words."""

from django.utils.translation import gettext_lazy as _

from civic.pluginkit.plugin import CivicPlugin


class InsightThemes(CivicPlugin):
    name = "plugins.insight_themes"
    label = "insight_themes"
    verbose_name = _("Themes")
    version = "0.1.0"
    requires_civic = ">=0.1,<1"
    summary = _("Sorts what people say in a conversation into themes, and turns themes into findings.")
    url_prefix = "themes"
    slots = {"conversation.aside": "plugins.insight_themes.slots.themes_panel"}
