"""Admin screens of projects."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from civic.places.admin import SiteSnippetViewSet
from civic.residents.enums import Role
from engagement.projects.admin_forms import ProjectForm, SessionForm
from engagement.projects.models import Project, Session, StartWish

RUNNERS = (Role.FACILITATOR, Role.LIBRARIAN, Role.PLACE_ADMINISTRATOR)


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
        MultiFieldPanel([FieldPanel("host_name"), FieldPanel("organisation")], heading=_("Who")),
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
        FieldRowPanel([FieldPanel("attendance"), FieldPanel("places")]),
        FieldPanel("note"),
    ]


class StartWishViewSet(SiteSnippetViewSet):
    """What people would like to start."""

    model = StartWish
    roles = RUNNERS
    actions = frozenset({"view", "change"})
    icon = "pick"
    list_display = ["idea", "state", "wished_at"]
    list_filter = ["state"]
    panels = [
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
