"""The base of every page, the home page, content pages and section indexes."""

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from civic.pages.blocks import ContentBlocks
from civic.pages.kept import kept_whole
from civic.pages.languages import kept_in_language
from civic.pages.page_form import OwnChoicesForm, OwnCopyForm, bound_to_another_place
from civic.pages.policies import HomePermissions

if TYPE_CHECKING:
    from django.http import HttpRequest

#: What Home shows below the doors until an editor chooses; each from the room it is named after.
HOME_PANELS: Final = (
    "record.fresh_answer",
    "record.overdue",
    "conversations.live_now",
    "record.newest_answer",
    "projects.next_seven_days",
    "assets_register.freshness",
)


class BasePage(Page):
    """What every page here is."""

    #: No page takes what belongs to another place.
    base_form_class = OwnChoicesForm
    copy_form_class = OwnCopyForm
    #: Who may be let in to a page that is not for everybody; groups know no places.
    private_page_options: ClassVar[list[str]] = ["password", "login"]
    #: Which of the four doors the page stands behind; its colour, and its place in the header.
    door: ClassVar[str] = ""

    social_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture for links"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown where a link to this page is pasted in a chat."),
    )
    show_title = models.BooleanField(_("show the title at the top"), default=True)

    promote_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("social_image"),
            ],
            _("In searches and chats"),
        ),
    ]

    class Meta:
        abstract = True

    def may_stand_in(self, site: Site | None) -> bool:
        """Say whether the page means anything in this place; one that shows a record only in the record's."""
        return True

    def can_move_to(self, parent: Page) -> bool:
        """Keep a page, and what is below it, in the place whose record it shows."""
        if not super().can_move_to(parent):
            return False
        below = self.get_descendants(inclusive=True).specific()
        return not bound_to_another_place(below, parent.get_site())

    def get_url_parts(self, request: "HttpRequest | None" = None) -> tuple[int, str, str] | None:
        """Return site, root address and path; the path keeps the reader's language."""
        parts: tuple[int, str, str] | None = super().get_url_parts(request)
        if parts is None or not parts[2]:
            return parts
        site_id, root_url, path = parts
        return site_id, root_url, kept_in_language(site_id, path)


class HomePage(BasePage):
    """The four doors, and what is on in this place now."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "pages/home_page.html"

    body = StreamField(
        ContentBlocks(),
        verbose_name=_("below the doors"),
        blank=True,
        help_text=_("Leave empty for what is late, live, answered, on this week and checked."),
    )
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("home page")

    serve = kept_whole(BasePage.serve)

    def permissions_for_user(self, user: Any) -> HomePermissions:
        """Return what somebody may do with it: never what would take the place away."""
        return HomePermissions(user, self)

    def get_context(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the panels Home shows by itself."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "home_panels": HOME_PANELS}


class ContentPage(BasePage):
    """A page of text, pictures and panels."""

    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.ContentPage"]
    template = "pages/content_page.html"

    lead = models.CharField(_("one line about it"), max_length=240, blank=True)
    body = StreamField(ContentBlocks(), verbose_name=_("content"), blank=True)
    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldPanel("show_title"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("content page")

    serve = kept_whole(BasePage.serve)


class SectionIndexPage(RoutablePageMixin, BasePage):
    """The front of one section; its records are routes below it. Rooms make their own of this.

    Set ``door`` to spaces, projects, conversations or changed to stand behind that door.
    """

    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    lead = models.CharField(_("one line about it"), max_length=240, blank=True)
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        abstract = True


class LastWrite(models.Model):
    """One row: the number of the last write to anything a page may show (``kept``)."""

    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)
