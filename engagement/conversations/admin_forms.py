"""What staff fill in. A form only states; the services write."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from civic.places.admin import SiteModelForm
from engagement.conversations import launching, rules, statements
from engagement.conversations.enums import ConversationStatus
from engagement.conversations.models import Conversation


class ConversationForm(SiteModelForm):
    """A conversation; it cannot be shown before its promise is stated."""

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
            stated.answer_by = cleaned.get("answer_by")
            try:
                rules.check_ready(stated)
            except rules.NotReady as refused:
                self.add_error("status", refused.message)
        return cleaned

    def save(self, commit: bool = True) -> Conversation:
        """Keep it, and tell where it opened or closed."""
        conversation: Conversation = super().save(commit=commit)
        if commit:
            launching.tell_status(conversation, before=self.status_before)
        return conversation


_STATED = ("question", "promise", "decider_name", "can_change", "cannot_change")


class RoundForm(SiteModelForm):
    """A further round; it brings a thread of its own."""

    instance: Any

    def save(self, commit: bool = True) -> Any:
        """Begin the round through the service, so that earlier threads are told."""
        if self.instance.pk or not commit:
            return super().save(commit=commit)
        facts = {name: self.cleaned_data.get(name) for name in ("opens_at", "closes_at")}
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
        if self.instance.pk and "text" in self.changed_data and self.instance.vote_count:
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
            self.cleaned_data["conversation"], self.cleaned_data["text"]
        )
        return self.instance
