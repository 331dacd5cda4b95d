"""Work on projects off the request."""

from datetime import timedelta

from django.utils import timezone

from civic.places.context import site_context
from civic.places.spaces import resolve_spaces
from civic.tasks.registry import scheduled
from engagement.projects.models import Session


@scheduled(every=timedelta(days=1))
def refresh_places() -> None:
    """Copy again what coming sessions show of their spaces: a space may have learned a fact."""
    from engagement.projects.services import take_place_from

    coming = list(Session.objects.upcoming().exclude(space_key=""))
    spaces = resolve_spaces(session.space_key for session in coming)
    coming = [session for session in coming if session.space_key in spaces]  # of the others, what we know
    for session in coming:
        take_place_from(session, spaces[session.space_key])
    Session.objects.bulk_update(coming, ["place_name", "latitude", "longitude", "step_free"], batch_size=200)


@scheduled(every=timedelta(hours=1))
def remind_who_is_coming() -> None:
    """Remind everyone coming to what starts within the next day."""
    from engagement.projects.telling import remind_everyone_coming

    soon = Session.objects.public().happening().upcoming()
    now = timezone.now()
    for session in soon.filter(starts_at__gt=now, starts_at__lte=now + timedelta(days=1)).select_related(
        "project", "site"
    ):
        with site_context(session.site):
            remind_everyone_coming(session)
