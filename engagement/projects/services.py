"""Writes about projects."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic.places.spaces import Space, resolve_spaces
from civic.pluginkit.events import publish
from civic.residents.models import Contributor
from engagement.projects.enums import Attendance, ComingState, ProjectStatus, WishState, YesNoUnknown
from engagement.projects.events import (
    PersonComing,
    ProjectPublished,
    SessionCancelled,
    StartWished,
)
from engagement.projects.models import Coming, HostMessage, Project, Session, StartWish
from engagement.projects.rules import can_say_coming
from engagement.projects.telling import (
    forget_wish,
    tell_everyone_coming,
    tell_helper_of_wish,
    tell_reply_to_wish,
    tell_session_cancelled,
    tell_what_somebody_knows,
    tell_you_are_coming,
)

if TYPE_CHECKING:
    from uuid import UUID

    from wagtail.models import Site


class NotPossible(ValueError):
    """What was asked cannot be done; the message says why, to the person who asked."""


def free_slug(site: "Site", title: str) -> str:
    """Return an address part for a title that no project of the place has."""
    slug = base = slugify(title)[:100] or "project"
    n = 1
    while Project.objects.filter(site=site, slug=slug).exists():
        n += 1
        slug = f"{base}-{n}"
    return slug


def create_project(site: "Site", *, title: str, summary: str, **facts: Any) -> Project:
    """Write down a project as a draft. ``facts`` are further fields of ``Project``."""
    return Project.objects.create(
        site=site, slug=free_slug(site, title), title=title, summary=summary, **facts
    )


@transaction.atomic
def publish_project(project: Project) -> Project:
    """Show a project to everybody."""
    if project.status != ProjectStatus.PUBLISHED:
        project.status = ProjectStatus.PUBLISHED
        project.published_at = project.published_at or timezone.now()
        project.save(update_fields=["status", "published_at"])
        publish(ProjectPublished(site_id=project.site_id, project_id=project.pk))
    return project


def _as_fact(value: bool | None) -> str:
    if value is None:
        return YesNoUnknown.UNKNOWN
    return YesNoUnknown.YES if value else YesNoUnknown.NO


def take_place_from(session: Session, space: Space | None) -> None:
    """Copy what lists filter by from the space; keep what was typed where there is none."""
    if space is None:
        session.place_name, session.latitude, session.longitude = session.place_text, None, None
        return
    session.place_name = space.name
    session.latitude, session.longitude = space.latitude, space.longitude
    session.step_free = _as_fact(space.step_free)


def copy_places_again(space_keys: Sequence[str]) -> None:
    """Take from these spaces again what sessions, past ones too, keep of them."""
    rows = list(Session.objects.filter(space_key__in=space_keys))
    spaces = resolve_spaces(space_keys)
    for session in rows:
        space = spaces.get(session.space_key)
        if space is not None:
            take_place_from(session, space)
        else:
            session.latitude = session.longitude = None
    Session.objects.bulk_update(rows, ["place_name", "latitude", "longitude", "step_free"], batch_size=200)


def add_session(
    project: Project,
    *,
    starts_at: datetime,
    ends_at: datetime,
    space_key: str = "",
    place_text: str = "",
    attendance: str = Attendance.JUST_TURN_UP,
    places: int | None = None,
    note: str = "",
) -> Session:
    """Give a project a date. Raises ``NotPossible`` where it ends before it starts."""
    [session] = add_sessions(
        project,
        [(starts_at, ends_at)],
        space_key=space_key,
        place_text=place_text,
        attendance=attendance,
        places=places,
        note=note,
    )
    return session


def add_sessions(
    project: Project, times: Sequence[tuple[datetime, datetime]], *, space_key: str = "", **facts: Any
) -> list[Session]:
    """Give a project a season of dates in one place, each its start and its end.

    ``facts`` are further fields of ``Session``. Raises ``NotPossible`` where one ends before it starts.
    """
    if any(ends_at <= starts_at for starts_at, ends_at in times):
        raise NotPossible(_("It has to end after it starts."))
    space = resolve_spaces([space_key]).get(space_key) if space_key else None
    sessions = [
        Session(
            site_id=project.site_id,
            project=project,
            starts_at=starts_at,
            ends_at=ends_at,
            space_key=space_key,
            **facts,
        )
        for starts_at, ends_at in times
    ]
    for session in sessions:
        take_place_from(session, space)
    return Session.objects.bulk_create(sessions)


@transaction.atomic
def say_coming(session: Session, contributor: Contributor, *, people: int = 1, note: str = "") -> Coming:
    """Count somebody in, at once. Saying it twice changes how many of you; never counts twice.

    Raises ``NotPossible`` where the session is over, cancelled or has too few places left.
    """
    session = Session.objects.select_for_update(of=("self",)).select_related("project").get(pk=session.pk)
    if not can_say_coming(session):
        raise NotPossible(_("This session is over or is not happening any more."))
    if session.site_id != contributor.site_id:
        raise NotPossible(_("That is a session of another place."))
    before = Coming.objects.filter(session=session, contributor=contributor).first()
    counted = before.people if before and before.state == ComingState.COMING else 0
    if session.places is not None and session.coming_count - counted + people > session.places:
        left = session.places - session.coming_count + counted
        raise NotPossible(
            _("There is no place left.")
            if left < 1
            else ngettext("There is only %d place left.", "There are only %d places left.", left) % left
        )
    coming = before or Coming(site_id=session.site_id, session=session, contributor=contributor)
    coming.people, coming.note = people, note.strip()[:300]
    coming.state, coming.cancelled_at = ComingState.COMING, None
    coming.save()
    session.coming_count += people - counted
    session.save(update_fields=["coming_count"])
    if not counted:
        publish(PersonComing(site_id=session.site_id, coming_id=coming.pk))
        tell_you_are_coming(coming)
    return coming


@transaction.atomic
def cancel_coming(coming: Coming) -> Coming:
    """Take somebody off the list; doing it twice is doing it once. ``say_coming`` undoes it."""
    session = Session.objects.select_for_update().get(pk=coming.session_id)
    coming = Coming.objects.select_for_update().get(pk=coming.pk)
    if coming.state == ComingState.COMING:
        coming.state, coming.cancelled_at = ComingState.CANCELLED, timezone.now()
        coming.save(update_fields=["state", "cancelled_at"])
        session.coming_count = max(0, session.coming_count - coming.people)
        session.save(update_fields=["coming_count"])
    return coming


@transaction.atomic
def cancel_session(session: Session, *, why: str) -> Session:
    """Call a session off and tell everyone who was coming why."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.cancelled_at is None:
        session.cancelled_at, session.cancelled_why = timezone.now(), why.strip()[:200]
        session.note_change()
        session.save(update_fields=["cancelled_at", "cancelled_why", "changed_at", "revision"])
        publish(SessionCancelled(site_id=session.site_id, session_id=session.pk))
        tell_session_cancelled(session)
    return session


