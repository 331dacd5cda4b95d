"""The pages an editor makes for conversations: their index, and one page a conversation and language."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from civic.pages.models import BasePage, SectionIndexPage


class ConversationsIndexPage(SectionIndexPage):
    """Have your say: open now, coming, and answered."""

    intro = models.CharField(_("one line about it"), max_length=300, blank=True)
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("intro")]
    subpage_types: ClassVar[list[str]] = ["conversations.ConversationPage"]
    template = "conversations/index.html"

    class Meta:
        verbose_name = _("conversations index")


class ConversationPage(BasePage):
    """One conversation in one language. What people say belongs to the record it points to."""

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
