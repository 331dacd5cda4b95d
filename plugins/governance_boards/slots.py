"""What boards put on other rooms' pages."""

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from plugins.governance_boards.selectors import who_decides as find_who_decides

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site


def who_decides(request: "HttpRequest", site: "Site", **things: Any) -> str | None:
    """On a conversation's page: the board that decides, and what of this is on its agenda."""
    conversation = things.get("conversation")
    if conversation is None or not conversation.decider_key:
        return None
    found = find_who_decides(site, conversation.decider_key, conversation.key)
    if found is None:
        return None
    return render_to_string("governance_boards/_who_decides.html", {"found": found}, request)
