"""Admin screens of conversations."""

from typing import TYPE_CHECKING, Any

import django_filters
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.components import Component
from wagtail.models import Site
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from civic.notify.printing import waiting_count
from civic.places.admin import SiteFilterSet, SiteSnippetViewSet
from civic.residents.enums import Role
from civic.residents.permissions import StaffAction, register_action
from civic.residents.rules import has_role, may_assist
from engagement.conversations.admin_forms import ConversationForm, RoundForm, StatementForm, ThreadForm
from engagement.conversations.asking.admin import GivenViewSet, QuestionViewSet
from engagement.conversations.enums import ConversationStatus
from engagement.conversations.models import Contribution, Conversation, Round, Statement, Thread
from engagement.conversations.panel.admin import PanelMemberViewSet
from engagement.conversations.summary_admin import SummaryViewSet

if TYPE_CHECKING:
    from django.db.models import QuerySet

RUNNERS = (Role.FACILITATOR, Role.PLACE_ADMINISTRATOR)
#: What was said hangs on these rows, so nobody deletes them here.
KEPT = frozenset({"view", "add", "change"})


class ConversationFilterSet(SiteFilterSet):
    """What those who run conversations narrow them by."""

    waits = django_filters.ChoiceFilter(
        label=_("What waits"),
        choices=[("closing", _("Its time is over: to close")), ("answer", _("Its answer is late"))],
        method="filter_waits",
    )

    def filter_waits(self, rows: "QuerySet[Conversation]", name: str, value: str) -> "QuerySet[Conversation]":
        """Narrow by what has to be done next."""
        every = Conversation.objects
        here = every.past_its_time() if value == "closing" else every.past_its_day()
        return rows.filter(pk__in=here.values("pk"))

    class Meta:
        model = Conversation
        fields = ["status", "waits"]


class ConversationViewSet(SiteSnippetViewSet):
    """Conversations. Choosing "Open" shows it, once everything is stated."""

    model = Conversation
    roles = RUNNERS
    actions = KEPT
    icon = "comment"
    base_form_class = ConversationForm
    list_display = ["question", "status", "opens_at", "closes_at", "people_count", "contribution_count"]
    filterset_class = ConversationFilterSet
    search_fields = ["question", "intro"]
    panels = [
        FieldPanel("question"),
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldPanel("weight"),
                FieldPanel("decider_name"),
                FieldPanel("answer_by"),
                FieldPanel("promise_level"),
                FieldPanel("promise"),
                FieldPanel("can_change"),
                FieldPanel("cannot_change"),
                FieldPanel("equality_assessment"),
            ],
            heading=_("Said before it opens"),
            help_text=_(
                "A chat needs who is listening and by when they answer. What is formal needs all of it."
            ),
        ),
        InlinePanel("options", heading=_("The options"), label=_("option")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("length_reason"),
                FieldPanel("status"),
                FieldPanel("why_changed"),
            ],
            heading=_("When"),
        ),
        FieldPanel("hold_posts"),
        FieldPanel("suggest_related"),
        FieldPanel("offline_ways"),
    ]


class RoundViewSet(SiteSnippetViewSet):
    """Rounds of a long conversation."""

    model = Round
    roles = RUNNERS
    actions = KEPT
    icon = "order"
    base_form_class = RoundForm
    list_display = ["conversation", "number", "title", "mode", "opens_at"]
    list_select_related = ("conversation",)
    panels = [
        FieldPanel("conversation"),
        FieldPanel("title"),
        FieldPanel("mode"),
        FieldPanel("cites"),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
        FieldPanel("results_live"),
    ]


class ThreadViewSet(SiteSnippetViewSet):
    """Threads and their prompts."""

    model = Thread
    roles = RUNNERS
    actions = KEPT
    icon = "list-ul"
    base_form_class = ThreadForm
    list_display = ["conversation", "title", "round"]
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
    list_export = [
        "conversation",
        "round",
        "text",
        "state",
        "made_at",
        "agree_count",
        "disagree_count",
        "pass_count",
    ]
    list_filter = ["state", "conversation"]
    list_select_related = ("conversation", "round")
    search_fields = ["text"]
    panels = [FieldPanel("conversation"), FieldPanel("round"), FieldPanel("text")]


class ContributionViewSet(SiteSnippetViewSet):
    """What people said, to read; changing it is theirs, hiding it the moderators' queue."""

    model = Contribution
    roles = (*RUNNERS, Role.MODERATOR)
    actions = frozenset({"view"})
    icon = "openquote"
    list_display = ["text", "conversation", "state", "said_how", "said_at", "nod_count"]
    list_export = [
        "conversation", "thread", "number", "parent", "question", "text", "state", "said_how", "said_where",
        "said_at", "posted_at", "edited_at", "nod_count", "reply_count",
        "panel_state", "panel_said",
    ]  # fmt: skip
    export_headings = {"panel_said": _("What the panel said")}
    list_filter = ["state", "said_how", "conversation"]
    list_select_related = (
        "conversation",
        "thread__conversation",
        "parent",
        "question",
        "panel_reply__member",
    )
    search_fields = ["text"]
    ordering = ["-pk"]
    panels = [FieldPanel("text", read_only=True)]
    inspect_view_fields = [
        "text", "contributor", "conversation", "thread", "parent", "state", "state_reason", "said_how",
        "said_where", "said_at", "entered_by", "posted_at", "edited_at", "nod_count", "reply_count",
    ]  # fmt: skip


class ConversationsGroup(SnippetViewSetGroup):
    """Have your say."""

    items = (
        ConversationViewSet, RoundViewSet, QuestionViewSet, GivenViewSet, PanelMemberViewSet, ThreadViewSet,
        StatementViewSet, ContributionViewSet, SummaryViewSet,
    )  # fmt: skip
    menu_label = _("Conversations")
    menu_icon = "comment"
    menu_order = 330


register_snippet(ConversationsGroup)


class WaitingPanel(Component):
    """What waits for those who run conversations, on the dashboard, each line leading to those."""

    name = "conversations_waiting"
    template_name = "conversations/admin/waiting_panel.html"
    order = 115

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return lines of words and addresses, only of what is not nought."""
        here = Conversation.objects.filter(site=Site.find_for_request(parent_context["request"]))
        drafts = here.filter(status=ConversationStatus.DRAFT).count()
        over, late = here.past_its_time().count(), here.past_its_day().count()
        lines = [
            (late, "waits=answer", ngettext("%(n)d answer is late", "%(n)d answers are late", late)),
            (
                over,
                "waits=closing",
                ngettext(
                    "%(n)d conversation has run its time: close it",
                    "%(n)d conversations have run their time: close them",
                    over,
                ),
            ),
            (
                drafts,
                f"status={ConversationStatus.DRAFT}",
                ngettext("%(n)d conversation nobody sees yet", "%(n)d conversations nobody sees yet", drafts),
            ),
        ]
        rows = reverse("wagtailsnippets_conversations_conversation:list")
        return {"rows": [{"words": words % {"n": n}, "url": f"{rows}?{key}"} for n, key, words in lines if n]}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel for who runs conversations in the place at hand."""
    if has_role(request.user, Site.find_for_request(request), *RUNNERS):
        panels.append(WaitingPanel())


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
