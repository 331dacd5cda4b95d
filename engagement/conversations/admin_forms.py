"""What staff fill in. A form only states; the services write."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from civic.places.admin import SiteModelForm
from engagement.conversations import launching, rules, statements
from engagement.conversations.enums import ConversationStatus, SummaryState
from engagement.conversations.models import Conversation, Summary


class ConversationForm(SiteModelForm):
    """A conversation; it cannot be shown before what it needs is stated, and changes with a reason after."""

    why_changed = forms.CharField(
        label=_lazy("Why what you stated changes"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy(
            "Once people have seen it, every change of what was stated is shown to them, with this reason."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status_before = self.instance.status if self.instance.pk else ConversationStatus.DRAFT

    def clean(self) -> dict[str, Any]:
        """Refuse to show what is not stated, and to unsay what was shown."""
        cleaned: dict[str, Any] = super().clean() or {}
        status = cleaned.get("status")
        if self.status_before != ConversationStatus.DRAFT and status == ConversationStatus.DRAFT:
            self.add_error("status", _("People have seen it, so it cannot become a draft again."))
        elif status != ConversationStatus.DRAFT:
            stated = Conversation(**{name: cleaned.get(name) or "" for name in _STATED})
            for name in ("answer_by", "closes_at", "equality_assessment"):
                setattr(stated, name, cleaned.get(name))
            try:
                rules.check_ready(stated, options=self._options_left())
            except rules.NotReady as refused:
                self.add_error("status", refused.message)
            self._check_why(cleaned)
        return cleaned

    def _options_left(self) -> int:
        """Return how many options the form holds; their own faults are said beside them."""
        lines = self.formsets.get("options")
        if lines is None or not lines.is_valid():
            return 1
        return sum(1 for line in lines.cleaned_data if line and not line.get("DELETE"))

    def _check_why(self, cleaned: dict[str, Any]) -> None:
        """Ask why what people have seen changes."""
        lines = self.formsets.get("options")
        touched = set(self.changed_data) & {
            *_STATED,
            "answer_by",
            "closes_at",
            "opens_at",
            "equality_assessment",
        }
        changed = touched or (lines is not None and lines.has_changed())
        launched = self.instance.pk and self.instance.stated_versions.exists()
        if launched and changed and not (cleaned.get("why_changed") or "").strip():
            self.add_error("why_changed", _("People have read what you stated. Say why it changes."))

    def save(self, commit: bool = True) -> Conversation:
        """Keep it, and tell where it opened or closed."""
        conversation: Conversation = super().save(commit=commit)
        if commit:
            why = self.cleaned_data.get("why_changed") or ""
            user = self.for_user if getattr(self.for_user, "pk", None) else None
            launching.tell_status(conversation, before=self.status_before, why_changed=why, by=user)
        return conversation


_STATED = (
    "question", "intro", "weight", "promise_level", "promise", "decider_name", "can_change", "cannot_change",
    "length_reason",
)  # fmt: skip


class RoundForm(SiteModelForm):
    """A further round; it brings a thread of its own, and builds on what was heard in the one before."""

    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rules.mode_is_fixed(self.instance):
            self.fields["mode"].disabled = True
            self.fields["mode"].help_text = _("People see this round, so what they do in it stays.")

    def clean(self) -> dict[str, Any]:
        """Refuse a further round before the one before it is summed up."""
        cleaned: dict[str, Any] = super().clean() or {}
        conversation = cleaned.get("conversation")
        if conversation is not None and not self.instance.pk:
            try:
                rules.check_cites(conversation, cleaned.get("cites"))
            except rules.NotReady as refused:
                self.add_error("cites", refused.message)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Begin the round through the service, so that earlier threads are told."""
        if self.instance.pk or not commit:
            return super().save(commit=commit)
        facts = {name: self.cleaned_data.get(name) for name in ("mode", "opens_at", "closes_at", "cites")}
        facts["results_live"] = bool(self.cleaned_data.get("results_live"))
        self.instance = launching.add_round(
            self.cleaned_data["conversation"],
            title=self.cleaned_data["title"],
            prompt=self.cleaned_data["title"],
            **facts,
        )
        return self.instance


class ThreadForm(SiteModelForm):
    """A thread; a changed prompt reaches everybody who reads it."""

    def save(self, commit: bool = True) -> Any:
        """Keep it, and number the change where the prompt is new."""
        changed = self.instance.pk and "title" in self.changed_data
        thread = super().save(commit=commit)
        if commit and changed:
            launching.change_prompt(thread, thread.title)
        return thread


class StatementForm(SiteModelForm):
    """One of the organisers' own statements; words people voted on never change."""

    instance: Any

    def clean(self) -> dict[str, Any]:
        """Refuse other words under the same votes, and words that are none."""
        cleaned: dict[str, Any] = super().clean() or {}
        conversation = cleaned.get("conversation")
        if conversation is not None:
            try:
                rules.check_takes_statements(conversation, cleaned.get("round"))
            except rules.NotReady as refused:
                self.add_error("round", refused.message)
        if self.instance.pk and {"text", "round"} & set(self.changed_data) and self.instance.vote_count:
            self.add_error("text", _("People have voted on these words. Add a new statement instead."))
        try:
            cleaned["text"] = rules.clean_statement(cleaned.get("text") or "")
        except rules.WordsRefused as refused:
            if "text" not in self.errors:
                self.add_error("text", ValidationError(refused.message))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Add it through the service, so that it is counted and told."""
        if self.instance.pk or not commit:
            return super().save(commit=commit)
        self.instance = statements.add_seed_statement(
            self.cleaned_data["conversation"],
            self.cleaned_data["text"],
            stage=self.cleaned_data.get("round"),
        )
        return self.instance


class SummaryForm(SiteModelForm):
    """What was heard. It is asked about and published by pressing, on its own screen."""

    instance: Summary

    def clean(self) -> dict[str, Any]:
        """Refuse another conversation's round, and other words once they are published."""
        cleaned: dict[str, Any] = super().clean() or {}
        round_, conversation = cleaned.get("round"), cleaned.get("conversation")
        if round_ is not None and conversation is not None and round_.conversation_id != conversation.pk:
            self.add_error("round", _("That round belongs to another conversation."))
        if self.instance.pk and self.instance.state == SummaryState.PUBLISHED and self.changed_data:
            self.add_error("text", _("It is published. What people read then does not change."))
        return cleaned
