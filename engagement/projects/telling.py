"""What people are told about projects. Wording lives in ``templates/projects/messages/``."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from civic.notify.kinds import MessageKind, register_kind
from civic.notify.services import ask_to_confirm, tell
from civic.residents.services import contributor_for_user
from engagement.projects.enums import ComingState
from engagement.projects.links import coming_url, project_url, session_url
from engagement.projects.models import ProjectSettings

if TYPE_CHECKING:
    from civic.residents.models import Contributor
    from engagement.projects.models import Coming, HostMessage, Session, StartWish

COMING = "projects.coming"
CALLED_OFF = "projects.called_off"
FROM_HOST = "projects.from_host"
WISH = "projects.wish"

_TITLES = {
    COMING: _("You're coming to “%(title)s”"),
    CALLED_OFF: _("“%(title)s” is called off"),
    FROM_HOST: _("A message from the host of “%(title)s”"),
    WISH: _("%(who)s would like to start something"),
}


def register_kinds() -> None:
    """Let the outbox send this room's messages. Subjects are discreet: a shared inbox sees them."""
    for key, title in _TITLES.items():
        name = key.partition(".")[2]
        register_kind(
            MessageKind(
                key=key,
                title=title,
                subject=_("News from %(place)s about something you joined"),
                text_template=f"projects/messages/{name}.txt",
                html_template=f"projects/messages/{name}.html",
            )
        )


def _facts(session: "Session", contributor: "Contributor") -> dict[str, str]:
    """Return what every message about a session says, in the person's language."""
    from engagement.projects.selectors import place_zone

    with override(contributor.language):
        starts = timezone.localtime(session.starts_at, place_zone(session.site))
        return {
            "title": session.project.title,
            "when": date_format(starts, "l j F, H:i"),
            "where": session.place_name,
            "host": session.project.host_name,
            "bring": session.project.bring,
            "url": session_url(session),
        }


def tell_you_are_coming(coming: "Coming") -> None:
    """Confirm "I'm coming", with the link that cancels."""
    ask_to_confirm(coming.contributor)
    said = int(coming.said_at.timestamp())
    tell(
        coming.contributor,
        kind=COMING,
        once_key=f"{COMING}:{coming.uuid}:{said}",
        context=_facts(coming.session, coming.contributor)
        | {"people": coming.people, "cancel_url": coming_url(coming)},
    )


def _everyone_coming(session: "Session") -> "list[Coming]":
    rows = session.comings.filter(state=ComingState.COMING).select_related("contributor")
    return list(rows.order_by("pk"))


def tell_session_cancelled(session: "Session") -> int:
    """Tell everyone who was coming that it is off, and why. Returns how many."""
    people = _everyone_coming(session)
    for coming in people:
        tell(
            coming.contributor,
            kind=CALLED_OFF,
            once_key=f"{CALLED_OFF}:{coming.uuid}",
            context=_facts(session, coming.contributor)
            | {"why": session.cancelled_why, "project_url": project_url(session.project)},
        )
    return len(people)


def tell_everyone_coming(message: "HostMessage") -> int:
    """Send a host's message to everyone coming. Returns how many."""
    people = _everyone_coming(message.session)
    for coming in people:
        tell(
            coming.contributor,
            kind=FROM_HOST,
            once_key=f"{FROM_HOST}:{message.uuid}:{coming.uuid}",
            context=_facts(message.session, coming.contributor)
            | {"text": message.text, "cancel_url": coming_url(coming)},
        )
    return len(people)


def tell_helper_of_wish(wish: "StartWish") -> None:
    """Let the place's helper know what somebody would like to start."""
    helper = ProjectSettings.for_site(wish.site).helper
    if helper is None:
        return
    tell(
        contributor_for_user(helper, wish.site),
        kind=WISH,
        once_key=f"{WISH}:{wish.uuid}",
        context={"idea": wish.idea, "need": wish.need, "who": wish.contributor.shown_name},
    )
