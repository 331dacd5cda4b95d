"""The themes of a conversation, as everybody sees them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from wagtail.models import Site

from engagement.conversations.models import Conversation
from engagement.conversations.selectors import public_conversation
from plugins.insight_themes.models import Theme
from plugins.insight_themes.selectors import PAGE_SIZE, keys_in, themes_page, without_hidden_words, words_in
from plugins.insight_themes.sorting import FEWEST


def _conversation_here(request: HttpRequest, uuid: UUID) -> Conversation:
    site = Site.find_for_request(request)
    found = public_conversation(site, uuid) if site else None
    if found is None:
        raise Http404
    return found


def themes(request: HttpRequest, conversation: UUID) -> HttpResponse:
    """List what is being said, the largest theme first."""
    sheet = themes_page(_conversation_here(request, conversation))
    context = {"sheet": sheet, "fewest": FEWEST, "door": "conversations"}
    return render(request, "insight_themes/themes.html", context)


def theme(request: HttpRequest, conversation: UUID, theme: UUID) -> HttpResponse:
    """Open one theme: every word in it that is shown."""
    talk = _conversation_here(request, conversation)
    found = get_object_or_404(
        Theme.objects.select_related("insight"), site=talk.site_id, subject_key=talk.key, uuid=theme
    )
    (found,) = without_hidden_words(talk, [found])
    page = Paginator(keys_in(found), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "conversation": talk,
        "door": "conversations",
        "theme": found,
        "page_of": page,
        "words": words_in(found, list(page.object_list)),
    }
    return render(request, "insight_themes/theme.html", context)
