"""Text and quotes."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

#: Headings begin at two: the page's title is the first.
RICH_TEXT: Final = ["h2", "h3", "bold", "italic", "ol", "ul", "hr", "link", "document-link"]


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words, with their leave."""

    words = blocks.TextBlock(label=_("Words"))
    name = blocks.CharBlock(label=_("Name"), required=False, max_length=80)
    how = blocks.CharBlock(label=_("How it was said"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        template = "pages/blocks/quote.html"
