"""What whoever runs a round fills in for the panel."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.conversations.enums import PanelState
from engagement.conversations.forms import PlainForm, TypedField
from engagement.conversations.models import PanelMember


class PanelReplyForm(PlainForm):
    """What becomes of one question."""

    outcome = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[one for one in PanelState.choices if one[0] != PanelState.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    member = forms.ChoiceField(
        label=_("Who answers?"),
        required=False,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    words = TypedField(
        label=_("The answer, or the reason"),
        required=False,
        strip=False,
        help_text=_("Everybody reads it under the question. On stage, a line of what was said is enough."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def __init__(self, *args: Any, members: Sequence[PanelMember], **kwargs: Any) -> None:
        """Offer the members of this panel, and nobody else."""
        super().__init__(*args, **kwargs)
        self.members = {str(one.pk): one for one in members}
        choices = [("", _("Nobody yet")), *((key, str(one)) for key, one in self.members.items())]
        self.fields["member"].choices = choices  # type: ignore[attr-defined] # a ChoiceField, declared above

    def clean_member(self) -> PanelMember | None:
        """Return the member itself."""
        return self.members.get(self.cleaned_data["member"])
