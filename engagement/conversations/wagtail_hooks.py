"""Admin screens of conversations."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.components import Component
from wagtail.models import Site
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from civic.notify.printing import waiting_count
from civic.places.admin import SiteSnippetViewSet
from civic.residents.enums import Role
from civic.residents.permissions import StaffAction, register_action
from civic.residents.rules import may_assist
from engagement.conversations.admin_forms import ConversationForm, RoundForm, StatementForm, ThreadForm
from engagement.conversations.models import Contribution, Conversation, Round, Statement, Thread

RUNNERS = (Role.FACILITATOR, Role.PLACE_ADMINISTRATOR)
#: What was said hangs on these rows, so nobody deletes them here.
KEPT = frozenset({"view", "add", "change"})


class ConversationViewSet(SiteSnippetViewSet):
    """Conversations. Choosing "Open" shows it, once everything is stated."""

    model = Conversation
    roles = RUNNERS
    actions = KEPT
    icon = "comment"
    base_form_class = ConversationForm
    list_display = ["question", "status", "opens_at", "closes_at", "people_count", "contribution_count"]
    list_filter = ["status"]
    search_fields = ["question", "intro"]
    panels = [
        FieldPanel("question"),
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldPanel("promise"),
                FieldPanel("decider_name"),
                FieldPanel("can_change"),
                FieldPanel("cannot_change"),
                FieldPanel("answer_by"),
            ],
            heading=_("Said before it opens"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]), FieldPanel("status")],
            heading=_("When"),
        ),
        FieldPanel("hold_posts"),
        FieldPanel("offline_ways"),
    ]


class RoundViewSet(SiteSnippetViewSet):
    """Rounds of a long conversation."""

    model = Round
    roles = RUNNERS
    actions = KEPT
    icon = "order"
    base_form_class = RoundForm
    list_display = ["conversation", "number", "title", "opens_at"]
    list_select_related = ("conversation",)
    panels = [
        FieldPanel("conversation"),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
    ]


class ThreadViewSet(SiteSnippetViewSet):
    """Threads and their prompts."""

    model = Thread
    roles = RUNNERS
    actions = KEPT
    icon = "list-ul"
    base_form_class = ThreadForm
    list_display = ["conversation", "title", "round", "last_event_number"]
    list_select_related = ("conversation", "round")
    panels = [
        FieldPanel("conversation"),
        FieldPanel("round"),
        FieldPanel("title"),
        FieldPanel("position"),
    ]


class StatementViewSet(SiteSnippetViewSet):
    """Statements: here the organisers add their own; hiding is the moderators' queue."""

    model = Statement
    roles = RUNNERS
    actions = KEPT
    icon = "tick-inverse"
    base_form_class = StatementForm
    list_display = ["text", "conversation", "state", "agree_count", "disagree_count", "pass_count"]
    list_filter = ["state", "conversation"]
    list_select_related = ("conversation",)
    search_fields = ["text"]
    panels = [FieldPanel("conversation"), FieldPanel("text")]


class ContributionViewSet(SiteSnippetViewSet):
    """What people said, to read; changing it is theirs, hiding it the moderators' queue."""

    model = Contribution
    roles = (*RUNNERS, Role.MODERATOR)
    actions = frozenset({"view"})
    icon = "openquote"
    list_display = ["text", "conversation", "state", "said_how", "said_at", "nod_count"]
    list_filter = ["state", "said_how", "conversation"]
    list_select_related = ("conversation",)
    search_fields = ["text"]
    ordering = ["-pk"]
    panels = [FieldPanel("text", read_only=True)]


class ConversationsGroup(SnippetViewSetGroup):
    """Have your say."""

    items = (ConversationViewSet, RoundViewSet, ThreadViewSet, StatementViewSet, ContributionViewSet)
    menu_label = _("Conversations")
    menu_icon = "comment"
    menu_order = 330


register_snippet(ConversationsGroup)


class DeskMenuItem(MenuItem):
    """Shown only to librarians of the place at hand."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_assist(request.user, Site.find_for_request(request))


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """Lead to the desk, which is a page of the site: it is used with a person beside one."""
    return DeskMenuItem(
        _("The desk"), reverse("conversations:desk"), name="desk", icon_name="edit", order=240
    )


class DeskPanel(Component):
    """What waits for a librarian, on the dashboard."""

    name = "desk"
    template_name = "conversations/admin/desk_panel.html"
    order = 110

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        site = Site.find_for_request(parent_context["request"])
        return {"to_print": waiting_count(site)}


@hooks.register("construct_homepage_panels")
def desk_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel for librarians of the place at hand."""
    if may_assist(request.user, Site.find_for_request(request)):
        panels.append(DeskPanel())


register_action(
    StaffAction(
        key="conversations.desk",
        label=_("Write down somebody's words at the desk"),
        may=may_assist,
        screen="conversations:desk",
    )
)
