"""Sessions as iCalendar (RFC 5545), for phones and wall calendars."""

from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING

from icalendar import Calendar, Event
from icalendar.prop import vText

if TYPE_CHECKING:
    from engagement.projects.models import Session


def sessions_calendar(name: str, host: str, sessions: "Iterable[tuple[Session, str]]") -> bytes:
    """Return a calendar of sessions, each with the address of its page.

    ``host`` makes each UID worldwide unique (RFC 5545 section 3.8.4.7); a cancelled session keeps
    its UID and says STATUS:CANCELLED, so that a subscribed calendar strikes it out.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Junction Box//Projects//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for session, url in sessions:
        event = Event()
        event.add("uid", f"{session.uuid}@{host}")
        event.add("dtstamp", session.starts_at.astimezone(UTC))
        event.add("dtstart", session.starts_at.astimezone(UTC))
        event.add("dtend", session.ends_at.astimezone(UTC))
        event.add("summary", session.project.title)
        event.add("description", session.project.summary)
        event.add("url", url)
        event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
        if session.place_name:
            event["location"] = vText(session.place_name)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
