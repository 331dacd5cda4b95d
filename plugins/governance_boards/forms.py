"""What people fill in at a board's desk."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput, AdminDateTimeInput

from civic.partners.models import Organisation
from civic.record.enums import Outcome
from plugins.governance_boards.enums import Seat
from plugins.governance_boards.models import Action, AgendaItem, AnswerDraft, Board, Meeting
from plugins.governance_boards.selectors import OPEN_STATES
from plugins.governance_boards.services.answers import AnswerWords


class PutOnAgendaForm(forms.Form):
    """Which board, by when it answers, and at which meeting it is taken."""

    board = forms.ModelChoiceField(Board.objects.none(), label=_("Which board"))
    answer_due_on = forms.DateField(
        label=_("Answer by"),
        widget=AdminDateInput,
        help_text=_("Public from now on. If it passes, everybody sees that the answer is late."),
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label=_("At which meeting"), required=False, empty_label=_("Not set yet")
    )

    def __init__(self, *args: Any, boards: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards  # type: ignore[attr-defined] # a ModelChoiceField
        self.late = late
        if late:  # who owes a late answer, and since when, is no longer for anybody to change
            self.fields["board"].disabled = self.fields["answer_due_on"].disabled = True
            self.fields["answer_due_on"].help_text = _(
                "This day has passed, so it stays, in public. Say why it is late instead."
            )
        meetings = Meeting.objects.filter(board__in=boards, starts_at__gte=timezone.now())
        self.fields["meeting"].queryset = meetings.select_related("board")  # type: ignore[attr-defined] # as above

    def clean_answer_due_on(self) -> Any:
        """Refuse a day that has passed."""
        due = self.cleaned_data["answer_due_on"]
        if not self.late and due < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose one to come."))
        return due

    def clean(self) -> dict[str, Any]:
        """Refuse another board's meeting."""
        data = super().clean() or {}
        meeting, board = data.get("meeting"), data.get("board")
        if meeting and board and meeting.board_id != board.pk:
            self.add_error("meeting", _("This is another board's meeting."))
        return data


class DecisionForm(forms.Form):
    """What a board decided."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("What was decided"), widget=AdminAutoHeightTextInput)
    decided_on = forms.DateField(label=_("Decided on"), widget=AdminDateInput)


class LateForm(forms.Form):
    """Why an answer is late."""

    why_late = forms.CharField(
        label=_("Why it is late"),
        widget=AdminAutoHeightTextInput,
        help_text=_("Public at once, beside the date that was missed. Say when it will come."),
    )


class MeetingForm(forms.ModelForm[Meeting]):
    """A meeting to announce."""

    class Meta:
        model = Meeting
        fields = ["starts_at", "place", "note"]
        widgets = {"starts_at": AdminDateTimeInput, "note": AdminAutoHeightTextInput}


class ActionForm(forms.ModelForm[Action]):
    """Something a board will see done."""

    class Meta:
        model = Action
        fields = ["text", "owner", "due_on", "item"]
        widgets = {"due_on": AdminDateInput}

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Organisation.objects.filter(site=board.site_id)  # type: ignore[attr-defined] # a ModelChoiceField
        self.fields["item"].queryset = AgendaItem.objects.filter(board=board).select_related("insight")  # type: ignore[attr-defined] # as above


class MemberForm(forms.Form):
    """Somebody to seat on a board: they sign in with this address."""

    email = forms.EmailField(label=_("Email they sign in with"))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("For which organisation"))
    seat = forms.ChoiceField(label=_("Seat"), choices=Seat.choices, initial=Seat.MEMBER)

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(site=board.site_id)  # type: ignore[attr-defined] # a ModelChoiceField


class BoardForm(forms.ModelForm[Board]):
    """A board's own facts."""

    class Meta:
        model = Board
        fields = ["name", "remit", "answer_days"]
        widgets = {"remit": AdminAutoHeightTextInput}


class AnswerForm(forms.ModelForm[AnswerDraft]):
    """An answer: what to, yes or partly or no, and why."""

    class Meta:
        model = AnswerDraft
        fields = [
            "items",
            "outcome",
            "headline",
            "because",
            "what_changes",
            "what_does_not",
            "look_again_on",
        ]
        widgets = {
            "items": forms.CheckboxSelectMultiple,
            "outcome": forms.RadioSelect,
            "because": AdminAutoHeightTextInput,
            "what_changes": AdminAutoHeightTextInput,
            "what_does_not": AdminAutoHeightTextInput,
            "look_again_on": AdminDateInput,
        }
        labels = {"items": _("An answer to")}
        help_texts = {
            "headline": _("Plain words: what somebody tells a neighbour."),
            "because": _("The reason. An answer without one cannot go out."),
        }

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = AgendaItem.objects.filter(board=board, state__in=OPEN_STATES).select_related("insight")
        self.fields["items"].queryset = items  # type: ignore[attr-defined] # a ModelMultipleChoiceField
        outcome = self.fields["outcome"]
        outcome.choices = Outcome.choices  # type: ignore[attr-defined] # without the empty choice

    def words(self) -> AnswerWords:
        """Return what was written."""
        names = ("outcome", "headline", "because", "what_changes", "what_does_not", "look_again_on")
        return AnswerWords(**{name: self.cleaned_data[name] for name in names})


class CorrectionForm(AnswerForm):
    """An answer that has gone out, put right."""

    correction_note = forms.CharField(
        label=_("What was corrected"),
        widget=AdminAutoHeightTextInput,
        help_text=_("Everybody who got the answer reads this, and it stays beside it."),
    )

    class Meta(AnswerForm.Meta):
        fields = [*AnswerForm.Meta.fields[1:], "correction_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)
        self.fields["outcome"].choices = Outcome.choices  # type: ignore[attr-defined] # without the empty choice
