"""Where it is written down who sits on a panel."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel

from civic.places.admin import SiteModelForm, SiteSnippetViewSet
from civic.residents.enums import Role
from engagement.conversations.enums import Mode
from engagement.conversations.models import PanelMember


class PanelMemberForm(SiteModelForm):
    """Somebody on the panel of a round of questions to it."""

    def clean(self) -> dict[str, Any]:
        """Refuse a round that has no panel, and another one once they have answered."""
        cleaned: dict[str, Any] = super().clean() or {}
        stage = cleaned.get("round")
        if stage is not None and stage.mode != Mode.PANEL:
            self.add_error("round", _("That round has no panel."))
        elif self.instance.pk and "round" in self.changed_data and self.instance.replies.exists():
            self.add_error("round", _("They have answered in their round, so they stay in it."))
        return cleaned


class PanelMemberViewSet(SiteSnippetViewSet):
    """Who sits on the panels of rounds."""

    model = PanelMember
    roles = (Role.FACILITATOR, Role.PLACE_ADMINISTRATOR)
    actions = frozenset({"view", "add", "change"})
    icon = "group"
    base_form_class = PanelMemberForm
    list_display = ["name", "role", "round", "position"]
    list_select_related = ("round",)
    search_fields = ["name", "role"]
    panels = [FieldPanel("round"), FieldPanel("name"), FieldPanel("role"), FieldPanel("position")]
