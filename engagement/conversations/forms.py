"""What people fill in. Every refusal is said beside its field and nothing typed is lost."""

from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.conversations import rules
from engagement.conversations.lookalikes import mixes_alphabets, without_unseen
from engagement.conversations.models import MAX_STATEMENT, MAX_WORDS, new_client_key

#: A key is a column this wide.
LONGEST_KEY = 64
NOTHING = UUID(int=0)


class PlainForm(forms.Form):
    """A form we answer for: the browser's own bubbles stay out of it."""

    use_required_attribute = False


class TypedField(forms.CharField):
    """What somebody typed, without the NULs no database keeps and nobody can see."""

    def to_python(self, value: Any) -> str:
        """Return the words without NULs."""
        return (super().to_python(value) or "").replace("\x00", "")


class ClientKeyForm(PlainForm):
    """A form whose resend is known by the key it carries."""

    client_key = TypedField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = new_client_key

    def clean_client_key(self) -> str:
        """Return the key sent, shortened where it is no key of ours, or a new one where none was sent.

        Nobody could put a hidden field right, so nothing about it is an error.
        """
        key = str(self.cleaned_data["client_key"])
        return (key if len(key) <= LONGEST_KEY else sha256(key.encode()).hexdigest()) or new_client_key()


class SaidOnceForm(ClientKeyForm):
    """A form whose resend is known by its key and its words together.

    Whoever goes back to a page they have sent and writes something else there says something else.
    """

    #: The key as it came: whether it can be guessed is seen on it alone.
    sent_key = ""

    def clean(self) -> dict[str, Any]:
        """Let the key stand for the words too."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "text" in data:
            self.sent_key = data["client_key"]
            data["client_key"] = sha256(f"{self.sent_key}\n{data['text']}".encode()).hexdigest()
        return data


def clean_shown_name(typed: object) -> str:
    """Return a name as it shows: nothing unseen, and no letters that only look like others."""
    name = without_unseen(str(typed))
    if mixes_alphabets(name):
        raise forms.ValidationError(
            _("That name has letters of several alphabets that look alike. Write it in one alphabet.")
        )
    return name


class SayForm(SaidOnceForm):
    """Say something."""

    text = TypedField(
        label=_("Your words"),
        error_messages={"required": _("Write something first.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    name = TypedField(
        label=_("A name to show"),
        required=False,
        max_length=80,
        error_messages={"max_length": _("That is too long: %(limit_value)s characters fit here.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    parent = TypedField(required=False, widget=forms.HiddenInput)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)
    limit: ClassVar[int] = MAX_WORDS

    def clean_parent(self) -> UUID | None:
        """Return what is replied to; an id nothing can have where nonsense was sent."""
        typed = str(self.cleaned_data["parent"])
        try:
            return UUID(typed) if typed else None
        except ValueError:
            return NOTHING

    def clean_name(self) -> str:
        """Return the name as it shows."""
        return clean_shown_name(self.cleaned_data["name"])

    def on_its_own(self) -> None:
        """Let the next press say these words without replying to anything."""
        self.data = {**dict(self.data.items()), "parent": ""}

    def clean_text(self) -> str:
        """Return the words as kept."""
        return _cleaned(rules.clean_words, self.cleaned_data["text"])


class EditForm(PlainForm):
    """Change one's own words."""

    text = TypedField(
        label=_("Your words"),
        error_messages={"required": _("Write something first.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def clean_text(self) -> str:
        """Return the words as kept."""
        return _cleaned(rules.clean_words, self.cleaned_data["text"])


class StatementForm(SaidOnceForm):
    """Add a statement for others to vote on."""

    text = TypedField(
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


class CheckForm(PlainForm):
    """Is a summary right, or what is missing?"""

    answer = forms.ChoiceField(
        label=_("Did we get this right?"),
        choices=[("right", _("Yes, that is what was said")), ("missing", _("Something is missing or wrong"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    missing = TypedField(
        label=_("What is missing or wrong?"),
        required=False,
        strip=False,
        help_text=_("Only the people who write the summary read this. They reply to you."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
