"""Something to notice."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic.pages.blocks.text import RICH_TEXT


class CalloutBlock(blocks.StructBlock):
    """A short thing to notice, and at most one thing to press."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT)
    link = blocks.PageChooserBlock(label=_("Leads to"), required=False)
    button = blocks.CharBlock(label=_("Words on the button"), required=False, max_length=60)

    class Meta:
        icon = "warning"
        template = "pages/blocks/callout.html"
