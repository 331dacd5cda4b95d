"""Forms of the register's admin screens."""

import types
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assets_register import services
from assets_register.enums import FACT_CHOICES, FactKey, Known
from assets_register.models import Asset, AssetFact, RoomFact
from assets_register.models.asset import TOLD_FIELDS, telling_words, without_words
from assets_register.opening_hours import read_hours
from civic.places.admin import SiteModelForm
from civic.places.geo import PostcodeKind, in_britain, normalised_postcode


def fact_field(key: str) -> str:
    """Return the name of the form field for a fact."""
    return f"fact_{key}"


def detail_field(key: str) -> str:
    """Return the name of the form field for a fact's detail."""
    return f"detail_{key}"


def fact_fields(choices: Iterable[tuple[str, Any]]) -> dict[str, forms.Field]:
    """Return a field for each fact and one for its detail."""
    fields: dict[str, forms.Field] = {}
    for key, label in choices:
        fields[fact_field(key)] = forms.ChoiceField(
            label=label, choices=Known.choices, initial=Known.NOT_KNOWN, required=False
        )
        fields[detail_field(key)] = forms.CharField(
            label=format_lazy("{}: {}", label, _("detail")), max_length=200, required=False
        )
    return fields


def fact_form(name: str, choices: Iterable[tuple[str, Any]]) -> Any:
    """Return a form class with those fields: Django collects class attributes, made here in a loop."""
    return types.new_class(name, (SiteModelForm,), exec_body=lambda body: body.update(fact_fields(choices)))


def show_facts(form: Any, facts: "Iterable[AssetFact | RoomFact]") -> None:
    """Fill in what is known already."""
    for fact in facts:
        form.initial[fact_field(fact.key)] = fact.value
        form.initial[detail_field(fact.key)] = fact.detail


def facts_given(form: Any, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return what was filled in: a value and a detail for each fact the form has."""
    given = form.cleaned_data
    return {
        key: (given.get(fact_field(key)) or Known.NOT_KNOWN, given[detail_field(key)])
        for key in keys
        if fact_field(key) in given
    }


def read_postcode(typed: str) -> str:
    """Return a postcode as it is written. Raises ``ValidationError`` for what is none."""
    reading = normalised_postcode(typed)
    if typed and reading.kind is PostcodeKind.NONE:
        if reading.suggestion:
            raise ValidationError(
                _("This is not a postcode. Did you mean %(meant)s?"), params={"meant": reading.suggestion}
            )
        raise ValidationError(_("This is not a postcode."))
    return reading.code if typed else ""


def refuse_telling_words(form: Any, cleaned: dict[str, Any]) -> None:
    """Ask, where a place is to be private, for words that do not say it."""
    secrets = telling_words(*(cleaned.get(name) or "" for name in ("street_name", "postcode", "uprn")))
    for name in TOLD_FIELDS:
        text = cleaned.get(name) or ""
        if name in form.fields and without_words(text, secrets) != text:
            form.add_error(name, _("This says where it is, which is to be private. Say it without."))


_FactForm: Any = fact_form("_FactForm", FACT_CHOICES)


class AssetForm(_FactForm):
    """An asset with every facility and means of access as yes, no or not known."""

    hours_as_typed = forms.BooleanField(
        label=_("Show the opening hours as I typed them"),
        required=False,
        help_text=_("Where we cannot read them: nobody is then told whether it is open now."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            show_facts(self, AssetFact.objects.filter(asset=self.instance))

    def clean_postcode(self) -> str:
        """Accept a postcode as people type it, or only its first half."""
        return read_postcode(self.cleaned_data["postcode"])

    def clean_uprn(self) -> str:
        """Accept a UPRN with or without its leading zeros."""
        typed = str(self.cleaned_data["uprn"]).strip()
        if typed and not (typed.isascii() and typed.isdigit() and int(typed)):
            raise ValidationError(_("A UPRN is a number of up to 12 digits."))
        return typed.zfill(12) if typed else ""

    def clean(self) -> dict[str, Any]:
        """Ask for a whole point, and for words with a picture."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if (latitude is None) != (longitude is None):
            missing = "longitude" if longitude is None else "latitude"
            self.add_error(missing, _("Give both, or neither."))
        elif latitude is not None and longitude is not None and not in_britain(latitude, longitude):
            swapped = in_britain(longitude, latitude)
            said = _("Latitude and longitude are the wrong way round.") if swapped else _("Not in Britain.")
            self.add_error("latitude", said)
        asked = read_hours(cleaned.get("opening_hours") or "").questions
        if asked and "opening_hours" in self.changed_data and not cleaned.get("hours_as_typed"):
            self.add_error("opening_hours", " ".join(asked))
        if cleaned.get("picture") and not cleaned.get("picture_alt"):
            self.add_error("picture_alt", _("Say in words what the picture shows."))
        if cleaned.get("location_masked"):
            refuse_telling_words(self, cleaned)
        if cleaned.get("not_a_place") and not cleaned.get("not_a_place_reason"):
            self.add_error("not_a_place_reason", _("Say why this is no place to visit."))
        return cleaned

    def save(self, commit: bool = True) -> Asset:
        """Save through the services: address part, neighbourhood, facts, index, event."""
        masking = "location_masked" in self.changed_data
        if masking:
            self.instance.slug = ""  # a street's name may stand in the old one
        services.settle_asset(self.instance)
        asset: Asset = super().save(commit=commit)
        if commit:
            facts = facts_given(self, FactKey.values)
            services.write_facts(asset, facts, by=self.for_user)
            if masking:
                services.mask_changed(asset, by=self.for_user)
            services.asset_edited(asset)
        return asset
