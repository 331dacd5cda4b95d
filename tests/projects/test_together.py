"""A press that arrives several times at once counts once."""

import pytest
from django.db import connection

from civic.tasks.services import drain
from engagement.projects.models import Coming, StartWish
from engagement.projects.services import say_coming, wish_to_start
from tests.conversations.test_together import together
from tests.factories.projects import ProjectFactory, SessionFactory
from tests.factories.residents import ContributorFactory

pytestmark = [
    pytest.mark.spread,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory has one connection: nothing runs together"
    ),
]


def test_a_wish_and_a_place_pressed_for_eight_times_at_once_are_kept_once():
    from tests.conftest import make_site

    site = make_site("testserver", "Pellbridge", default=True)
    dawn, session = ContributorFactory(site=site), SessionFactory(project=ProjectFactory(site=site), places=1)
    together([lambda: wish_to_start(site, dawn, idea="A bike morning")] * 8)
    together([lambda: say_coming(session, dawn)] * 8)
    drain()
    assert StartWish.objects.count() == 1
    session.refresh_from_db()
    assert (Coming.objects.count(), session.coming_count) == (1, 1)
