"""What a librarian fills in for somebody. Browsers are told to remember nothing of it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.conversations import rules
from engagement.conversations.enums import THEMSELVES, Choice, SaidHow
from engagement.conversations.forms import ClientKeyForm
from engagement.conversations.models import Statement, Thread

#: How long ago something may have been said that is written down today.
OLDEST = timedelta(days=366)
#: What stays on the screen for the next person: nothing of the person.
STAYS = ("thread", "how", "where", "said_on", "desk")


def thread_label(thread: Thread) -> str:
    """Return a thread as it stands in the list: its question, and its prompt where it has one."""
    question = thread.conversation.question
    label = f"{question} ({thread.title})" if thread.title else question
    if closed_on := thread.conversation.closed_on:
        return gettext("%(conversation)s: closed, for what was said by %(day)s") % {
            "conversation": label,
            "day": date_format(closed_on),
        }
    return label


class PersonForm(ClientKeyForm):
    """How and where somebody said it, and what they want to hear."""

    how = forms.ChoiceField(
        label=_("How they said it"),
        choices=[(way.value, way.label) for way in SaidHow if way not in THEMSELVES],
        initial=SaidHow.DESK,
    )
    where = forms.CharField(
        label=_("Where"),
        max_length=160,
        help_text=_("Everybody sees it: “Cinder Hill Library”, “Tannery Steps tenants’ evening”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say where it was said: it is shown beside the words.")},
    )
    desk = forms.CharField(
        label=_("Printed answers wait at"),
        max_length=160,
        required=False,
        help_text=_("If that is somewhere else."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    said_on = forms.DateField(
        label=_("Which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    shown_as = forms.CharField(
        label=_("A name to show"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    code = forms.CharField(label=_("Their code, from an earlier receipt"), required=False, max_length=40)
    language = forms.ChoiceField(
        label=_("Language of the receipt and the answer"), choices=settings.LANGUAGES
    )
    print_answer = forms.BooleanField(
        label=_("Print the answer for them, to be fetched at the desk"), required=False
    )
    answer_to = forms.EmailField(
        label=_("Their email, if they want the answer there"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("That does not look like an email. One looks like dawn@example.com.")},
    )
    read_back = forms.BooleanField(
        label=_("I read the words back, and they said: yes, that is what I mean."),
        error_messages={"required": _("Read the words back to them first, then tick this.")},
    )
    agrees = forms.BooleanField(
        label=_(
            "They agree: everybody can read the words, with the name given, and how and where they said them."
        ),
        error_messages={"required": _("Ask whether they agree. Without their yes the words cannot be kept.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = "off"
            if name in ("text", "shown_as", "where", "desk"):
                field.widget.attrs["spellcheck"] = "false"  # some browsers send words away to be checked

    def clean_said_on(self) -> date:
        """Return the day. Refuses one to come, or more than a year ago."""
        day: date = self.cleaned_data["said_on"]
        today = timezone.localdate()
        if day > today:
            raise forms.ValidationError(_("That day is still to come."))
        if day < today - OLDEST:
            raise forms.ValidationError(_("That is more than a year ago. Please check the year."))
        return day

    def check_in_time(self, thread: Thread) -> None:
        """Refuse a day after the conversation's last one: where it closed, only what was said in time."""
        if "said_on" not in self.cleaned_data:
            return
        try:
            rules.check_said_in_time(thread.conversation, self.said_at())
        except rules.Refused as refused:
            self.add_error("said_on", refused.message)

    def said_at(self) -> datetime:
        """Return when it was said: now, or noon of an earlier day."""
        day = self.cleaned_data["said_on"]
        if day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, time(12)))


class DeskForm(PersonForm):
    """Write it down for somebody."""

    thread = forms.ChoiceField(
        label=_("Which conversation"), error_messages={"required": _("Choose the conversation.")}
    )
    text = forms.CharField(
        label=_("Their words"),
        help_text=_("As they said them, not as you would."),
        error_messages={"required": _("Write something first.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    field_order = ("client_key", "thread", "how", "where", "desk", "said_on", "text")

    def __init__(self, *args: Any, threads: Sequence[Thread], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.threads = {str(thread.uuid): thread for thread in threads}
        choices = [(key, thread_label(thread)) for key, thread in self.threads.items()]
        if len(choices) > 1:
            choices.insert(0, ("", str(_("Choose one"))))
        self.fields["thread"].choices = choices  # type: ignore[attr-defined] # a ChoiceField, declared above

    def clean_thread(self) -> Thread:
        """Return the thread itself."""
        return self.threads[self.cleaned_data["thread"]]

    def clean_text(self) -> str:
        """Return the words as kept."""
        try:
            return rules.clean_words(self.cleaned_data["text"])
        except rules.Refused as refused:
            raise forms.ValidationError(refused.message) from refused

    def clean(self) -> dict[str, Any]:
        """Refuse a day after the conversation's last one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "thread" in data:
            self.check_in_time(data["thread"])
        return data


class VotesForm(forms.Form):
    """What somebody thinks of each statement, as it stands on their paper."""

    def __init__(self, *args: Any, statements: Sequence[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statements = {f"v-{one.uuid.hex}": one for one in statements}
        choices = [*Choice.choices, ("", gettext("Left out"))]
        for name, statement in self.statements.items():
            self.fields[name] = forms.ChoiceField(
                label=statement.text, choices=choices, required=False, widget=forms.RadioSelect, initial=""
            )

    def votes(self) -> list[tuple[Statement, str]]:
        """Return the statements that were voted on, each with the choice."""
        given = [(one, self.cleaned_data[name]) for name, one in self.statements.items()]
        return [(one, choice) for one, choice in given if choice]
