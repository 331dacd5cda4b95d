"""What conversations can show on an editor's page."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engagement.conversations import selectors

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site


def live_now(request: "HttpRequest", site: "Site", options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the open conversations with the most people, each with its latest words; None if none."""
    found = list(selectors.open_conversations(site).order_by("-people_count", "-pk")[:2])
    if not found:
        return None
    words = selectors.latest_words([conversation.pk for conversation in found])
    return {"conversations": [(conversation, words.get(conversation.pk, [])) for conversation in found]}
