"""Admin screens of projects."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.models import Site
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from civic.places.admin import SiteSnippetViewSet
from civic.residents.rules import has_role
from engagement.projects.admin_forms import ProjectForm, ProjectSettingsForm, SessionForm
from engagement.projects.links import wish_url
from engagement.projects.models import Project, ProjectSettings, Session, StartWish
from engagement.projects.rules import RUNNERS
from engagement.projects.selectors import waiting_wishes

if TYPE_CHECKING:
    from django.http import HttpRequest


class ProjectViewSet(SiteSnippetViewSet):
    """Projects."""

    model = Project
    roles = RUNNERS
    icon = "group"
    base_form_class = ProjectForm
    list_display = ["title", "host_name", "status"]
    list_filter = ["status", "children_welcome"]
    list_select_related = ("organisation",)
    search_fields = ["title", "summary"]
    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("description"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        MultiFieldPanel(
            [FieldPanel("host_name"), FieldPanel("host_email"), FieldPanel("organisation")], heading=_("Who")
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("children_welcome"), FieldPanel("buggy")]),
                FieldPanel("bring"),
                FieldPanel("bus_stop"),
                FieldRowPanel([FieldPanel("cost_pence"), FieldPanel("cost_note")]),
            ],
            heading=_("Good to know"),
        ),
        FieldPanel("interests"),
        FieldPanel("came_of_it"),
        FieldPanel("status"),
    ]


class SessionViewSet(SiteSnippetViewSet):
    """Dated times of projects."""

    model = Session
    roles = RUNNERS
    icon = "date"
    base_form_class = SessionForm
    list_display = ["project", "starts_at", "place_name", "coming_count"]
    list_select_related = ("project",)
    search_fields = ["place_name", "note"]
    ordering = ["-starts_at"]
    panels = [
        FieldPanel("project"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("space_key"),
        FieldPanel("place_text"),
        FieldPanel("step_free", help_text=_("Where it is not in the register; a space brings its own.")),
        FieldRowPanel([FieldPanel("attendance"), FieldPanel("places")]),
        FieldPanel("note"),
    ]


class StartWishViewSet(SiteSnippetViewSet):
    """What people would like to start."""

    model = StartWish
    roles = RUNNERS
    actions = frozenset({"view", "change"})
    icon = "pick"
    list_display = ["idea", "contributor", "state", "wished_at"]
    list_filter = ["state"]
    list_select_related = ("contributor",)
    panels = [
        FieldPanel("contributor", read_only=True),
        FieldPanel("idea", read_only=True),
        FieldPanel("need", read_only=True),
        FieldPanel("state"),
    ]


class ProjectsGroup(SnippetViewSetGroup):
    """Join in."""

    items = (ProjectViewSet, SessionViewSet, StartWishViewSet)
    menu_label = _("Projects")
    menu_icon = "group"
    menu_order = 320


register_snippet(ProjectsGroup)

# Given here and not in models.py, because the form knows the models.
ProjectSettings.edit_handler = ObjectList([FieldPanel("helper")], base_form_class=ProjectSettingsForm)


class WishesPanel(Component):
    """What people would like to start, and nobody has written back about yet."""

    name = "projects_wishes"
    template_name = "projects/admin/wishes.html"
    order = 140

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the wishes that wait in the place at hand."""
        site = Site.find_for_request(parent_context["request"])
        return {"wishes": [(wish, wish_url(wish)) for wish in waiting_wishes(site)]} if site else {}


@hooks.register("construct_homepage_panels")
def wishes_panel(request: "HttpRequest", panels: list[Any]) -> None:
    """Add the panel for who helps people start something in the place at hand."""
    if has_role(request.user, Site.find_for_request(request), *RUNNERS):
        panels.append(WishesPanel())
