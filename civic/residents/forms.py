"""Forms about one's own account: allauth's, in our words."""

from allauth.account import forms as account
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

_NAME = _("What you call it")


class PasskeyForm(AddWebAuthnForm):
    """Makes a passkey; unticked, a plain security key that is a second step only."""

    name = forms.CharField(label=_NAME, required=False, max_length=100)
    passwordless = forms.BooleanField(
        label=_("Let it sign me in on its own, with no code"), required=False, initial=True
    )
    field_order = ["name", "passwordless", "credential"]


class FirstPasskeyForm(SignupWebAuthnForm):
    """Makes the passkey of a new account."""

    name = forms.CharField(label=_NAME, required=False, max_length=100)
    field_order = ["name", "credential"]


class RenamePasskeyForm(EditWebAuthnForm):
    """Gives a passkey another name."""

    name = forms.CharField(label=_NAME, max_length=100)


class ActivateAppForm(ActivateTOTPForm):
    """Takes the first code an app shows."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six numbers it shows")


class _NewPassword(forms.Form):
    """Says which box is which in plain words."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # as given, to allauth's own form
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("The new one again")
        if "oldpassword" in self.fields:
            self.fields["oldpassword"].label = _("Your password now")


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):
    """Changes a password."""


class SetPasswordForm(_NewPassword, account.SetPasswordForm):
    """Makes the first password of an account."""


class ResetPasswordKeyForm(_NewPassword, account.ResetPasswordKeyForm):
    """Makes a new password in place of one forgotten."""
