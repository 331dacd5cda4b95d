"""Gatherings for tests."""

from django.utils import timezone

from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations.room import running, taking_part
from tests.factories.conversations import make_conversation, thread_in
from tests.factories.residents import ContributorFactory, UserFactory


def facilitator_of(site):
    """Return somebody who runs conversations in a place."""
    user = UserFactory(first_name="Gethin")
    grant_role(user, site, Role.FACILITATOR)
    return user


def make_gathering(site, *, started=True, by=None, thread=None, **facts):
    """Return a gathering of a new conversation, begun unless told otherwise. ``made_by`` runs it."""
    by = by or facilitator_of(site)
    facts = {"where": "Cinder Hill Library", "day": timezone.localdate(), **facts}
    thread = thread or thread_in(make_conversation(site))
    gathering = running.prepare_gathering(thread, by=by, **facts)
    return running.start(gathering, by=by) if started else gathering


def joined(gathering, name="Dawn"):
    """Return somebody who joined."""
    person = ContributorFactory(site=gathering.site, display_name=name)
    taking_part.join(gathering, person)
    return person


def say_here(gathering, text="Somewhere warm.", *, person=None, key="", **facts):
    """Return something said in the room."""
    person = person or joined(gathering)
    key = key or f"{text}-{person.pk}"[:60]
    return taking_part.say_here(gathering, person, text, client_key=key, **facts)
