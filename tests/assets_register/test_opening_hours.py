"""Opening hours as people type them: what is certain, what is asked back, what stays as it is."""

import csv
import re
from datetime import datetime

import opening_hours
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets_register.opening_hours import DAYS, open_state, read_hours

TERM = "Is all of it in term time only? Then begin with it: Term time: Mon-Fri 9am-5pm."


@pytest.mark.parametrize(
    ("typed", "osm"),
    [
        ("", ""),
        ("Mon-Fri, 9am-9pm. Sat, 9am-1pm", "Mo-Fr 09:00-21:00; Sa 09:00-13:00"),
        ("Mon-Thur, 8:30am-9pm. Fri, 8:30am-5:15pm.", "Mo-Th 08:30-21:00; Fr 08:30-17:15"),
        ("Mon-Fri 8am-9pm", "Mo-Fr 08:00-21:00"),
        ("Mon-Thu, 9-5pm. Fri, 9-3:30pm", "Mo-Th 09:00-17:00; Fr 09:00-15:30"),
        ("Mon-Fri, 9am-5pm and 6pm-9pm", "Mo-Fr 09:00-17:00,18:00-21:00"),
        ("Mon-Thu, 9am-1pm. Mon-Thu, 1.30pm-4:30pm.", "Mo-Th 09:00-13:00,13:30-16:30"),
        ("Mon-Thu, 8am-4pm. Tue, Wed, Thu, 6pm-9pm. Fri, 8am-3pm",
         "Mo 08:00-16:00; Tu-Th 08:00-16:00,18:00-21:00; Fr 08:00-15:00"),
        ("Monday      1pm - 8pm\nTuesday     10am - 5pm\nWednesday 1pm - 8pm\nThursday    closed\n",
         "Mo,We 13:00-20:00; Tu 10:00-17:00; Th off"),
        ("Mon, Tue, Wed: 10am-8pm\nThu, Fri, Sat: 10am-5pm", "Mo-We 10:00-20:00; Th-Sa 10:00-17:00"),
        ("9am to 5pm weekdays", "Mo-Fr 09:00-17:00"),
        ("every day noon-midnight", "Mo-Su 12:00-24:00"),
        ("Daily 10:00 - 16:00", "Mo-Su 10:00-16:00"),
        ("Sat 12:00-14:00", "Sa 12:00-14:00"),
        ("Fri-Sat 7pm-1am", "Fr,Sa 19:00-01:00"),
        ("Sat-Mon 10am-4pm", "Mo,Sa,Su 10:00-16:00"),
        ("24/7", "24/7"),
        ("Mon-Fri 9am-5pm, closed bank holidays", "Mo-Fr 09:00-17:00; PH off"),
        ("Mon-Fri 9am-3pm term time only", "Mo-Fr 09:00-15:00; SH off"),
        ("Term time: Mon-Fri 9am-3pm, Sat 10am-4pm", "Mo-Fr 09:00-15:00; Sa 10:00-16:00; SH off"),
        ("Sat 12 noon - 5pm", "Sa 12:00-17:00"),
        ("Sat 7pm - 12 midnight", "Sa 19:00-24:00"),
        ("Mondays and Thursdays 6.30pm-8pm", "Mo,Th 18:30-20:00"),
        ("weekends 10-4", "Sa,Su 10:00-16:00"),
        ("Open 24 hours every day", "24/7"),
        ("Sat 10-4; bank holidays 11-3", "Sa 10:00-16:00; PH 11:00-15:00"),
        ("Mon-Fri 9am-5pm. Closed on bank holidays", "Mo-Fr 09:00-17:00; PH off"),
        ("Open Mondays from 9am until 1pm", "Mo 09:00-13:00"),
        ("Llun-Gwener 9am-5pm", "Mo-Fr 09:00-17:00"),
        ("Dydd Llun i ddydd Gwener, 9yb - 5yp. Dydd Sadwrn: ar gau", "Mo-Fr 09:00-17:00; Sa off"),
        ("Nos Fawrth a nos Iau 6yh tan 9yh", "Tu,Th 18:00-21:00"),
        ("Bob dydd, 10 y bore tan hanner nos", "Mo-Su 10:00-24:00"),
        ("Dydd Mercher 10yb-4yp yn ystod y tymor; ar gau gwyliau banc", "We 10:00-16:00; SH off; PH off"),
        ("penwythnosau 10yb-hanner dydd", "Sa,Su 10:00-12:00"),
    ],
)  # fmt: skip
def test_what_can_mean_one_thing_only(typed, osm):
    found = read_hours(typed)
    assert (found.osm, list(found.questions)) == (osm, [])


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Mon-Fri 9-5 term time, Sat 10-4", TERM),
        ("Mon-Fri 9-5; Sat 10-4 term time only", TERM),
        ("Daily 12-12", "Does “12” mean the morning or the afternoon? Please write am or pm."),
        ("Mon 3-3", "Does “3” mean the morning or the afternoon? Please write am or pm."),
        ("Sat, 9am-12pm", "Does “12pm” mean noon or midnight? Please write noon or midnight."),
        ("Mon & Wed 1-8pm", "Does “1” mean the morning or the afternoon? Please write am or pm."),
        ("Sat, varies", "We cannot read “varies”. People will see it as it is."),
        ("9am - 18.00pm Mon - Thurs", "“18.00pm” is no time of the day."),
        ("Tue", "At what times? Please write 9am-5pm, or closed."),
        ("9am-5pm", "On which days? Please write Mon-Fri, or every day."),
        ("Mon 9am", "Until when, after “9am”?"),
        ("Mon 5pm-9am", "Does it really open at “5pm” and shut at “9am”?"),
        ("Mon closed. Mon 9am-5pm", "Monday is said twice. Which is right?"),
        ("Mon 9am-5pm. Mon 10am-4pm", "Monday is said twice. Which is right?"),
        ("Mon 25:00-26:00", "“25:00” is no time of the day."),
        ("Llun 9yb", "Until when, after “9yb”?"),
        ("Dydd Sul, 10yb-12yp", "Does “12yp” mean noon or midnight? Please write noon or midnight."),
        ("Bank holidays closed. Bank holidays 9am-1pm", "Bank holidays is said twice. Which is right?"),
        ("bank holidays", "What happens on bank holidays? Please write when it is open, or closed."),
    ],
)
def test_what_is_asked_back(typed, asked):
    found = read_hours(typed)
    assert (found.osm, list(found.questions)) == ("", [asked])


