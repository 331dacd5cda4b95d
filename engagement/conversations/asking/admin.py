"""Where questions are written, and what was answered goes out as a spreadsheet."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from civic.places.admin import SiteModelForm, SiteSnippetViewSet
from civic.residents.enums import Role
from engagement.conversations.asking.services import as_asked, is_frozen, note_change
from engagement.conversations.enums import Mode
from engagement.conversations.models import Given, Question

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: What people read of a question: where it stands in the list is not among it.
ASKED = {
    "round", "text", "help_text", "kind", "required", "choices", "steps", "low_end", "high_end", "ranked",
    "is_asked",
}  # fmt: skip
RUNNERS = (Role.FACILITATOR, Role.PLACE_ADMINISTRATOR)


class QuestionForm(SiteModelForm):
    """One question; once people see its round it changes with a reason they read."""

    instance: Question
    why_changed = forms.CharField(
        label=gettext_lazy("Why it changes"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Once people see the round, they see every change and this reason."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = as_asked(self.instance) if self.instance.pk else ""
        if self.instance.pk and self.instance.given.exists():
            for name in ("kind", "round"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("People have answered it, so this stays.")

    def clean(self) -> dict[str, Any]:
        """Refuse a round that asks no questions, and a change without a reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        stage = cleaned.get("round")
        if stage is not None and stage.mode != Mode.QUESTIONS:
            self.add_error("round", _("In that round people do something else than answer questions."))
        elif stage is not None and (self._touched() or not self.instance.pk):
            frozen = is_frozen(Question(round=stage)) or (self.instance.pk and is_frozen(self.instance))
            if frozen and not (cleaned.get("why_changed") or "").strip():
                self.add_error("why_changed", _("People see this round. Say why what it asks changes."))
        return cleaned

    def _touched(self) -> bool:
        return bool(set(self.changed_data) & ASKED)

    def save(self, commit: bool = True) -> Question:
        """Keep it, and what it asked before."""
        new, touched = self.instance.pk is None, self._touched()
        question: Question = super().save(commit=commit)
        if commit and (new or touched):
            user = self.for_user if getattr(self.for_user, "pk", None) else None
            note_change(question, before=self.before, why=self.cleaned_data.get("why_changed") or "", by=user)
        return question


class QuestionViewSet(SiteSnippetViewSet):
    """The questions of rounds. What was asked is kept: a question is taken out, never deleted."""

    model = Question
    roles = RUNNERS
    actions = frozenset({"view", "add", "change"})
    icon = "help"
    base_form_class = QuestionForm
    list_display = ["text", "round", "position", "kind", "required", "is_asked"]
    list_filter = ["round"]
    list_select_related = ("round",)
    search_fields = ["text"]
    panels = [
        FieldPanel("round"),
        FieldPanel("position"),
        FieldPanel("text"),
        FieldPanel("help_text"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("required")]),
        FieldPanel("choices"),
        FieldPanel("ranked"),
        MultiFieldPanel(
            [FieldPanel("steps"), FieldRowPanel([FieldPanel("low_end"), FieldPanel("high_end")])],
            heading=gettext_lazy("The scale"),
        ),
        FieldPanel("is_asked"),
        FieldPanel("why_changed"),
    ]


class GivenViewSet(SiteSnippetViewSet):
    """What was answered, to read and take out; nobody's name is beside it."""

    model = Given
    roles = RUNNERS
    actions = frozenset({"view"})
    icon = "list-ul"
    list_display = ["question", "in_words", "said_how", "at"]
    list_export = ["round", "question", "in_words", "words_state", "said_how", "said_where", "at"]
    export_headings = {
        "round": gettext_lazy("Round"),
        "in_words": gettext_lazy("Answer"),
        "words_state": gettext_lazy("State of the words"),
    }
    list_filter = ["question", "said_how"]
    list_select_related = ("question__round", "contribution")
    ordering = ["question_id", "pk"]
    panels = [FieldPanel("said_how", read_only=True)]
    inspect_view_fields = ["question", "in_words", "said_how", "said_where", "at"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Given]":
        """Return the answers with what was chosen, in one more query for all of them."""
        return super().get_queryset(request).prefetch_related("picked")
