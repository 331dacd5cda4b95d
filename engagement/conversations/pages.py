"""The pages an editor makes for conversations: their index, and one page a conversation and language."""

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, Site

from civic.pages.models import BasePage, SectionIndexPage
from engagement.conversations import selectors
from engagement.conversations.rules import is_launched, is_past_its_day
from engagement.conversations.screen import conversation_screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from civic.record.models import Answer
    from engagement.conversations.models import Conversation

#: How many finished conversations are on one page of the index, and how many open or coming show.
PAST_SIZE, LISTED = 20, 50


class Listed(NamedTuple):
    """A conversation in a list, with what became of its promise."""

    conversation: "Conversation"
    answer: "Answer | None"
    """The newest."""
    is_late: bool


def _listed(
    conversations: "Iterable[Conversation]", answers: "Mapping[int, Sequence[Answer]]"
) -> list[Listed]:
    found = []
    for each in conversations:
        answer = next(iter(answers.get(each.pk, ())), None)
        found.append(Listed(each, answer, answer is None and is_past_its_day(each)))
    return found


class ConversationsIndexPage(SectionIndexPage):
    """Have your say: open now, coming, and answered."""

    door = "conversations"
    subpage_types: ClassVar[list[str]] = ["conversations.ConversationPage"]
    template = "conversations/index.html"

    class Meta:
        verbose_name = _("conversations index")

    def get_context(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the conversations of this page's place."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        site = Site.find_for_request(request)
        past = Paginator(selectors.past_conversations(site), PAST_SIZE).get_page(request.GET.get("page"))
        open_now = list(selectors.open_conversations(site)[:LISTED])
        answers = selectors.answers_about([*open_now, *past.object_list])
        context |= {
            "open_now": _listed(open_now, answers),
            "coming": _listed(selectors.coming_conversations(site)[:LISTED], answers),
            "past": _listed(past.object_list, answers),
            "page_obj": past,
        }
        return context


class ConversationPage(BasePage):
    """One conversation in one language. What people say belongs to the record it points to."""

    door = "conversations"
    conversation = models.ForeignKey(
        "conversations.Conversation",
        on_delete=models.PROTECT,
        related_name="pages",
        verbose_name=_("conversation"),
    )
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("conversation")]
    parent_page_types: ClassVar[list[str]] = ["conversations.ConversationsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "conversations/conversation.html"

    class Meta:
        verbose_name = _("conversation page")

    def may_stand_in(self, site: Site | None) -> bool:
        """Say whether it is the conversation's own place."""
        return site is not None and self.conversation.site_id == site.pk

    def clean(self) -> None:
        """Refuse another place's conversation."""
        super().clean()
        site = self.get_site() if self.path else None
        if site is not None and self.conversation_id and not self.may_stand_in(site):
            raise ValidationError({"conversation": _("That conversation belongs to another place.")})

    def serve(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> "HttpResponse":
        """Show the conversation; nothing of a draft, or of another place."""
        site = Site.find_for_request(request)
        if site is None or self.conversation.site_id != site.pk or not is_launched(self.conversation):
            raise Http404
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def get_context(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the thread, the statement to vote on and what this visitor said."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | conversation_screen(request, self.conversation)


def place_conversation(
    conversation: Any, index: ConversationsIndexPage, *, title: str = "", slug: str = ""
) -> ConversationPage:
    """Publish a page for a conversation under an index page."""
    page = ConversationPage(title=title or conversation.question, conversation=conversation)
    if slug:
        page.slug = slug
    index.add_child(instance=page)
    page.save_revision().publish()
    return page
