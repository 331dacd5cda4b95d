"""What people are told about projects. Wording lives in ``templates/projects/messages/``."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from civic.notify.kinds import MessageKind, register_kind
from civic.notify.services import ask_to_confirm, forget_messages, tell
from civic.residents.selectors import people_with_role
from civic.residents.services import contributor_for_user
from engagement.projects.enums import ComingState
from engagement.projects.links import coming_url, project_url, session_url, wish_url
from engagement.projects.models import Session
from engagement.projects.rules import RUNNERS
from engagement.projects.selectors import named_helper, place_zone

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from wagtail.models import Site

    from civic.notify.models import Message
    from civic.residents.models import Contributor, User
    from engagement.projects.models import Coming, HostMessage, Project, StartWish

COMING = "projects.coming"
CALLED_OFF = "projects.called_off"
FROM_HOST = "projects.from_host"
REMINDER = "projects.reminder"
TOLD = "projects.told"
WISH = "projects.wish"
WISH_REPLY = "projects.wish_reply"

#: Whoever said so less than this before the start has just had everything in an email.
REMIND_IF_SAID_BEFORE = timedelta(hours=36)

_TITLES = {
    COMING: _("You're coming to “%(title)s”"),
    CALLED_OFF: _("“%(title)s” is called off"),
    FROM_HOST: _("A message from the host of “%(title)s”"),
    REMINDER: _("“%(title)s” is soon"),
    TOLD: _("Somebody knows something about “%(title)s”"),
    WISH: _("%(who)s would like to start something"),
    WISH_REPLY: _("About what you would like to start"),
}


#: What a message about a project that is hidden since says, by name in its context.
_HIDDEN: dict[str, Any] = {
    "title": _("a project that is not shown any more"),
    "text": _("This is not shown any more."),
    "why": _("This is not shown any more."),
    **dict.fromkeys(("where", "host", "bring", "url", "project_url"), ""),
}


def without_what_is_hidden(messages: "Sequence[Message]") -> Mapping[int, Mapping[str, Any]]:
    """Return, by message, what takes the place of words about a project that is hidden by now.

    The day, and the way off the list, stay. One query.
    """
    about = {message.pk: message.context.get("session", "") for message in messages}
    named = Session.objects.filter(uuid__in=[uuid for uuid in about.values() if uuid])
    hidden = {str(uuid) for uuid in named.hidden().values_list("uuid", flat=True)}
    return {pk: _HIDDEN for pk, uuid in about.items() if uuid in hidden}


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
                prepare=without_what_is_hidden,
                title_now=without_what_is_hidden,
            )
        )


def _facts(session: "Session", contributor: "Contributor") -> dict[str, str]:
    """Return what every message about a session says, in the person's language."""
    with override(contributor.language):
        starts = timezone.localtime(session.starts_at, place_zone(session.site))
        return {
            "session": str(session.uuid),
            "title": session.project.title,
            "when": date_format(starts, "l j F, H:i"),
            "where": session.place_name,
            "host": session.project.host_name,
            "bring": session.project.bring,
            "url": session_url(session),
        }


def _read_by(person: "Contributor", address: "Callable[[Any], str]", of: Any) -> str:
    """Return an address in the language of whoever reads it."""
    with override(person.language):
        return address(of)


def _named(person: "Contributor", who: str) -> str:
    """Return a name as somebody reads it: who gave none is "A neighbour" in the reader's language."""
    with override(person.language):
        return who or gettext("A neighbour")


def tell_you_are_coming(coming: "Coming") -> None:
    """Confirm "I'm coming", with the link that cancels."""
    ask_to_confirm(coming.contributor)
    said = int(coming.said_at.timestamp())
    tell(
        coming.contributor,
        kind=COMING,
        once_key=f"{COMING}:{coming.uuid}:{said}",
        context=_facts(coming.session, coming.contributor)
        | {"people": coming.people, "cancel_url": _read_by(coming.contributor, coming_url, coming)},
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
            | {
                "why": session.cancelled_why,
                "project_url": _read_by(coming.contributor, project_url, session.project),
            },
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
            | {"text": message.text, "cancel_url": _read_by(coming.contributor, coming_url, coming)},
        )
    return len(people)


def remind_everyone_coming(session: "Session") -> int:
    """Remind who said some time ago that they are coming. Once for each time a session is to start."""
    long_ago = session.starts_at - REMIND_IF_SAID_BEFORE
    people = [coming for coming in _everyone_coming(session) if coming.said_at < long_ago]
    for coming in people:
        tell(
            coming.contributor,
            kind=REMINDER,
            once_key=f"{REMINDER}:{coming.uuid}:{int(session.starts_at.timestamp())}",
            context=_facts(session, coming.contributor)
            | {"people": coming.people, "cancel_url": _read_by(coming.contributor, coming_url, coming)},
        )
    return len(people)


def helpers_of(site: "Site") -> "list[User]":
    """Return who hears "I'd like to start…": the named helper, else all who run projects here."""
    helper = named_helper(site)
    return [helper] if helper else list(people_with_role(site, *RUNNERS))


def tell_what_somebody_knows(project: "Project", *, text: str, who: str, key: "UUID") -> None:
    """Bring what a visitor knows about a project to its host, and to who can put it on the page.

    ``who`` is empty where they gave no name.
    """
    helpers = [contributor_for_user(helper, project.site) for helper in helpers_of(project.site)]
    hosts = [project.host] if project.host is not None else []
    for person in dict.fromkeys([*hosts, *helpers]):
        tell(
            person,
            kind=TOLD,
            once_key=f"{TOLD}:{key}:{person.pk}",
            context={
                "title": project.title,
                "text": text,
                "who": _named(person, who),
                "url": _read_by(person, project_url, project),
            },
        )


def tell_helper_of_wish(wish: "StartWish") -> None:
    """Let the place's helper know what somebody would like to start, and where to write back."""
    for helper in helpers_of(wish.site):
        person = contributor_for_user(helper, wish.site)
        tell(
            person,
            kind=WISH,
            once_key=f"{WISH}:{wish.uuid}:{helper.pk}",
            context={
                "idea": wish.idea,
                "need": wish.need,
                "who": _named(person, wish.contributor.display_name),
                "url": _read_by(person, wish_url, wish),
            },
        )


def tell_reply_to_wish(wish: "StartWish", *, text: str, who: str, key: "UUID") -> None:
    """Bring somebody who would like to start something what a helper wrote back."""
    tell(
        wish.contributor,
        kind=WISH_REPLY,
        once_key=f"{WISH_REPLY}:{wish.uuid}:{key}",
        context={"idea": wish.idea, "text": text, "who": who},
    )


def forget_wish(wish: "StartWish") -> None:
    """Take what somebody wished, and their name, out of what helpers were told."""
    forget_messages(f"{WISH}:{wish.uuid}:")
