"""Forms of whoever wants something of a space: to ask about it, to say it is theirs, to write it down."""

from typing import Any
from uuid import uuid4, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from assets_register.enums import FACT_CHOICES, AssetKind, FactKey, Known
from assets_register.forms import fact_field, read_postcode, refuse_telling_words
from assets_register.models import Asset, AssetFact
from assets_register.opening_hours import read_hours
from civic.places.selectors import postcode_point
from civic.places.together import OpenedAsMixin


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


class ClaimForm(SentOnceForm):
    """ "This is ours" """

    organisation_name = forms.CharField(
        label=_("Which organisation looks after it?"),
        max_length=160,
        help_text=_("A café, a church, a housing association, a council: its name as people know it."),
    )
    how = forms.CharField(
        label=_("How can we check that?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Your job there, a number on its website we can ring, who else knows you."),
    )

    def clean_organisation_name(self) -> str:
        """Keep a name on one line."""
        return " ".join(str(self.cleaned_data["organisation_name"]).split())


class AgainForm(forms.Form):
    """Ask for a second look."""

    words = forms.CharField(
        label=_("What did we miss?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


#: What somebody who puts a space into the register is asked of what is there; its keeper, of everything.
FIRST_FACTS = (
    FactKey.STEP_FREE, FactKey.ACCESSIBLE_TOILET, FactKey.KITCHEN, FactKey.TABLES_AND_CHAIRS, FactKey.WIFI,
)  # fmt: skip
#: What is asked first, and what can be left folded away.
LISTING_FIELDS = ("name", "kind", "description", "public_use", "opening_hours", "terms")
CONTACT_FIELDS = ("bookings_name", "bookings_phone", "bookings_email", "bookings_url")
WHERE_FIELDS = ("street_number", "street_name", "town", "postcode", "location_masked")


class ListingForm(OpenedAsMixin):
    """A space in the words of whoever looks after it."""

    names_who = False
    hours_as_typed = forms.BooleanField(label=_("Show the opening hours as I typed them"), required=False)
    #: Which facilities it asks about.
    facts_asked: tuple[tuple[str, Any], ...] = FACT_CHOICES

    class Meta:
        model = Asset
        fields = (*LISTING_FIELDS, *CONTACT_FIELDS, *WHERE_FIELDS)
        labels = {
            "name": _("What is it called?"),
            "kind": _("What is it?"),
            "description": _("What is it like?"),
            "public_use": _("Can people use it?"),
            "terms": _("What does it cost?"),
            "bookings_name": _("Who takes bookings?"),
            "bookings_phone": _("A number to ring"),
            "bookings_email": _("An email for questions"),
            "bookings_url": _("A page to book on"),
            "location_masked": _("Keep where it is private"),
        }
        help_texts = {
            "bookings_phone": _("Everybody sees it. Leave it empty to be asked by our form only."),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "opening_hours": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask about each facility; start from what is known."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = AssetKind.choices  # type: ignore[attr-defined] # a ChoiceField
        known = AssetFact.objects.filter(asset=self.instance) if self.instance.pk else ()
        values = {fact.key: fact.value for fact in known}
        for key, label in self.facts_asked:
            self.fields[fact_field(key)] = forms.ChoiceField(
                label=label,
                choices=Known.choices,
                initial=values.get(key, Known.NOT_KNOWN.value),
                required=False,
            )
        if not self.data.get("opening_hours"):
            del self.fields["hours_as_typed"]
        self.note_how_it_stands()

    def _bound(self, names: Any) -> list[Any]:
        return [self[name] for name in names if name in self.fields]

    @property
    def about(self) -> list[Any]:
        """The boxes on what it is."""
        names = [*LISTING_FIELDS]
        names.insert(names.index("opening_hours") + 1, "hours_as_typed")
        return self._bound(names)

    @property
    def contact(self) -> list[Any]:
        """The boxes on whom to ask."""
        return self._bound(CONTACT_FIELDS)

    @property
    def where(self) -> list[Any]:
        """The boxes on where it is."""
        return self._bound(WHERE_FIELDS)

    @property
    def facilities(self) -> list[Any]:
        """The boxes on what is there."""
        return self._bound(fact_field(key) for key, _label in self.facts_asked)

    def clean_postcode(self) -> str:
        """Accept a postcode as people type it."""
        return read_postcode(self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        """Ask back what hours mean, and for words that do not say what is to be private."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        asked = read_hours(cleaned.get("opening_hours") or "").questions
        if asked and "opening_hours" in self.changed_data and not cleaned.get("hours_as_typed"):
            self.add_error("opening_hours", " ".join(asked))
        if cleaned.get("location_masked"):
            refuse_telling_words(self, cleaned)
        return cleaned

    def facts_given(self) -> dict[str, str]:
        """Return what was said of each facility asked about."""
        given = self.cleaned_data
        return {key: given.get(fact_field(key)) or Known.NOT_KNOWN.value for key, _label in self.facts_asked}

    def point(self) -> dict[str, float]:
        """Return where its postcode is, where that was typed new and this place knows it."""
        asset, code = self.instance, self.cleaned_data.get("postcode")
        if not code or (asset.pk and "postcode" not in self.changed_data and asset.latitude is not None):
            return {}
        found = postcode_point(asset.site, code)
        return {"latitude": found.latitude, "longitude": found.longitude} if found else {}


class AddListingForm(SentOnceForm, ListingForm):
    """A space somebody puts into the register, and who they are to it."""

    looks_after = forms.ChoiceField(
        label=_("Do you look after it?"),
        choices=[("yes", _("Yes, it is ours")), ("no", _("No, I only know it"))],
        widget=forms.RadioSelect,
    )
    organisation_name = forms.CharField(
        label=_("Which organisation looks after it?"), max_length=160, required=False
    )
    how = forms.CharField(
        label=_("How can we check that?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your job there, a number on its website we can ring, who else knows you."),
    )
    your_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Only the people who check it see this."),
    )
    your_email = forms.EmailField(
        label=_("Your email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    facts_asked = tuple((key.value, key.label) for key in FIRST_FACTS)

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        """Ask for no name and address where somebody is signed in."""
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["your_name"], self.fields["your_email"]

    @property
    def who(self) -> list[Any]:
        """The boxes on who says so."""
        return self._bound(("looks_after", "organisation_name", "how", "your_name", "your_email"))

    def clean(self) -> dict[str, Any]:
        """Ask whoever looks after it who they are."""
        cleaned = super().clean()
        if cleaned.get("looks_after") == "yes":
            for name in ("organisation_name", "how"):
                if not (cleaned.get(name) or "").strip() and name not in self.errors:
                    self.add_error(name, _("Please say, so that we can check."))
        return cleaned
