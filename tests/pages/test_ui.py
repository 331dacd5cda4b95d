"""The pieces pages are made of."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation

from civic.pages.icons import ICONS
from civic.pages.templatetags.ui import ago, clock, day
from civic.record.enums import Outcome


def show(source: str, **values) -> str:
    return " ".join(Template("{% load ui %}" + source).render(Context(values)).split())


def test_icon_is_hidden_from_screen_readers_and_unknown_ones_draw_nothing():
    assert 'aria-hidden="true"' in show('{% icon "spaces" %}')
    assert show('{% icon "no-such-thing" %}') == ""
    assert {"spaces", "projects", "conversations", "changed"} <= set(ICONS)


@pytest.mark.parametrize(
    ("value", "said", "never"),
    [(True, "yes", "not known"), (False, ">no<", "not known"), (None, "not known yet", ">no<"),
     ("yes", "yes", "not known"), ("", "not known yet", ">no<"), (0, ">no<", "not known")],
)  # fmt: skip
def test_fact_never_shows_unknown_as_no(value, said, never):
    html = show('{% fact "Hearing loop" value %}', value=value)
    assert said in html
    assert never not in html


def test_unknown_fact_asks_who_knows():
    html = show('{% fact "Hearing loop" None "" "/tell/" %}')
    assert '<a href="/tell/">Do you know?<span class="sr"> Hearing loop</span></a>' in html


@pytest.mark.parametrize(
    ("outcome", "word"), [(Outcome.CHANGED, "Yes"), (Outcome.PARTLY, "Partly"), (Outcome.NOT, "No, because")]
)
def test_answer_badge_says_the_outcome_in_words(outcome, word):
    assert f"</svg>{word}</span>" in show("{% answer_badge outcome %}", outcome=outcome)


def test_quote_escapes_words_and_says_how():
    html = show('{% quote words "Dawn" "on paper" %}', words="<b>Five</b>")
    assert "&lt;b&gt;Five&lt;/b&gt;" in html
    assert "<b>Dawn</b>, on paper" in html


class Form(forms.Form):
    email = forms.EmailField(label="Your email", help_text="Only for the answer.")
    coming = forms.ChoiceField(label="Are you coming?", choices=[("y", "Yes")], widget=forms.RadioSelect)
    told = forms.BooleanField(label="Tell me", required=False)


def test_field_ties_help_and_error_to_its_box_and_keeps_what_was_typed():
    html = show("{% field form.email %}", form=Form({"email": "dawn at example"}))
    assert 'value="dawn at example"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html


def test_group_of_choices_is_a_fieldset_and_error_links_to_its_first():
    form = Form({"email": "dawn@pellbridge.example"})
    assert show("{% field form.coming %}", form=form).startswith('<fieldset class="field field--wrong')
    summary = show("{% error_summary form %}", form=form)
    assert '<a href="#id_coming_0">Are you coming? This field is required.</a>' in summary
    assert 'id="id_coming_0"' in show("{% field form.coming %}", form=form)


def test_error_summary_says_nothing_where_nothing_is_wrong():
    assert show("{% error_summary form %}", form=Form()) == ""


def test_days_and_hours_are_said_as_on_a_poster():
    now = timezone.localtime()
    assert day(datetime(2024, 3, 7, 10, tzinfo=UTC)) == "Thursday 7 March 2024"
    assert day(now) == f"{now:%A} {now.day} {now:%B}"
    assert clock(datetime(2024, 1, 7, 18, 30, tzinfo=UTC)) == "6.30pm"
    assert clock(datetime(2024, 1, 7, 10, 0, tzinfo=UTC)) == "10am"
    assert clock(datetime(2024, 1, 7, 12, 0, tzinfo=UTC)) == "noon"
    assert clock(datetime(2024, 1, 7, 0, 5, tzinfo=UTC)) == "12.05am"


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (1, "yesterday"), (-1, "tomorrow"), (12, "12 days ago"), (-3, "in 3 days"),
     (150, "5 months ago"), (900, "2 years ago")],
)  # fmt: skip
def test_ago_is_said_in_whole_days_then_months(days, said):
    assert ago(timezone.localdate() - timedelta(days=days)) == said


def test_nothing_is_said_of_no_date():
    assert (day(None), clock(None), ago(None), show("{% when value %}", value=None)) == ("", "", "", "")


def test_address_with_changes_one_value_and_keeps_the_rest(rf):
    request = rf.get("/?q=hall&page=3")
    assert show("{% address_with page=4 %}", request=request) == "?q=hall&amp;page=4"
    assert show("{% address_with page=None %}", request=request) == "?q=hall"


def test_language_link_leads_to_the_same_page_and_back(client, site):
    assert 'href="/cy/search/" lang="cy"' in client.get("/search/").content.decode()
    with translation.override("cy"):
        assert 'href="/search/" lang="en"' in client.get("/cy/search/").content.decode()
    assert 'href="/cy/" lang="cy"' in client.get("/").content.decode()
