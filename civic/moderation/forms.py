"""What people and moderators type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civic.moderation.enums import AGAINST, IN_FAVOUR, Action, DecisionReason, ReportReason


class ReportForm(forms.Form):
    """Ask us to look at something."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong, so that the right person looks."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    words = forms.CharField(
        label=_("Anything we should know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("That is too long: please keep it under 2,000 letters.")},
    )


class AppealForm(forms.Form):
    """Ask for another look."""

    words = forms.CharField(
        label=_("Why should we look again?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _("That is too long: please keep it under 2,000 letters.")},
    )


def _labelled(reasons: tuple[DecisionReason, ...]) -> list[tuple[str, object]]:
    return [(reason.value, reason.label) for reason in reasons]


class DecisionForm(forms.Form):
    """Decide about one thing. Its choices are those its state allows."""

    action = forms.ChoiceField(
        label=_("What do you want to do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("The author reads this, and it stands in the public log without words or names."),
        error_messages={"required": _("Choose the reason.")},
    )
    words = forms.CharField(
        label=_("To the author, in your own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say what would make it all right. Kind and plain."),
    )

    def __init__(self, *args: object, actions: tuple[Action, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as given
        self.fields["action"].choices = [(one.value, one.label) for one in actions]  # type: ignore[attr-defined] # a choice field
        self.fields["reason"].choices = [  # type: ignore[attr-defined] # a choice field
            ("", _("Choose one")),
            (_("Against it"), _labelled(AGAINST)),
            (_("For it"), _labelled(IN_FAVOUR)),
        ]
