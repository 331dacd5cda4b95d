"""Forms about one's own account."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class PasskeyForm(AddWebAuthnForm):
    """Makes a passkey; unticked, a plain security key that is a second step only."""

    name = forms.CharField(label=_("What you call it"), required=False, max_length=100)
    passwordless = forms.BooleanField(
        label=_("Let it sign me in on its own, with no code"), required=False, initial=True
    )
    field_order = ["name", "passwordless", "credential"]
