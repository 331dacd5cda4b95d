"""Opening hours as people type them, read into OSM's ``opening_hours`` where they can mean one thing only.

What is certain becomes a value of the OpenStreetMap specification (wiki.openstreetmap.org,
Key:opening_hours/specification). What could mean two things is asked back ("12pm"), and what we cannot
read stays as it was typed: the original is always what people see.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from opening_hours import OpeningHours

#: Whoever shuts by then opened the evening before.
EARLY = 6 * 60
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?|s)?"
#: Welsh days, as whole words and with the soft mutation that follows "dydd" or "nos": Llun, ddydd Llun.
WELSH_DAYS = {
    "llun": 0, "lun": 0, "mawrth": 1, "fawrth": 1, "mercher": 2, "fercher": 2, "iau": 3, "gwener": 4,
    "wener": 4, "sadwrn": 5, "sul": 6,
}  # fmt: skip
_DIWRNOD = rf"(?:d?dydd\s+|nos\s+)?(?:{'|'.join(WELSH_DAYS)})"
#: Halves of the day, English and Welsh (y bore, y prynhawn, yr hwyr).
HALVES = {
    "am": "am", "a.m.": "am", "pm": "pm", "p.m.": "pm", "yb": "am", "y bore": "am", "yp": "pm",
    "y prynhawn": "pm", "yh": "pm", "yr hwyr": "pm",
}  # fmt: skip
_TIME = rf"(\d{{1,2}})(?:[:.](\d{{2}}))?\s*({'|'.join(re.escape(half) for half in HALVES)})?"
_TOKENS = re.compile(
    rf"""
    (?P<day>\b(?:{_DAY}|{_DIWRNOD})\b\.?)
  | (?P<always>\b24\s*/\s*7\b|\b24\s+(?:hours|awr)\b)
  | (?P<time>\b{_TIME}(?![\w:])|\b(?:noon|midday|hanner\s+dydd)\b|\b(?:midnight|hanner\s+nos)\b)
  | (?P<every>\bevery\s*day\b|\bdaily\b|\b7\s+days\b|\bbob\s+dydd\b)
  | (?P<weekdays>\bweekdays\b|\bdyddiau['’]r\s+wythnos\b)
  | (?P<weekend>\bweekends?\b|\bpenwythnos(?:au)?\b)
  | (?P<bank>\b(?:bank|public)\s+holidays?\b|\bgwyliau\s+banc\b)
  | (?P<term>\b(?:in\s+)?term[\s-]time(?:\s+only)?\b|\byn\s+(?:ystod\s+)?y\s+tymor\b)
  | (?P<closed>\bclosed\b|\bshut\b|\bar\s+gau\b)
  | (?P<to>\s*(?:-|–|—|\b(?:to|until|till|tan|hyd|i)\b)\s*)
  | (?P<and>\s*(?:,|&|\+|/|\b(?:and|a|ac)\b)\s*)
  | (?P<stop>[.;:\n]+)
  | (?P<space>\s+|\b(?:on|from|open|opens|ar\s+agor|o)\b)
  | (?P<other>\S+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class HoursReading:
    """What we made of opening hours."""

    osm: str = ""
    """A value of OSM's ``opening_hours``; empty where it is not certain."""
    questions: Sequence[str] = ()
    """What could mean two things, or could not be read: asked of whoever typed it."""


@dataclass(frozen=True, kw_only=True)
class OpenState:
    """Whether a place is open at a moment."""

    is_open: bool
    until: datetime | None
    """When that changes, where it does so within a day."""


def open_state(osm: str, now: datetime) -> OpenState | None:
    """Say whether a place is open; None where its hours are not certain.

    ``now`` is local. Bank holidays are those of Great Britain; school holidays differ from council to
    council, so nothing is said of hours that depend on them.
    """
    if not osm or "SH" in osm:
        return None
    local = now.replace(tzinfo=None)
    hours = OpeningHours(osm, country="GB")
    change = hours.next_change(local)
    soon = change is not None and change - local <= timedelta(days=1)
    return OpenState(is_open=hours.is_open(local), until=change if soon else None)


class _Unsure(Exception):
    """The text could mean two things, or nothing we know."""


@dataclass
class _Time:
    hour: int
    minute: int
    half: str
    """``am``, ``pm``, ``24`` for a clock of twenty-four hours, or empty where nobody said."""
    typed: str

    def minutes(self, half: str = "") -> int:
        half = self.half or half
        hour = self.hour % 12 + 12 if half == "pm" else self.hour % 12 if half == "am" else self.hour
        return hour * 60 + self.minute


def read_hours(text: str) -> HoursReading:
    """Read opening hours. Nothing typed reads as nothing, without a question."""
    if not text.strip():
        return HoursReading()
    try:
        rules = _rules(_tokens(text))
    except _Unsure as unsure:
        return HoursReading(questions=[str(unsure)])
    return HoursReading(osm="; ".join(rules)) if rules else HoursReading(questions=[_not_read(text)])


def _not_read(text: str) -> str:
    return _("We cannot read “%(words)s”. People will see it as it is.") % {"words": text.strip()[:60]}


# ---- words -------------------------------------------------------------------------------------
Token = tuple[str, str]


#: "12 noon" is noon, said twice.
_TWELVE = re.compile(r"\b12(?:[:.]00)?\s+(noon|midday|midnight|hanner\s+(?:dydd|nos))\b", re.IGNORECASE)


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKENS.finditer(_TWELVE.sub(r"\1", text)):
        kind, typed = match.lastgroup or "other", match.group()
        kind = next(name for name, value in match.groupdict().items() if value is not None)
        if kind == "other":
            raise _Unsure(_not_read(typed))
        if kind != "space":
            found.append((kind, typed.strip()))
    return found


def _day(typed: str) -> int:
    last = typed.lower().rstrip(".").split()[-1]
    if last in WELSH_DAYS:
        return WELSH_DAYS[last]
    return [day.lower() for day in DAYS].index(typed[:2].lower())


def _time(typed: str) -> _Time:
    word = typed.lower()
    if word in ("noon", "midday") or word.endswith("dydd"):
        return _Time(12, 0, "24", typed)
    if word == "midnight" or word.endswith("nos"):
        return _Time(24, 0, "24", typed)
    match = re.fullmatch(_TIME, word)
    assert match is not None  # noqa: S101 - the token was found by the same words
    hour, minute = int(match[1]), int(match[2] or 0)
    half = HALVES.get(match[3] or "", "")
    if hour > 24 or minute > 59 or (hour == 24 and minute) or (half and (hour > 12 or hour == 0)):
        raise _Unsure(_("“%(time)s” is no time of the day.") % {"time": typed})
    if hour == 12 and half and not minute:  # half past twelve in the afternoon is one thing only
        question = _("Does “%(time)s” mean noon or midnight? Please write noon or midnight.")
        raise _Unsure(question % {"time": typed})
    if not half and (hour > 12 or (len(match[1]) == 2 and match[1][0] == "0")):
        half = "24"
    return _Time(hour, minute, half, typed)


# ---- sentences ---------------------------------------------------------------------------------
Week = dict[int, list[str]]
"""Spans of each day, Monday is 0; ``off`` for closed."""


def _rules(tokens: Sequence[Token]) -> list[str]:
    """Return OSM rules: days that share their times together, in the order of the week."""
    if [kind for kind, _typed in tokens] in (["always"], ["every", "always"], ["always", "every"]):
        return ["24/7"]
    week: Week = {}
    after: list[str] = []
    said, in_term = 0, -1  # how often days and times were said; after how many of these "term time" was
    place = 0
    while place < len(tokens):
        kind, typed = tokens[place]
        if kind in ("stop", "and"):
            place += 1
        elif kind == "term":
            after.append("SH off")
            in_term = said
            place += 1
        elif kind == "bank" or (kind == "closed" and _kind(tokens, place + 1) == "bank"):
            place = _bank(tokens, place, after)
        elif kind in ("day", "every", "weekdays", "weekend"):
            days, place = _days(tokens, place)
            times, place = _times(tokens, _skip(tokens, place))
            _add(week, days, times)
            said += 1
        elif kind == "time":
            times, place = _times(tokens, place)
            days, place = _days(tokens, _skip(tokens, place))
            _add(week, days, times)
            said += 1
        else:
            raise _Unsure(_not_read(typed))
    if in_term > 0 and said > 1:
        raise _Unsure(_("Is all of it in term time only? Then begin with it: Term time: Mon-Fri 9am-5pm."))
    return [*_grouped(week), *dict.fromkeys(after)]


def _add(week: Week, days: Sequence[int], times: Sequence[str]) -> None:
    for day in days:
        spans = week.setdefault(day, [])
        spans += times
        clash = "off" in spans and len(spans) > 1
        ordered = sorted(spans)
        if clash or any(one[6:] > two[:5] for one, two in pairwise(ordered)):
            raise _Unsure(_("%(day)s is said twice. Which is right?") % {"day": WEEKDAYS[day]})
        week[day] = ordered


def _grouped(week: Week) -> Iterator[str]:
    """Give each set of times once, with its days: Mo-Th, Fr."""
    by_times: dict[str, list[int]] = {}
    for day in sorted(week):
        by_times.setdefault(",".join(week[day]), []).append(day)
    for times, days in by_times.items():
        runs: list[list[int]] = []
        for day in days:
            if runs and runs[-1][-1] == day - 1:
                runs[-1].append(day)
            else:
                runs.append([day])
        yield f"{','.join(_run(run) for run in runs)} {times}"


def _run(run: Sequence[int]) -> str:
    if len(run) < 3:
        return ",".join(DAYS[day] for day in run)
    return f"{DAYS[run[0]]}-{DAYS[run[-1]]}"


def _kind(tokens: Sequence[Token], place: int) -> str:
    return tokens[place][0] if place < len(tokens) else ""


def _skip(tokens: Sequence[Token], place: int) -> int:
    """Pass over a comma or a colon between days and times."""
    while _kind(tokens, place) == "and" or (_kind(tokens, place) == "stop" and tokens[place][1] == ":"):
        place += 1
    return place


def _bank(tokens: Sequence[Token], place: int, after: list[str]) -> int:
    """Read "closed bank holidays", "bank holidays closed" or "bank holidays 11am-3pm"."""
    if _kind(tokens, place) == "closed":
        _add_bank(after, "PH off")
        return place + 2
    place = _skip(tokens, place + 1)
    if _kind(tokens, place) not in ("closed", "time"):
        raise _Unsure(_("What happens on bank holidays? Please write when it is open, or closed."))
    times, place = _times(tokens, place)
    _add_bank(after, f"PH {','.join(times)}")
    return place


def _add_bank(after: list[str], rule: str) -> None:
    if any(said.startswith("PH") and said != rule for said in after):
        raise _Unsure(_("%(day)s is said twice. Which is right?") % {"day": _("Bank holidays")})
    after.append(rule)


_SEVERAL = {"every": range(7), "weekdays": range(5), "weekend": range(5, 7)}


def _days(tokens: Sequence[Token], place: int) -> tuple[list[int], int]:
    """Read days: Mon-Fri, Tue, Wed and Sat, every day."""
    days: list[int] = []
    while True:
        kind = _kind(tokens, place)
        if kind in _SEVERAL:
            days += _SEVERAL[kind]
            place += 1
        elif kind == "day":
            first = last = _day(tokens[place][1])
            place += 1
            if _kind(tokens, place) == "to" and _kind(tokens, place + 1) == "day":
                last = _day(tokens[place + 1][1])
                place += 2
            days += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
        elif place < len(tokens):
            raise _Unsure(_not_read(tokens[place][1]))
        else:
            raise _Unsure(_("On which days? Please write Mon-Fri, or every day."))
        if _kind(tokens, place) == "and" and _kind(tokens, place + 1) in ("day", *_SEVERAL):
            place += 1
            continue
        return days, place


def _times(tokens: Sequence[Token], place: int) -> tuple[list[str], int]:
    """Read times: 9am-1pm and 2-5pm, closed, 24 hours."""
    kind = _kind(tokens, place)
    if kind == "closed":
        return ["off"], place + 1
    if kind == "always":
        return ["00:00-24:00"], place + 1
    found: list[str] = []
    while _kind(tokens, place) == "time":
        if _kind(tokens, place + 1) != "to" or _kind(tokens, place + 2) != "time":
            question = _("Until when, after “%(time)s”?") % {"time": tokens[place][1]}
            raise _Unsure(question)
        found.append(_span(_time(tokens[place][1]), _time(tokens[place + 2][1])))
        place += 3
        if _kind(tokens, place) == "and" and _kind(tokens, place + 1) == "time":
            place += 1
    if not found:
        raise _Unsure(_("At what times? Please write 9am-5pm, or closed."))
    return found, place


def _span(starts: _Time, ends: _Time) -> str:
    """Return a span whose two ends can mean one thing only."""
    if "24" in (starts.half, ends.half):  # one says 17:00: both go by that clock
        starts.half, ends.half = starts.half or "24", ends.half or "24"
    if not starts.half and not ends.half and (starts.hour, starts.minute) == (ends.hour, ends.minute):
        question = _("Does “%(time)s” mean the morning or the afternoon? Please write am or pm.")
        raise _Unsure(question % {"time": starts.typed})
    wanted = [(begin, end) for begin in _readings(starts) for end in _readings(ends) if begin % 1440 < end]
    if len(wanted) == 1:
        return f"{_clock(wanted[0][0] % 1440)}-{_clock(wanted[0][1])}"
    if starts.half and ends.half and 0 < ends.minutes() <= EARLY < starts.minutes():
        return f"{_clock(starts.minutes())}-{_clock(ends.minutes())}"
    if not wanted or (starts.half and ends.half):
        question = _("Does it really open at “%(start)s” and shut at “%(end)s”?")
        raise _Unsure(question % {"start": starts.typed, "end": ends.typed})
    unsaid = ends if starts.half else starts
    question = _("Does “%(time)s” mean the morning or the afternoon? Please write am or pm.")
    raise _Unsure(question % {"time": unsaid.typed})


def _readings(moment: _Time) -> Iterator[int]:
    if moment.half:
        yield moment.minutes()
        return
    yield moment.minutes("am")
    yield moment.minutes("pm")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
