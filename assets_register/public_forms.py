"""Forms visitors fill in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assets_register.enums import Known
from assets_register.selectors import FactView

#: "Something else" among the facts.
OTHER = "other"


class SuggestionForm(forms.Form):
    """ "Not known yet: do you know?" """

    about = forms.ChoiceField(label=_("What do you know about?"))
    value = forms.ChoiceField(
        label=_("Is it there?"),
        choices=[(Known.YES.value, _("Yes")), (Known.NO.value, _("No"))],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("Anything else to say about it"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Please leave out names and telephone numbers of people."),
    )

    def __init__(self, *args: Any, facts: Sequence[FactView] = (), **kwargs: Any) -> None:
        """Offer the facts of one space, those not known first."""
        super().__init__(*args, **kwargs)
        by_need = sorted(facts, key=lambda fact: fact.is_known)
        choices = [(fact.key, fact.label) for fact in by_need]
        self.fields["about"].choices = [*choices, (OTHER, _("Something else"))]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Ask for whichever half is missing."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["about"] != OTHER and not cleaned.get("value"):
            self.add_error("value", _("Please say yes or no."))
        if cleaned["about"] == OTHER:
            cleaned["about"] = cleaned["value"] = ""
            if not cleaned.get("words", "").strip():
                self.add_error("words", _("Please say what you know."))
        return cleaned
