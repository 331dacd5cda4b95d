"""Many press at the same time: nothing lost, nothing twice, numbers without a gap, no deadlock."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from engagement.conversations import services
from engagement.conversations.models import Contribution, Conversation, ThreadEvent
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory

pytestmark = [
    pytest.mark.spread,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory has one connection: nothing runs together"
    ),
]


def together(jobs):
    """Run jobs in eight threads, each with its own connection; raises what any of them raises."""

    def run(job):
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, jobs))


def test_posts_replies_nods_and_hiding_at_once():
    from tests.conftest import make_site

    site = make_site("testserver", "Pellbridge", default=True)
    conversation = make_conversation(site)
    people = [ContributorFactory(site=site) for _i in range(6)]
    thread, parent = thread_in(conversation), say(conversation, "Top.", contributor=people[0])
    shown = [say(conversation, f"S{n}.", contributor=people[0]) for n in range(10)]

    def post(n):
        return services.post_contribution(
            thread, people[n % 6], f"N{n}.", client_key=f"k{n // 2}-{n % 6}", parent=parent if n % 3 else None
        )

    jobs = [lambda n=n: post(n) for n in range(60)] * 2
    jobs += [lambda n=n: services.nod(shown[n % 10], people[1 + n % 5]) for n in range(50)]
    together(jobs[::3] + jobs[1::3] + jobs[2::3])
    together(
        [lambda n=n: services.hide_contribution(shown[n], reason="x") for n in range(10)]
        + [lambda n=n: post(200 + n) for n in range(20)]
    )
    numbers = list(ThreadEvent.objects.filter(thread=thread).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    conversation = Conversation.objects.get(pk=conversation.pk)
    keys = {f"k{n // 2}-{n % 6}-{n % 6}" for n in [*range(60), *range(200, 220)]}
    assert Contribution.objects.count() == len(keys) + 11 == conversation.contribution_count
    assert conversation.people_count == 6
    for item in Contribution.objects.all():
        assert item.nod_count == item.nods.count()
        assert item.reply_count == item.replies.count()


def test_one_entry_at_the_desk_pressed_many_times_at_once_is_one_person():
    from django.utils import timezone

    from civic.residents.enums import Role
    from civic.residents.models import Consent, Contributor
    from civic.residents.services import grant_role
    from engagement.conversations.offline import Entry, write_down
    from tests.conftest import make_site
    from tests.factories.residents import UserFactory

    site = make_site("testserver", "Pellbridge", default=True)
    conversation = make_conversation(site)
    pat = UserFactory()
    grant_role(pat, site, Role.LIBRARIAN)
    thread, now = thread_in(conversation), timezone.now()

    def press(n):
        entry = Entry(
            text=f"N{n}.", how="desk", where="Here", said_at=now, client_key=f"k{n}", print_at="Here"
        )
        return write_down(thread, entry, by=pat)

    together([lambda n=n: press(n % 5) for n in range(60)])
    conversation.refresh_from_db()
    assert Contribution.objects.count() == Contributor.objects.count() == Consent.objects.count() == 5
    assert (conversation.people_count, conversation.contribution_count) == (5, 5)
