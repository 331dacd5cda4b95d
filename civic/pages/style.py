"""Made-up content for the style page."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from civic.pages.doors import DOORS
from civic.pages.icons import ICONS

if TYPE_CHECKING:
    from django.http import HttpRequest


class ExampleForm(forms.Form):
    """Every kind of field, with what goes wrong in them."""

    words = forms.CharField(
        label="What would you like to say?",
        widget=forms.Textarea,
        help_text="A sentence is plenty.",
        error_messages={"required": "Write a few words first."},
    )
    email = forms.EmailField(label="Your email", required=False, help_text="Only to bring you the answer.")
    coming = forms.ChoiceField(
        label="Are you coming?",
        choices=[("yes", "Yes"), ("maybe", "Perhaps")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    needs = forms.MultipleChoiceField(
        label="What do you need?",
        choices=[("step", "Step-free way in"), ("loop", "Hearing loop")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ward = forms.ChoiceField(label="Near", choices=[("q", "Quayside"), ("t", "Tannery")])
    on = forms.DateField(label="On", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    told = forms.BooleanField(label="Tell me what comes of it", required=False)


def examples(request: "HttpRequest") -> dict[str, Any]:
    """Return something for every component."""
    now = timezone.now()
    return {
        "icons": sorted(ICONS),
        "doors": DOORS,
        "form": ExampleForm(),
        "wrong_form": ExampleForm({"words": "", "email": "dawn at example", "ward": "q"}, prefix="wrong"),
        "soon": now + timedelta(days=3),
        "lately": now - timedelta(days=12),
        "crumbs": [("Spaces", "#spaces")],
        "colours": [
            "paper",
            "sheet",
            "sunk",
            "ink",
            "muted",
            "line",
            "link",
            "board",
            "solid",
            "late",
            "spaces",
            "projects",
            "conversations",
            "changed",
            "plain",
        ],
        "steps": [
            {
                "icon": "people",
                "door": "conversations",
                "label": "You said",
                "text": "61 people",
                "url": "#a",
            },
            {
                "icon": "quote",
                "door": "conversations",
                "label": "What we heard",
                "text": "Working parents cannot get there",
                "url": "#b",
            },
            {
                "icon": "board",
                "door": "changed",
                "label": "On the agenda",
                "text": "Neighbourhoods Board, 12 March",
                "url": "#c",
            },
            {
                "icon": "answer-partly",
                "door": "changed",
                "label": "Answered",
                "text": "Partly: Tuesdays until eight",
                "url": "#d",
            },
            {
                "icon": "spaces",
                "door": "spaces",
                "label": "What came of it",
                "text": "The Reading Room",
                "url": "#e",
            },
        ],
    }
