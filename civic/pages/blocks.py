"""What an editor can put on a page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ContentBlocks(blocks.StreamBlock):
    """Text and panels."""

    paragraph = blocks.RichTextBlock(label=_("Text"))
