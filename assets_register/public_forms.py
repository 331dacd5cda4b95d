"""Forms visitors fill in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets_register.enums import HirerKind, Known
from assets_register.models import Extra, HireTerms, Room
from assets_register.pricing import Want, pounds
from assets_register.selectors import FactView

#: "Something else" among the facts.
OTHER = "other"


class SuggestionForm(forms.Form):
    """ "Not known yet: do you know?" """

    about = forms.ChoiceField(label=_("What do you know about?"))
    value = forms.ChoiceField(
        label=_("Is it there?"),
        choices=[(Known.YES.value, _("Yes")), (Known.NO.value, _("No"))],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("Anything else to say about it"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Please leave out names and telephone numbers of people."),
    )

    def __init__(self, *args: Any, facts: Sequence[FactView] = (), **kwargs: Any) -> None:
        """Offer the facts of one space, those not known first."""
        super().__init__(*args, **kwargs)
        by_need = sorted(facts, key=lambda fact: fact.is_known)
        choices = [(fact.key, fact.label) for fact in by_need]
        self.fields["about"].choices = [*choices, (OTHER, _("Something else"))]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Ask for whichever half is missing."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["about"] != OTHER and not cleaned.get("value"):
            self.add_error("value", _("Please say yes or no."))
        if cleaned["about"] == OTHER:
            cleaned["about"] = cleaned["value"] = ""
            if not cleaned.get("words", "").strip():
                self.add_error("words", _("Please say what you know."))
        return cleaned


class KeepSearchForm(forms.Form):
    """ "Tell me when something new fits"."""

    email = forms.EmailField(
        label=_("Your email"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": _("Give the email we should write to."),
            "invalid": _("That does not look like an email. One looks like dawn@example.com."),
        },
    )

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        """Ask for no address where we know one."""
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["email"]


#: Minutes to set up and clear away that people can choose.
SETUP = (("0", _("None")), ("30", _("Half an hour")), ("60", _("1 hour")), ("120", _("2 hours")))


#: How far ahead, or back, a day may be.
FAR = timedelta(days=731)


class WantForm(forms.Form):
    """What somebody would like: read from the address, so that an answer can be sent to a friend."""

    room = forms.ChoiceField(label=_("Which room?"), required=False)
    who = forms.ChoiceField(
        label=_("Who are you?"), choices=[(k.value, k.label) for k in HirerKind if k != HirerKind.ANYONE]
    )
    day = forms.DateField(
        label=_("Which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts = forms.TimeField(
        label=_("From when?"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    hours = forms.DecimalField(
        label=_("For how many hours?"), min_value=Decimal("0.25"), max_value=24, decimal_places=2
    )
    setup = forms.ChoiceField(label=_("Time to set up and clear away"), choices=SETUP, required=False)
    people = forms.IntegerField(label=_("How many people?"), min_value=1, max_value=100_000, required=False)
    extras = forms.MultipleChoiceField(
        label=_("Would you like any of these?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, terms: HireTerms, rooms: Sequence[Room], **kwargs: Any) -> None:
        """Offer the rooms and extras of one space."""
        super().__init__(*args, **kwargs)
        self.terms = terms
        extras = [each for each in terms.extras.all() if not each.always]
        self.fields["room"].choices = [("", _("Any room")), *((str(each.pk), each.name) for each in rooms)]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["extras"].choices = [(str(each.pk), _extra_words(each)) for each in extras]  # type: ignore[attr-defined] # a MultipleChoiceField
        if not rooms:
            del self.fields["room"]
        if not extras:
            del self.fields["extras"]

    def clean_day(self) -> date:
        """Keep to days somebody could mean."""
        day: date = self.cleaned_data["day"]
        if abs(day - timezone.localdate()) > FAR:
            raise forms.ValidationError(_("Please choose a day within the next two years."))
        return day

    def want(self) -> Want:
        """Return what was asked for; only of a form that is valid."""
        given = self.cleaned_data
        starts = datetime.combine(given["day"], given["starts"])
        return Want(
            starts=starts,
            ends=starts + timedelta(minutes=round(given["hours"] * 60)),
            setup=timedelta(minutes=int(given.get("setup") or 0)),
            hirer=given["who"],
            room_id=int(given["room"]) if given.get("room") else None,
            people=given.get("people"),
            extra_ids=frozenset(map(int, given.get("extras") or ())),
        )


def _extra_words(extra: Extra) -> str:
    return f"{extra.name}: {pounds(extra.amount)} {extra.get_per_display()}"
