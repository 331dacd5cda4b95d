"""What a facilitator fills in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from civic.record.enums import NotUsed
from civic.record.sources import Words


class RenameForm(forms.Form):
    """A theme's name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        required=False,
        help_text=_("Leave empty to go back to its telling words."),
    )


def _labelled(words: Sequence[Words]) -> list[tuple[str, str]]:
    return [(item.key, f"{item.text or item.state.label} ({item.who})") for item in words]


class InsightForm(forms.Form):
    """What we heard, and the words behind it."""

    title = forms.CharField(
        label=_("What we heard, in one line"),
        max_length=200,
        help_text=_("One finding a board can answer yes, partly or no to."),
    )
    summary = forms.CharField(label=_("In more words"), required=False, widget=AdminAutoHeightTextInput)
    evidence = forms.MultipleChoiceField(
        label=_("The words behind it"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All of the theme to begin with. What you leave out still needs a place or a reason."),
        error_messages={"required": _("Choose at least one thing somebody said.")},
    )

    def __init__(
        self, *args: Any, words: Sequence[Words], others: Sequence[Words] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = [(_("In this theme"), _labelled(words))]
        if others:
            choices.append((_("Not placed yet"), _labelled(others)))
        self.fields["evidence"].choices = choices  # type: ignore[attr-defined] # a MultipleChoiceField
        self.fields["evidence"].initial = [item.key for item in words]


class ReasonForm(forms.Form):
    """Why some words became part of nothing."""

    keys = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.ChoiceField(label=_("Why"), choices=NotUsed.choices)
    note = forms.CharField(
        label=_("In your own words"),
        required=False,
        widget=AdminAutoHeightTextInput,
        help_text=_("The person who said it reads this."),
    )

    def __init__(self, *args: Any, words: Sequence[Words], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = _labelled(words)  # type: ignore[attr-defined] # a MultipleChoiceField
