"""What people do in a round: chosen when it is made, fixed once it is open, shown, and asked for."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civic.moderation.targets import find_target
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations import launching, rules, selectors, services, statements
from engagement.conversations.enums import Mode
from engagement.conversations.models import Round, Statement, Vote
from engagement.conversations.offline import desk_threads
from tests.conversations.test_admin import address
from tests.factories.conversations import make_conversation, propose, thread_in
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture
def facilitator(client, site):
    user = UserFactory()
    grant_role(user, site, Role.FACILITATOR)
    client.force_login(user)
    return client


@pytest.fixture
def voting(conversation):
    """A round of statements, open."""
    return launching.add_round(conversation, title="Which of these?", mode=Mode.STATEMENTS)


def whole(response):
    return response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_rounds_there_were_are_open_threads_and_statements_stand_beside_the_conversation(site):
    before = [("conversations", "0003_formal_launch_and_summaries")]
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(before)
    try:
        old = executor.loader.project_state(before).apps
        place = old.get_model("wagtailcore", "Site").objects.get(pk=site.pk)
        talk = old.get_model("conversations", "Conversation").objects.create(site=place, question="Old?")
        stage = old.get_model("conversations", "Round").objects.create(
            site=place, conversation=talk, number=1, title="One"
        )
        one = old.get_model("conversations", "Statement").objects.create(
            site=place, conversation=talk, text="Old."
        )
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert Round.objects.get(pk=stage.pk).mode == "thread"
    assert Statement.objects.get(pk=one.pk).round is None


def test_mode_is_fixed_once_people_see_the_round(conversation, site):
    begun = launching.add_round(conversation, title="One")
    coming = conversation.rounds.create(
        site=site, number=2, title="Two", opens_at=timezone.now() + timedelta(days=1), mode=Mode.STATEMENTS
    )
    draft = launching.add_round(make_conversation(site, opened=False), title="Draft", mode=Mode.STATEMENTS)
    fixed = [rules.mode_is_fixed(one) for one in (Round(conversation=conversation), begun, coming, draft)]
    assert fixed == [False, True, False, False]
    statements.add_seed_statement(draft.conversation, "Mend it.", stage=draft)
    assert rules.mode_is_fixed(draft), "something hangs on it"


def test_a_keeper_chooses_the_mode_and_cannot_change_it_later(facilitator, conversation):
    given = {"conversation": conversation.pk, "title": "Which?", "opens_at": "", "closes_at": ""}
    response = facilitator.post(address(Round, "add"), {**given, "mode": "dance"})
    assert "mode" in response.context["form"].errors
    assert facilitator.post(address(Round, "add"), {**given, "mode": "statements"}).status_code == 302
    stage = Round.objects.get()
    assert stage.mode == Mode.STATEMENTS
    facilitator.post(address(Round, "edit", stage.pk), {**given, "title": "Which one?", "mode": "thread"})
    stage.refresh_from_db()
    assert (stage.title, stage.mode) == ("Which one?", Mode.STATEMENTS)
    assert "what they do in it stays" in whole(facilitator.get(address(Round, "edit", stage.pk)))


def test_a_round_of_statements_shows_its_own_and_asks_for_no_words(client, page, conversation, voting):
    propose(conversation, "Beside the conversation.", contributor=False)
    statements.add_seed_statement(conversation, "Lights by the steps.", stage=voting)
    body = whole(client.get(page.url))
    assert "Statements to agree or disagree with." in body
    assert "Lights by the steps." in body
    assert "Beside the conversation." not in body
    assert 'id="say"' not in body
    first = whole(client.get(f"{page.url}?thread={thread_in(conversation).uuid}"))
    assert "Beside the conversation." in first
    assert "Lights by the steps." not in first
    assert 'id="say"' in first
    address = reverse("conversations:statements", args=[conversation.uuid])
    listed = whole(client.get(f"{address}?round=1"))
    assert "Lights by the steps." in listed
    assert "Beside the conversation." not in listed
    for nonsense in ("2", "x", "٣", "1%00", "99999999999"):
        assert "Beside the conversation." in whole(client.get(f"{address}?round={nonsense}"))


def test_voting_on_a_rounds_page_leads_back_to_it(client, page, conversation, voting):
    one = statements.add_seed_statement(conversation, "Lights by the steps.", stage=voting)
    response = client.post(
        reverse("conversations:vote", args=[one.uuid]), {"choice": "agree", "from": "next"}
    )
    thread = conversation.threads.get(round=voting)
    assert response["Location"] == f"{page.url}?thread={thread.uuid}&done=voted#statements"
    assert "You have voted on everything so far." in whole(client.get(response["Location"]))
    response = client.post(
        reverse("conversations:vote", args=[one.uuid]), {"choice": "pass", "from": "list", "round": "1"}
    )
    assert response["Location"].endswith(f"/statements/?round=1#s-{one.uuid}")
    assert Vote.objects.get().choice == "pass"


def test_a_statement_added_in_a_round_belongs_to_it(client, page, conversation, voting):
    address = reverse("conversations:propose", args=[conversation.uuid])
    response = client.post(address, {"text": "A ramp.", "round": "1"})
    assert response["Location"].endswith("/statements/?round=1&done=added#add")
    client.post(address, {"text": "A bench."})
    assert dict(Statement.objects.values_list("text", "round__number")) == {"A ramp.": 1, "A bench.": None}


def test_words_sent_to_a_round_of_statements_are_refused_and_kept(client, page, conversation, voting):
    thread = conversation.threads.get(round=voting)
    response = client.post(
        reverse("conversations:say", args=[thread.uuid]), {"text": "My long words.", "client_key": "k"}
    )
    assert response.status_code == 409
    assert "My long words." in whole(response)
    assert "people agree or disagree with statements" in whole(response)
    with pytest.raises(rules.NotOpen):
        services.post_contribution(
            thread, ContributorFactory(site=conversation.site), "Words.", client_key="k"
        )
    assert desk_threads(conversation.site) == [thread_in(conversation)]


@pytest.mark.parametrize(("opens", "closes"), [(1, None), (None, -1)])
def test_a_round_takes_votes_and_statements_in_its_time_only(
    client, page, conversation, voting, opens, closes
):
    one = statements.add_seed_statement(conversation, "Lights by the steps.", stage=voting)
    day, now = timedelta(days=1), timezone.now()
    voting.opens_at, voting.closes_at = (now + opens * day if opens else None), closes and now + closes * day
    voting.save()
    body = whole(client.get(page.url))
    assert ("This round begins on" in body, "This round closed on" in body) == (bool(opens), bool(closes))
    assert 'name="choice"' not in body
    listed = client.get(reverse("conversations:statements", args=[conversation.uuid]))
    assert 'name="choice"' not in whole(listed)
    response = client.post(reverse("conversations:vote", args=[one.uuid]), {"choice": "agree"})
    assert response.status_code == 409
    response = client.post(
        reverse("conversations:propose", args=[conversation.uuid]), {"text": "A ramp.", "round": "1"}
    )
    assert response.status_code == 409
    assert "A ramp." in whole(response)
    with pytest.raises(rules.NotOpen):
        statements.vote(one, ContributorFactory(site=conversation.site), "agree")
    assert not Vote.objects.exists()


def propose_in(conversation, stage):
    return statements.propose_statement(
        conversation, ContributorFactory(site=conversation.site), "Mine.", client_key="k", stage=stage
    )


def test_statements_are_put_into_rounds_of_statements_only(facilitator, conversation, voting, other_site):
    theirs = launching.add_round(make_conversation(other_site), title="Elsewhere", mode=Mode.STATEMENTS)
    words = conversation.rounds.create(site=conversation.site, number=2, title="Words")
    for wrong in (theirs, words):
        given = {"conversation": conversation.pk, "round": wrong.pk, "text": "Mend it."}
        response = facilitator.post(address(Statement, "add"), given)
        assert "round" in response.context["form"].errors
    given = {"conversation": conversation.pk, "round": voting.pk, "text": "Mend it."}
    assert facilitator.post(address(Statement, "add"), given).status_code == 302
    assert Statement.objects.get().round == voting
    with pytest.raises(rules.NotReady):
        propose_in(conversation, theirs)


def test_a_hidden_statement_leaves_its_round(client, page, conversation, voting):
    one = propose_in(conversation, voting)
    find_target("conversations.statement").hide(str(one.uuid), reason="Rude.", by=None)
    assert "Mine." not in whole(client.get(page.url))
    assert selectors.next_statement(conversation, None, voting) is None


def test_a_round_of_statements_costs_the_same_for_many(client, page, conversation, voting):
    def cost():
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.url)
        return len(queries)

    empty = cost()
    for n in range(3):
        statements.add_seed_statement(conversation, f"Number {n}.", stage=voting)
    few = cost()
    for n in range(60):
        statements.add_seed_statement(conversation, f"More {n}.", stage=voting)
    assert cost() == few <= empty + 8
