"""Forms of whoever wants something of a space: to ask about it."""

from typing import Any
from uuid import uuid4, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _


class SentOnceForm(forms.Form):
    """Pressed for twice it is one; with other words, on a page gone back to, another."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    #: Stands in a part of the page that nobody sees or reaches: only a program fills it in.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def by_a_program(self) -> bool:
        """Whether the box nobody sees was filled in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        """Let the key stand for the words too."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "key" in cleaned:
            said = [str(cleaned[name]) for name in sorted(cleaned) if name not in ("key", "website")]
            cleaned["key"] = uuid5(cleaned["key"], "\x1f".join(said))
        return cleaned


class AskForm(SentOnceForm):
    """A question to whoever answers for a space."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your email"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Their answer comes here. Give this or your telephone number."),
    )
    phone = forms.CharField(
        label=_("Your telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    words = forms.CharField(
        label=_("What would you like to know?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say when you would like it, and for how many people."),
    )

    def clean_name(self) -> str:
        """Keep a name on one line."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_phone(self) -> str:
        """Keep a number somebody could ring."""
        phone = " ".join(str(self.cleaned_data["phone"]).split())
        if phone and sum(letter.isdigit() for letter in phone) < 6:
            raise forms.ValidationError(_("That is too short for a telephone number."))
        return phone

    def clean(self) -> dict[str, Any]:
        """Ask for a way to answer."""
        cleaned = super().clean()
        if (
            not cleaned.get("email")
            and not cleaned.get("phone")
            and not {"email", "phone"} & set(self.errors)
        ):
            self.add_error("email", _("Give an email or a telephone number, so that they can answer."))
        return cleaned
