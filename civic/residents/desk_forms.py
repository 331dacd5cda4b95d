"""What is filled in about desk computers and PINs."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civic.residents import machines
from civic.residents.models import DeskPin, User


def _pin_field(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=machines.PIN_MOST,
        strip=True,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": autocomplete}),
        error_messages={"required": _("Type the PIN.")},
    )


class MachineForm(forms.Form):
    """What a desk computer is called."""

    name = forms.CharField(
        label=_("What this computer is called"),
        max_length=80,
        help_text=_("So that you know it in the list: “Cinder Hill Library, front desk”."),
        error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DeskSignInForm(forms.Form):
    """A name and a PIN."""

    who = forms.ChoiceField(
        label=_("Who are you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your name."), "invalid_choice": _("Choose your name.")},
    )
    pin = _pin_field(_("Your PIN"), "off")

    def __init__(self, *args: Any, pins: Iterable[DeskPin], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [(str(kept.uuid), kept.first_name) for kept in pins]  # type: ignore[attr-defined] # a ChoiceField


class PinForm(forms.Form):
    """A new PIN, twice."""

    first_name = forms.CharField(
        label=_("Your first name"),
        max_length=40,
        help_text=_("Shown on the desk computers of your library, so that you can choose it."),
        error_messages={"required": _("Write your first name.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    pin = _pin_field(
        _("A new PIN"), "new-password", _("6 to 12 digits. Not a birthday, and not one you use elsewhere.")
    )
    again = _pin_field(_("The same PIN again"), "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_first_name(self) -> str:
        """Refuse a name that another librarian here goes by."""
        name: str = self.cleaned_data["first_name"]
        if machines.name_is_taken(self.user, name):
            raise forms.ValidationError(_("Another librarian here goes by this name. Add a letter to yours."))
        return name

    def clean_pin(self) -> str:
        """Refuse what is no PIN, and what anybody would try first."""
        pin: str = self.cleaned_data["pin"]
        if not re.fullmatch(rf"[0-9]{{{machines.PIN_LEAST},{machines.PIN_MOST}}}", pin):
            raise forms.ValidationError(_("A PIN is 6 to 12 digits, and nothing else."))
        steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
        if len(steps) == 1 or len(set(pin)) < 3:
            raise forms.ValidationError(_("That PIN is too easy to guess. Choose another."))
        return pin

    def clean(self) -> dict[str, Any]:
        """Refuse two different PINs."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"pin", "again"} <= cleaned.keys() and cleaned["pin"] != cleaned["again"]:
            self.add_error("again", _("These are two different PINs. Type the same one twice."))
        return cleaned
