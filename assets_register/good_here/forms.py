"""What people type about what is good here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assets_register.forms import read_postcode
from assets_register.good_here.enums import GoodKind
from assets_register.good_here.pictures import ResidentPictureField
from assets_register.keeping_forms import SentOnceForm
from civic.partners.models import Organisation
from civic.places.selectors import postcode_point


class GoodThingForm(SentOnceForm):
    """Something good, and who says so."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=GoodKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    name = forms.CharField(
        label=_("What is it called?"),
        max_length=120,
        error_messages={"required": _("Give it a name people know it by.")},
        help_text=_("A bench in the sun, the Tuesday walkers, “I can mend bicycles”."),
    )
    words = forms.CharField(
        label=_("What is good about it?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words about it.")},
    )
    postcode = forms.CharField(
        label=_("Its postcode"),
        max_length=12,
        error_messages={"required": _("Give the nearest postcode you know.")},
        help_text=_(
            "The nearest you know. Where you offer something yourself we keep only the neighbourhood."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    picture = ResidentPictureField(
        label=_("A picture"), required=False, help_text=_("A photo you took. 8 MB at most.")
    )
    picture_alt = forms.CharField(
        label=_("What does the picture show?"),
        max_length=200,
        required=False,
        help_text=_("For people who cannot see it."),
    )
    your_name = forms.CharField(
        label=_("Your first name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        help_text=_("Shown where you offer something yourself, else to nobody but who checks it."),
    )
    your_email = forms.EmailField(
        label=_("Your email"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Never shown. We tell you when it is on the map, and pass on what people ask."),
    )

    def __init__(self, *args: Any, site: Any, known: bool = False, **kwargs: Any) -> None:
        """Ask for no address where somebody is signed in."""
        super().__init__(*args, **kwargs)
        self.site = site
        if known:
            del self.fields["your_email"]

    def clean_name(self) -> str:
        """Keep a name on one line."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_your_name(self) -> str:
        """Keep a name on one line."""
        return " ".join(str(self.cleaned_data["your_name"]).split())

    def clean_postcode(self) -> str:
        """Accept a postcode of this place, as people type it."""
        code = read_postcode(self.cleaned_data["postcode"])
        if postcode_point(self.site, code) is None:
            raise forms.ValidationError(
                _("We don't know the postcode “%(code)s” here. Give the nearest one you know."),
                params={"code": code},
            )
        return code

    def clean(self) -> dict[str, Any]:
        """Ask who offers something, and what a picture shows."""
        cleaned = super().clean()
        if cleaned.get("picture") and not (cleaned.get("picture_alt") or "").strip():
            self.add_error(
                "picture_alt", _("Say in a few words what the picture shows. Choose it again too.")
            )
        if cleaned.get("kind") == GoodKind.OFFER:
            if not cleaned.get("your_name") and "your_name" not in self.errors:
                self.add_error("your_name", _("Give your first name, so that people know who offers it."))
            wants_email = "your_email" in self.fields and "your_email" not in self.errors
            if wants_email and not cleaned.get("your_email"):
                self.add_error(
                    "your_email", _("Give your email, so that people can ask you. They never see it.")
                )
        if self.errors and cleaned.get("picture") and "picture" not in self.errors:
            self.add_error("picture", _("Choose the picture again: a browser does not keep it."))
        return cleaned


class PledgeForm(SentOnceForm):
    """What an organisation can do for a good thing."""

    organisation = forms.ModelChoiceField(
        label=_("For which organisation?"), queryset=Organisation.objects.none(), empty_label=None
    )
    words = forms.CharField(
        label=_("What can you do?"),
        max_length=200,
        help_text=_("For example: We can lend chairs."),
        error_messages={"required": _("Write what you can do.")},
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        """Offer the organisations somebody speaks for, and no other."""
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined] # a ModelChoiceField

    def clean_words(self) -> str:
        """Keep it on one line."""
        return " ".join(str(self.cleaned_data["words"]).split())
