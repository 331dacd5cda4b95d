"""What people type about their messages."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from civic.residents.selectors import normalised_receipt

if TYPE_CHECKING:
    from civic.residents.models import Contributor


class ReceiptForm(forms.Form):
    """A receipt code, as copied by hand or read aloud."""

    code = forms.CharField(
        label=_("Your receipt code"),
        max_length=40,
        help_text=_("Twelve letters and numbers, such as K7QF-2MXD-9RTB. Capitals and dashes do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "size": "18"}
        ),
        error_messages={"required": _("Type the code from your receipt.")},
    )

    def clean_code(self) -> str:
        """Return the code as stored."""
        code = normalised_receipt(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("A receipt code has twelve letters and numbers. Please check it."))
        return code


class VoiceSettingsForm(forms.Form):
    """How a person wants to hear from us."""

    email = forms.EmailField(
        label=_("Your email"),
        required=False,
        max_length=254,
        help_text=_("Only used to send you answers. Never shown."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("That does not look like an email. One looks like dawn@example.com.")},
    )
    language = forms.ChoiceField(label=_("Write to me in"), choices=settings.LANGUAGES)
    link_only = forms.BooleanField(
        label=_("Send me only a link"),
        required=False,
        help_text=_("The email then says there is news, and nothing of what it is."),
    )
    stop = forms.BooleanField(
        label=_("Do not email me at all"),
        required=False,
        help_text=_("Everything still waits for you here."),
    )

    def clean(self) -> dict[str, Any]:
        """Keep the email lower case, as it is stored."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["email"] = (cleaned.get("email") or "").strip().lower()
        return cleaned


class EraseForm(forms.Form):
    """The receipt code, typed to say that somebody means it."""

    code = forms.CharField(
        label=_("Type your receipt code to say that you mean it"),
        max_length=40,
        help_text=_("Capitals and dashes do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "size": "18"}
        ),
        error_messages={"required": _("Type your receipt code. It stands above.")},
    )

    def __init__(self, *args: Any, contributor: "Contributor", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contributor = contributor

    def clean_code(self) -> str:
        """Refuse any other code."""
        code = normalised_receipt(self.cleaned_data["code"])
        if code != self.contributor.receipt_code:
            raise forms.ValidationError(_("That is not the code above. Please check each letter."))
        return code
