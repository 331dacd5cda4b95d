"""What themes put on other rooms' pages."""

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from plugins.insight_themes.selectors import themes_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

SHOWN = 6


def themes_panel(request: "HttpRequest", site: "Site", **things: Any) -> str | None:
    """On a conversation's page: its themes, each opening its words. Nothing before there are some."""
    conversation = things.get("conversation")
    if conversation is None or conversation.site_id != site.pk:
        return None
    themes = themes_of(conversation)
    if not themes:
        return None
    context = {"conversation": conversation, "themes": themes[:SHOWN], "more": len(themes) - SHOWN}
    return render_to_string("insight_themes/_panel.html", context, request)