@pytest.mark.parametrize(
    ("osm", "now", "told"),
    [
        ("Mo-Fr 09:00-17:00", datetime(2026, 11, 26, 10), (True, datetime(2026, 11, 26, 17))),
        ("Mo-Fr 09:00-17:00", datetime(2026, 11, 26, 18), (False, datetime(2026, 11, 27, 9))),
        ("Mo-Fr 09:00-17:00", datetime(2026, 11, 28, 10), (False, None)),
        ("Mo-Fr 09:00-17:00; PH off", datetime(2026, 12, 25, 10), (False, None)),
        ("24/7", datetime(2026, 11, 26, 3), (True, None)),
        ("Fr,Sa 19:00-01:00", datetime(2026, 11, 28, 0, 30), (True, datetime(2026, 11, 28, 1))),
    ],
)
def test_open_now(osm, now, told):
    state = open_state(osm, now)
    assert (state.is_open, state.until) == told


@pytest.mark.parametrize("osm", ["", "Mo-Fr 09:00-15:00; SH off"])
def test_nothing_is_said_of_what_is_not_certain(osm):
    assert open_state(osm, datetime(2026, 11, 26, 10)) is None


RULE = re.compile(
    rf"(?:24/7|SH off|(?:PH|{'|'.join(DAYS)})(?:[-,](?:{'|'.join(DAYS)}))* "
    r"(?:off|\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*))"
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(
    ["Mon", "Tues", "Sun", "-", "to", ",", "and", "9", "9am", "12pm", "17:30", "closed", "noon", ".", "\n",
     "bank holidays", "24 hours", "Dydd Llun", "nos Fercher", "yh", "tan", "ar gau", "a", "o",
     "every day", "term time", ":"]), max_size=12).map(" ".join)))  # fmt: skip
def test_whatever_is_typed_is_read_asked_about_or_nothing(typed):
    found = read_hours(typed)
    assert bool(found.osm) + bool(found.questions) == bool(typed.strip())
    assert all(RULE.fullmatch(rule) for rule in found.osm.split("; ") if rule)
    assert not found.osm or opening_hours.validate(found.osm)  # a reader of OSM's that nobody here wrote


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "column", "certain", "asked"),
    [("Community_centres.csv", "Opening Hours", 21, 15),
     ("Library_locations_and_opening_hours.csv", "Opening hours", 23, 10)],
)  # fmt: skip
def test_edinburghs_own_words(data_folder, file, column, certain, asked):
    with (data_folder / "edinburgh" / file).open(encoding="utf-8-sig", errors="replace", newline="") as rows:
        found = [read_hours(row[column] or "") for row in csv.DictReader(rows)]
    assert (sum(bool(each.osm) for each in found), sum(bool(each.questions) for each in found)) == (
        certain,
        asked,
    )
