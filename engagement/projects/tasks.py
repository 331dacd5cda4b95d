"""Work on projects off the request."""

from datetime import timedelta

from civic.places.spaces import resolve_spaces
from civic.tasks.registry import scheduled
from engagement.projects.models import Session


@scheduled(every=timedelta(days=1))
def refresh_places() -> None:
    """Copy again what coming sessions show of their spaces: a space may have learned a fact."""
    from engagement.projects.services import take_place_from

    coming = list(Session.objects.upcoming().exclude(space_key=""))
    spaces = resolve_spaces(session.space_key for session in coming)
    for session in coming:
        take_place_from(session, spaces.get(session.space_key))
    Session.objects.bulk_update(coming, ["place_name", "latitude", "longitude", "step_free"], batch_size=200)
