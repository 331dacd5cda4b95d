"""Pellbridge's place, people, spaces and projects, made by the rooms' own services."""

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from assets_register.models import Asset
from assets_register.pages import SpacesIndexPage
from civic.demo import geography
from civic.demo.activities import CAME_OF_IT, PROJECTS, DemoProject
from civic.demo.people import COUNCIL, NEIGHBOURS, ORGANISATIONS, OTHERS, PEOPLE
from civic.pages.services import add_section, build_site
from civic.partners.models import Organisation
from civic.partners.services import add_representative, ensure_organisation
from civic.places.models import PlaceSettings
from civic.places.services import import_boundaries, import_postcodes
from civic.record.pages import WhatChangedPage
from civic.residents.models import User
from civic.residents.services import contributor_for_user, create_guest, grant_role
from engagement.conversations.pages import ConversationsIndexPage
from engagement.projects.models import ProjectSettings, Session
from engagement.projects.pages import ProjectsIndexPage
from engagement.projects.services import add_sessions, create_project, publish_project, say_coming

if TYPE_CHECKING:
    from wagtail.models import Site

ZONE = ZoneInfo("Europe/London")
#: How many weeks of sessions lie ahead.
WEEKS = 6


@dataclass(kw_only=True)
class Pellbridge:
    """What has been made so far, by the names the content uses."""

    site: "Site"
    sections: dict[str, Any] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)

    def contributor(self, first_name: str) -> Any:
        """Return one of the named people as the record knows them."""
        return contributor_for_user(self.users[first_name], self.site, display_name=first_name)


def build_place(hostname: str, port: int) -> Pellbridge:
    """Make the site with its sections, neighbourhoods, postcodes and base map."""
    site = build_site(
        hostname,
        "Pellbridge",
        port=port,
        default=True,
        name_cy="Pont-pell",
        strapline="Between the river and the hill. Ours to run.",
    )
    settings = PlaceSettings.for_site(site)
    settings.latitude, settings.longitude = geography.LATITUDE, geography.LONGITUDE
    settings.base_map, settings.demo = geography.base_map(), True
    settings.stop_seconds = 10
    settings.contact_email = "hello@pellbridge.example"
    settings.save()
    home = site.root_page
    sections = {
        "spaces": add_section(home, SpacesIndexPage, "Find a space", "spaces"),
        "projects": add_section(home, ProjectsIndexPage, "Join in", "projects"),
        "conversations": add_section(home, ConversationsIndexPage, "Have your say", "conversations"),
        "changed": add_section(home, WhatChangedPage, "What changed", "what-changed"),
    }
    import_boundaries(site, json.dumps(geography.boundaries()).encode())
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=["postcode", "lat", "lon", "ward_code"])
    writer.writeheader()
    writer.writerows(geography.postcodes())
    import_postcodes(site, out.getvalue().encode())
    return Pellbridge(site=site, sections=sections)


def add_people(made: Pellbridge) -> None:
    """Add the organisations, and the people the demo can make you, each with their roles."""
    for organisation in ORGANISATIONS:
        made.organisations[organisation.name] = ensure_organisation(
            made.site,
            organisation.name,
            kind=organisation.kind,
            phone=organisation.phone,
            email=organisation.email,
        )
    for person in PEOPLE:
        user, _new = User.objects.get_or_create(
            email=person.email,
            defaults={"first_name": person.first_name, "password": make_password(None)},
        )
        made.users[person.first_name] = user
        for role in person.roles:
            grant_role(user, made.site, role)
        if person.organisation:
            add_representative(made.organisations[person.organisation], user, person.job_title)
        made.contributor(person.first_name)
    for first_name, works_for, job_title in OTHERS:
        their = made.organisations[works_for]
        user, _new = User.objects.get_or_create(
            email=f"{first_name.lower()}.{their.kind}@pellbridge.example",
            defaults={"first_name": first_name, "password": make_password(None)},
        )
        made.users[first_name] = user
        add_representative(their, user, job_title)
    settings = ProjectSettings.for_site(made.site)
    settings.helper = made.users["Pat"]
    settings.save()


def waking(when: datetime) -> datetime:
    """Move a time nobody writes at into the day before it, and keep the order: 7 to 7 becomes 7 to 22."""
    here = when.astimezone(ZONE)
    dawn = datetime.combine((here - timedelta(hours=7)).date(), time(7), tzinfo=ZONE)
    return dawn + (here - dawn) * (15 / 24)


def first_day(weekday: int, today: date) -> date:
    """Return the first day from tomorrow on that falls on a weekday (Monday is 0)."""
    tomorrow = today + timedelta(days=1)
    return tomorrow + timedelta(days=(weekday - tomorrow.weekday()) % 7)


def add_projects(made: Pellbridge) -> None:
    """Publish the projects, each with its coming sessions and some of who is coming."""
    today = timezone.localdate(timezone=ZONE)
    for n, each in enumerate(PROJECTS):
        host = made.contributor(each.host) if each.host in made.users else None
        space = made.assets[each.space]
        project = create_project(
            made.site,
            title=each.title,
            summary=each.summary,
            description=each.about,
            host=host,
            host_name=each.host,
            organisation=_acts_for(made, each.host),
            children_welcome=each.children,
            buggy=each.buggy,
            bring=each.bring,
            bus_stop=each.bus_stop,
            cost_pence=each.cost_pence,
            cost_note=each.cost_note,
            came_of_it=CAME_OF_IT.get(each.title, ""),
        )
        project.interests.add(*each.interests)
        publish_project(project)
        sessions = add_sessions(
            project,
            _times(each, today, later=n % each.every_weeks),
            space_key=space.space_key,
            places=each.places,
            attendance="say_coming" if each.places else "just_turn_up",
        )
        if each.places:
            _let_some_come(made, sessions[0], n, each.places)


def _acts_for(made: Pellbridge, host: str) -> Organisation | None:
    """Return the organisation a host works for; None for neighbours."""
    works_for = {name: organisation for name, organisation, _job in OTHERS} | {"Pat": COUNCIL}
    return made.organisations[works_for[host]] if host in works_for else None


def _times(each: DemoProject, today: date, *, later: int) -> list[tuple[datetime, datetime]]:
    """Return when it meets; what meets every second week starts this week or the next."""
    weeks = range(later, WEEKS, each.every_weeks)
    days = (first_day(each.weekday, today) + timedelta(weeks=week) for week in weeks)
    return [
        (
            datetime.combine(day, time.fromisoformat(each.starts), tzinfo=ZONE),
            datetime.combine(day, time.fromisoformat(each.ends), tzinfo=ZONE),
        )
        for day in days
    ]


def _let_some_come(made: Pellbridge, session: Session, n: int, places: int) -> None:
    for k in range(places * (2 + n % 3) // 5):
        guest = create_guest(made.site, display_name=NEIGHBOURS[(n * 7 + k) % len(NEIGHBOURS)])
        say_coming(session, guest)
