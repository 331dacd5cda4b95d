"""What visitors told us about spaces: read here, taken into the register or left."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column

from assets_register.bulk_actions import NAMED, forms_context
from assets_register.enums import SuggestionState
from assets_register.models import Suggestion
from assets_register.rules import CHECKERS
from assets_register.suggestions import decline_suggestion, take_suggestion
from civic.places.admin import SiteBulkAction, SiteSnippetViewSet


class SuggestionAction(SiteBulkAction):
    """The page to confirm on; only what still waits is acted on."""

    models = [Suggestion]
    permission = "view"  # nobody edits what a visitor said; a checker decides what becomes of it
    template_name = "assets_register/admin/suggestion_action.html"
    question: Any = ""
    button: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the suggestions it is about, and the words."""
        chosen, _none = self.get_actionable_objects()
        about = [each for each in chosen if each.state == SuggestionState.NEW]
        return {
            **forms_context(self, **kwargs),
            "about": about[:NAMED],
            "about_count": len(about),
            "question": self.question,
            "button": self.button,
            "next": self.next_url,
            "submit_url": f"{self.request.path}?{self.request.META['QUERY_STRING']}",
            "header_icon": "comment",
        }

    @classmethod
    def execute_action(cls, objects: Any, **kwargs: Any) -> tuple[int, int]:
        """Decide on each; return how many."""
        waiting = [each for each in objects if each.state == SuggestionState.NEW]
        for suggestion in waiting:
            cls.decide(suggestion, kwargs["self"].request.user)
        return len(waiting), 0

    @staticmethod
    def decide(suggestion: Suggestion, user: Any) -> None:
        """Decide on one."""
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say how many."""
        return ngettext("%(n)d suggestion: done.", "%(n)d suggestions: done.", num_parent_objects) % {
            "n": num_parent_objects
        }


class TakeSuggestion(SuggestionAction):
    """Take a yes or no into the register, checked today by whoever takes it."""

    display_name = _("Take in")
    action_type = "take_suggestion"
    aria_label = _("Take the chosen suggestions into the register")
    action_priority = 10
    question = _("Have you made sure that these are right? Each yes or no goes into the register.")
    button = _("Yes, take in")

    @staticmethod
    def decide(suggestion: Suggestion, user: Any) -> None:
        """Take one in."""
        take_suggestion(suggestion, by=user)


class DeclineSuggestion(SuggestionAction):
    """Leave the register as it is."""

    display_name = _("Leave out")
    action_type = "decline_suggestion"
    aria_label = _("Leave the chosen suggestions out of the register")
    action_priority = 20
    question = _("Leave these out? The register stays as it is.")
    button = _("Yes, leave out")

    @staticmethod
    def decide(suggestion: Suggestion, user: Any) -> None:
        """Decline one."""
        decline_suggestion(suggestion, by=user)


class SuggestionViewSet(SiteSnippetViewSet):
    """What visitors told us, newest first."""

    model = Suggestion
    roles = CHECKERS
    site_path = "asset__site"
    actions = frozenset({"view"})
    icon = "comment"
    menu_label = _("From visitors")
    list_display = [
        "asset",
        Column("key", label=_("About"), accessor="get_key_display"),
        Column("value", label=_("Their answer"), accessor="get_value_display"),
        "words",
        Column("state", label=_("State"), accessor="get_state_display"),
        "made_at",
    ]
    list_filter = ["state"]
    list_select_related = ("asset",)
    ordering = ["-made_at"]
    inspect_view_fields = ["asset", "key", "value", "words", "state", "made_at", "decided_by", "decided_at"]
    panels = [FieldPanel("words", read_only=True)]


ACTIONS = (TakeSuggestion, DeclineSuggestion)