@transaction.atomic
def write_to_everyone_coming(session: Session, *, text: str, key: "UUID | None" = None) -> HostMessage:
    """Send a host's message to everyone coming; nobody sees anybody's address.

    The same ``key`` again is the same message, sent once. Raises ``NotPossible`` where nothing is
    written.
    """
    if not text.strip():
        raise NotPossible(_("Write something first."))
    message, made = HostMessage.objects.get_or_create(
        uuid=key or uuid4(), session=session, defaults={"text": text.strip()}
    )
    if made:
        message.sent_to = tell_everyone_coming(message)
        message.save(update_fields=["sent_to"])
    return message


@transaction.atomic
def wish_to_start(
    site: "Site",
    contributor: Contributor,
    *,
    idea: str,
    need: str = "",
    like_project: Project | None = None,
) -> StartWish:
    """Keep what somebody would like to start, and let the place's helper know. Sent twice is kept once."""
    said: dict[str, Any] = {
        "site": site,
        "contributor": contributor,
        "idea": idea.strip(),
        "need": need.strip(),
    }
    # The same press may be arriving a second time just now: one waits for the other.
    Contributor.objects.select_for_update().values_list("pk").get(pk=contributor.pk)
    if known := StartWish.objects.filter(**said).first():
        return known
    wish = StartWish.objects.create(**said, like_project=like_project)
    publish(StartWished(site_id=site.pk, wish_id=wish.pk))
    tell_helper_of_wish(wish)
    return wish


@transaction.atomic
def answer_wish(wish: StartWish, *, text: str, who: str, key: "UUID") -> StartWish:
    """Write back to somebody who would like to start something. The same ``key`` is sent once."""
    tell_reply_to_wish(wish, text=text.strip(), who=who, key=key)
    if wish.state == WishState.NEW:
        wish.state = WishState.TALKING
        wish.save(update_fields=["state"])
    return wish


@transaction.atomic
def pass_on_what_somebody_knows(project: Project, *, text: str, who: str, key: "UUID") -> None:
    """Bring a visitor's knowledge of a project to who runs it; nothing changes until they agree."""
    tell_what_somebody_knows(project, text=text.strip(), who=who.strip(), key=key)


def close_wish(wish: StartWish) -> bool:
    """Take back a wish to start something. False where it has become a project or is closed."""
    open_ones = StartWish.objects.filter(pk=wish.pk, state__in=[WishState.NEW, WishState.TALKING])
    return bool(open_ones.update(state=WishState.CLOSED))


def reopen_wish(wish: StartWish) -> bool:
    """Undo ``close_wish``. False where it is not closed."""
    return bool(StartWish.objects.filter(pk=wish.pk, state=WishState.CLOSED).update(state=WishState.NEW))


@transaction.atomic
def erase_joined(contributor: Contributor) -> None:
    """Forget what somebody wrote when they joined or wished. Places they held in time to come are free."""
    to_come = Coming.objects.filter(contributor=contributor, session__ends_at__gt=timezone.now())
    for coming in to_come.order_by("pk"):
        cancel_coming(coming)
    Coming.objects.filter(contributor=contributor).update(note="")
    wishes = StartWish.objects.filter(contributor=contributor)
    for wish in wishes:
        forget_wish(wish)
    wishes.exclude(state=WishState.STARTED).update(state=WishState.CLOSED)
    wishes.update(idea="", need="")
