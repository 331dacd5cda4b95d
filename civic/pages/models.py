"""The base of every page, the home page, content pages and section indexes."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField
from wagtail.models import Page

from civic.pages.blocks import ContentBlocks


class BasePage(Page):
    """What every page here is."""

    class Meta:
        abstract = True


class HomePage(BasePage):
    """The four doors, and what is on in this place now."""

    body = StreamField(ContentBlocks(), blank=True)
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body")]
    max_count_per_parent = None

    class Meta:
        verbose_name = _("home page")


class ContentPage(BasePage):
    """A page of text, pictures and panels."""

    body = StreamField(ContentBlocks(), blank=True)
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("content page")


class SectionIndexPage(RoutablePageMixin, BasePage):
    """The front of one section; its records are routes below it. Rooms make their own of this."""

    class Meta:
        abstract = True
