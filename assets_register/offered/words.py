"""When a service is on, for whom and for how much, as a notice would say it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets_register.enums import Every, HowToCome, TermTime, Weekday
from civic.pages.templatetags.ui import clock, day

if TYPE_CHECKING:
    from datetime import datetime
    from datetime import time as clock_time

    from assets_register.models import OfferedService, ServiceTime

_DAYS = {
    Weekday.MONDAY: gettext_lazy("Mondays"),
    Weekday.TUESDAY: gettext_lazy("Tuesdays"),
    Weekday.WEDNESDAY: gettext_lazy("Wednesdays"),
    Weekday.THURSDAY: gettext_lazy("Thursdays"),
    Weekday.FRIDAY: gettext_lazy("Fridays"),
    Weekday.SATURDAY: gettext_lazy("Saturdays"),
    Weekday.SUNDAY: gettext_lazy("Sundays"),
}
_EVERY = {
    Every.FORTNIGHT: gettext_lazy("every second week"),
    Every.FIRST: gettext_lazy("the first of each month"),
    Every.SECOND: gettext_lazy("the second of each month"),
    Every.THIRD: gettext_lazy("the third of each month"),
    Every.FOURTH: gettext_lazy("the fourth of each month"),
    Every.LAST: gettext_lazy("the last of each month"),
}
_TERM = {
    TermTime.TERM: gettext_lazy("in term time"),
    TermTime.HOLIDAYS: gettext_lazy("in the school holidays"),
}


def hours(starts: "clock_time | datetime", ends: "clock_time | datetime") -> str:
    """Return "10am to noon"."""
    return _("%(from)s to %(until)s") % {"from": clock(starts), "until": clock(ends)}  # type: ignore[arg-type] # a time of day has an hour and a minute too


def time_in_words(time: "ServiceTime") -> str:
    """Return "Tuesdays, 10am to noon, in term time"."""
    said = [day(time.date) if time.date else str(_DAYS[Weekday(time.weekday or 0)])]
    if not time.date and time.every != Every.WEEK:
        said.append(str(_EVERY[Every(time.every)]))
    said.append(hours(time.starts, time.ends))
    if not time.date and time.term_time != TermTime.ALWAYS:
        said.append(str(_TERM[TermTime(time.term_time)]))
    if time.last_on:
        said.append(_("until %(day)s") % {"day": day(time.last_on)})
    if time.note:
        said.append(time.note)
    return ", ".join(said)


def cost_in_words(service: "OfferedService") -> str:
    """Return "Free", or "£4.50 a family"; empty where nobody has said."""
    if service.cost is None:
        return service.cost_note
    if service.cost == 0:
        return f"{_('Free')}, {service.cost_note}" if service.cost_note else _("Free")
    pounds = f"£{service.cost:.2f}".removesuffix(".00")
    return f"{pounds} {service.cost_note}".strip()


def ages_in_words(service: "OfferedService") -> str:
    """Return "16 to 25", "60 and over" or "up to 5"; empty for all ages."""
    youngest, oldest = service.minimum_age, service.maximum_age
    if youngest is not None and oldest is not None:
        return _("%(from)d to %(to)d years old") % {"from": youngest, "to": oldest}
    if youngest is not None:
        return _("%(age)d and over") % {"age": youngest}
    return _("up to %(age)d years old") % {"age": oldest} if oldest is not None else ""


def at_a_glance(service: "OfferedService") -> tuple[str, ...]:
    """Return what somebody at the door wants to know of a service, shortest first."""
    how = "" if service.how_to_come == HowToCome.NOT_KNOWN else str(service.get_how_to_come_display())
    return tuple(filter(None, [how, cost_in_words(service), ages_in_words(service), service.for_whom]))
