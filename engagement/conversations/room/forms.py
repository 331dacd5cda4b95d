"""What people fill in, in the room. Every refusal is said beside its field and nothing typed is lost."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.conversations.forms import PlainForm, TypedField
from engagement.conversations.lookalikes import mixes_alphabets, without_unseen
from engagement.conversations.models import Thread
from engagement.conversations.room.models import MAX_PROMPT

MOST_PROMPTS = 30


def thread_label(thread: Thread) -> str:
    """Return a thread as it stands in a list: its question, and its round or prompt."""
    part = str(thread.round) if thread.round else thread.title
    return f"{thread.conversation.question} ({part})" if part else thread.conversation.question


class PrepareForm(PlainForm):
    """Prepare a gathering."""

    thread = forms.ChoiceField(
        label=_("Which conversation"), error_messages={"required": _("Choose the conversation.")}
    )
    where = TypedField(
        label=_("Where"),
        max_length=160,
        help_text=_("Everybody sees it beside what is said: “Cinder Hill Library”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say where it is: it is shown beside the words.")},
    )
    day = forms.DateField(
        label=_("Which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Its join code works until the night after."),
    )
    prompts = TypedField(
        label=_("Prompts"),
        required=False,
        strip=False,
        help_text=_("Questions to put to the room, one a line. You can add more while it runs."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    hold = forms.BooleanField(label=_("Hold what people say until you release it"), required=False)

    def __init__(self, *args: Any, threads: Sequence[Thread], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.threads = {str(thread.uuid): thread for thread in threads}
        self.fields["day"].initial = timezone.localdate
        self.fields["thread"].choices = [  # type: ignore[attr-defined] # a ChoiceField, declared above
            (key, thread_label(thread)) for key, thread in self.threads.items()
        ]

    def clean_thread(self) -> Thread:
        """Return the thread itself."""
        return self.threads[self.cleaned_data["thread"]]

    def clean_day(self) -> Any:
        """Return the day. Refuses one that has gone."""
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(gettext("That day has gone."))
        return day

    def clean_prompts(self) -> list[str]:
        """Return the prompts. Refuses one that is too long, and too many."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["prompts"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_PROMPTS:
            raise forms.ValidationError(
                gettext("That is too many: %(n)s fit in one session.") % {"n": MOST_PROMPTS}
            )
        if long := next((line for line in lines if len(line) > MAX_PROMPT), None):
            raise forms.ValidationError(
                gettext("“%(start)s…” is too long: %(limit)s characters fit on a screen.")
                % {"start": long[:30], "limit": MAX_PROMPT}
            )
        return lines


class JoinForm(PlainForm):
    """Join with the code on the screen; a name is as people like."""

    code = TypedField(
        label=_("The code on the screen"),
        max_length=40,
        error_messages={"required": _("Type the six characters from the screen.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "join__code",
            }
        ),
    )
    name = TypedField(
        label=_("A name to show"),
        required=False,
        max_length=80,
        error_messages={"max_length": _("That is too long: %(limit_value)s characters fit here.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )

    def clean_name(self) -> str:
        """Return the name as it shows: nothing unseen, and no letters that only look like others."""
        name = without_unseen(str(self.cleaned_data["name"]))
        if mixes_alphabets(name):
            raise forms.ValidationError(
                gettext(
                    "That name has letters of several alphabets that look alike. Write it in one alphabet."
                )
            )
        return name
