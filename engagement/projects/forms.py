"""What people type about projects, parsed at the door."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4, uuid5

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.places.selectors import postcode_point
from engagement.projects.models import Interest
from engagement.projects.selectors import SessionQuery

NAME_ERRORS = {"required": _("Write your first name, so that we know what to call you.")}
EMAIL_ERRORS = {"invalid": _("That does not look like an email. One looks like dawn@example.com.")}

PEOPLE_ERRORS = {
    "required": _("Say how many of you are coming."),
    "invalid": _("Write a whole number, such as 2."),
    "min_value": _("Write 1 or more."),
    "max_value": _("Up to 10 at once. For more, ask the host."),
}


class SessionFilterForm(forms.Form):
    """What to show in the list of sessions."""

    q = forms.CharField(label=_("Looking for"), required=False, max_length=80)
    near = forms.CharField(label=_("Near a postcode"), required=False, max_length=12)
    interest = forms.ModelChoiceField(
        label=_("Interest"),
        queryset=Interest.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Any"),
    )
    free = forms.BooleanField(label=_("Free"), required=False)
    turn_up = forms.BooleanField(label=_("Just turn up"), required=False)
    children = forms.BooleanField(label=_("Children welcome"), required=False)
    step_free = forms.BooleanField(label=_("Step-free"), required=False)
    since = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site, self.today = site, today
        field = self.fields["interest"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Interest.objects.filter(projects__site=site).distinct().order_by("name")

    def clean_near(self) -> tuple[float, float] | None:
        """Return the postcode's point in this place."""
        typed = self.cleaned_data["near"].strip()
        if not typed:
            return None
        found = postcode_point(self.site, typed)
        if found is None:
            raise forms.ValidationError(
                _("We don't know the postcode “%(code)s” here. Check it, or leave it empty."),
                params={"code": typed},
            )
        return found.latitude, found.longitude

    def clean_since(self) -> date:
        """Return the first day to show: never before today, never far off, today for nonsense.

        Nobody could put a hidden field right, so nothing about it is an error.
        """
        try:
            since = date.fromisoformat(self.cleaned_data["since"])
        except ValueError:
            since = self.today
        return min(max(since, self.today), self.today + timedelta(days=730))

    def boxes(self) -> list[forms.BoundField]:
        """Return what is typed or chosen, for the template."""
        return [self[name] for name in ("q", "near", "interest")]

    def ticks(self) -> list[forms.BoundField]:
        """Return what is ticked, for the template."""
        return [self[name] for name in ("free", "turn_up", "children", "step_free")]

    def query(self) -> SessionQuery:
        """Return what was asked; fields with errors are left out of it."""
        data = getattr(self, "cleaned_data", {})
        interest = data.get("interest")
        return SessionQuery(
            since=data.get("since") or self.today,
            text=data.get("q", ""),
            near=data.get("near") or None,
            interest=interest.slug if interest else "",
            free=data.get("free", False),
            just_turn_up=data.get("turn_up", False),
            children=data.get("children", False),
            step_free=data.get("step_free", False),
        )


class ComingForm(forms.Form):
    """ "I'm coming": a name so the host can say hello, an email only if you want one."""

    name = forms.CharField(
        label=_("Your first name"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "given-name"}),
        error_messages=NAME_ERRORS,
    )
    email = forms.EmailField(
        label=_("Your email, if you want a reminder and news of changes"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages=EMAIL_ERRORS,
    )
    people = forms.IntegerField(
        label=_("How many of you?"),
        min_value=1,
        max_value=10,
        initial=1,
        error_messages=PEOPLE_ERRORS,
    )
    note = forms.CharField(
        label=_("Anything the host should know?"),
        help_text=_("Nothing about health or money, please: anyone helping may read this."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class HowManyForm(forms.Form):
    """How many are coming after all."""

    people = forms.IntegerField(
        label=_("How many of you?"), min_value=1, max_value=10, error_messages=PEOPLE_ERRORS
    )


class SentOnceForm(forms.Form):
    """A message: pressed for twice it is one, and with other words, on a page gone back to, another."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        """Let the key stand for the words too."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.keys() >= {"key", "text"}:
            data["key"] = uuid5(data["key"], data["text"])
        return data


class HostMessageForm(SentOnceForm):
    """What a host writes to everyone coming."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=3000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write your message first.")},
    )


class TellForm(SentOnceForm):
    """What a visitor knows about a project."""

    text = forms.CharField(
        label=_("What do you know?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write what you know first.")},
    )
    name = forms.CharField(
        label=_("Your first name"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )


class WishForm(forms.Form):
    """ "I'd like to start…"."""

    idea = forms.CharField(
        label=_("I'd like to start…"),
        help_text=_("A sentence is plenty. “A bike repair morning on our street.”"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say in a sentence what you would like to start.")},
    )
    need = forms.CharField(
        label=_("What would help?"),
        help_text=_("A room, tools, somebody to do it with…"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    name = forms.CharField(
        label=_("Your first name"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "given-name"}),
        error_messages=NAME_ERRORS,
    )
    email = forms.EmailField(
        label=_("Your email, so that we can get in touch"),
        help_text=_("Or leave it empty and come back with the code we give you."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages=EMAIL_ERRORS,
    )


class CancelSessionForm(forms.Form):
    """Why a session is called off."""

    why = forms.CharField(
        label=_("Why? Everyone coming will read this."),
        max_length=200,
        error_messages={"required": _("Say why, in a few words.")},
    )


def today_in(zone: Any) -> date:
    """Return today's date where people are."""
    return timezone.localtime(timezone.now(), zone).date()
