"""What people fill in. Every refusal is said beside its field and nothing typed is lost."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.conversations import rules
from engagement.conversations.models import MAX_STATEMENT, MAX_WORDS, new_client_key


class PlainForm(forms.Form):
    """A form we answer for: the browser's own bubbles stay out of it."""

    use_required_attribute = False


class ClientKeyForm(PlainForm):
    """A form whose resend is known by the key it carries."""

    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = new_client_key

    def clean_client_key(self) -> str:
        """Return the key sent, or a new one where a browser sent none."""
        return str(self.cleaned_data["client_key"]) or new_client_key()


class SayForm(ClientKeyForm):
    """Say something."""

    text = forms.CharField(
        label=_("Your words"),
        error_messages={"required": _("Write something first.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    name = forms.CharField(
        label=_("A name to show"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    parent = forms.UUIDField(required=False, widget=forms.HiddenInput)
    limit: ClassVar[int] = MAX_WORDS

    def clean_text(self) -> str:
        """Return the words as kept."""
        return _cleaned(rules.clean_words, self.cleaned_data["text"])


class EditForm(PlainForm):
    """Change one's own words."""

    text = forms.CharField(
        label=_("Your words"),
        error_messages={"required": _("Write something first.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def clean_text(self) -> str:
        """Return the words as kept."""
        return _cleaned(rules.clean_words, self.cleaned_data["text"])


class StatementForm(ClientKeyForm):
    """Add a statement for others to vote on."""

    text = forms.CharField(
        label=_("One thing you think, in a sentence"),
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    limit: ClassVar[int] = MAX_STATEMENT

    def clean_text(self) -> str:
        """Return the statement as kept."""
        return _cleaned(rules.clean_statement, self.cleaned_data["text"])


class AnswerEmailForm(PlainForm):
    """Where the answer should go."""

    email = forms.EmailField(
        label=_("Your email, if you want the answer"),
        max_length=254,
        error_messages={"required": _("Write your email address first.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def _cleaned(clean: Any, text: str) -> str:
    try:
        return str(clean(text))
    except rules.Refused as refused:
        raise forms.ValidationError(refused.message) from refused
