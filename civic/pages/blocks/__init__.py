"""What an editor can put on a page, one family a file."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic.pages.blocks.callouts import CalloutBlock
from civic.pages.blocks.panels import PanelBlock
from civic.pages.blocks.pictures import PictureBlock
from civic.pages.blocks.text import RICH_TEXT, QuoteBlock

__all__ = ["CalloutBlock", "ContentBlocks", "PanelBlock", "PictureBlock", "QuoteBlock"]


class ContentBlocks(blocks.StreamBlock):
    """Text, pictures, callouts, somebody's words, and panels of other rooms."""

    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=RICH_TEXT, template="pages/blocks/paragraph.html"
    )
    picture = PictureBlock(label=_("Picture"))
    callout = CalloutBlock(label=_("Callout"))
    quote = QuoteBlock(label=_("Somebody’s words"))
    panel = PanelBlock(label=_("Panel"))
