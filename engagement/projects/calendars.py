"""Sessions as iCalendar (RFC 5545), for phones and wall calendars."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar, Event, Timezone
from icalendar.prop import vText

if TYPE_CHECKING:
    from civic.places.spaces import Space
    from engagement.projects.models import Session


def sessions_calendar(
    name: str,
    host: str,
    sessions: "Iterable[tuple[Session, str]]",
    *,
    zone: ZoneInfo,
    spaces: "Mapping[str, Space]",
) -> bytes:
    """Return a calendar of sessions, each with the address of its page.

    ``host`` makes each UID worldwide unique (RFC 5545 section 3.8.4.7). A session that is moved or
    called off keeps its UID, with a higher SEQUENCE and a later DTSTAMP (3.8.7.4, 3.8.7.2), and one
    called off says STATUS:CANCELLED, so that a subscribed calendar strikes it out. Times are UTC
    (3.3.5, form 2), which every client shows in its reader's own. A calendar has to hold at least one
    component (3.6): where nothing is on, it is the place's time zone.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Junction Box//Projects//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)  # RFC 7986, and what was there before it
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(zone))
    for session, url in sessions:
        calendar.add_component(_event(session, url, host, spaces.get(session.space_key)))
    if not calendar.subcomponents:
        year = timezone.localdate().year
        years = {"first_date": date(year, 1, 1), "last_date": date(year + 2, 1, 1)}
        calendar.add_component(Timezone.from_tzinfo(zone, **years))
    return bytes(calendar.to_ical())


def _event(session: "Session", url: str, host: str, space: "Space | None") -> Event:
    event = Event()
    event.add("uid", f"{session.uuid}@{host}")
    event.add("dtstamp", session.changed_at.astimezone(UTC))
    event.add("last-modified", session.changed_at.astimezone(UTC))
    event.add("sequence", session.revision)
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", session.project.title)
    said = (session.cancelled_why, session.project.summary, session.note, url)
    event.add("description", "\n\n".join(filter(None, said)))
    event.add("url", url)
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    where = (space.name if space else session.place_name, space.address if space else "")
    if any(where):
        event["location"] = vText(", ".join(filter(None, where)))
    if session.latitude is not None and session.longitude is not None:
        event.add("geo", (session.latitude, session.longitude))
    return event
