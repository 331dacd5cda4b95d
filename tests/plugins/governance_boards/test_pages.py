"""Boards in public and at their desk: what shows, what never does, who gets in, what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civic.partners.services import ensure_organisation
from civic.places.models import PlaceSettings
from civic.pluginkit.services import switch_plugin
from civic.record.models import Answer
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from plugins.governance_boards import services
from plugins.governance_boards.enums import DraftState
from plugins.governance_boards.models import AgendaItem, AnswerDraft, Decision
from tests.factories.conversations import make_conversation, say
from tests.factories.governance_boards import NO, hear, make_board, make_overdue, put_on
from tests.factories.residents import UserFactory


@pytest.fixture
def board(site):
    return make_board(site)


@pytest.fixture
def conversation(site):
    return make_conversation(site)


def heard(conversation, title):
    return hear(conversation, [say(conversation, f"Words about {title}.")], title=title)


# ---- in public ------------------------------------------------------------------------------------


def test_board_page_shows_agenda_members_and_what_is_late(client, other_site, board, conversation):
    put_on(heard(conversation, "Open at night"), board, days=10)
    late = make_overdue(put_on(heard(conversation, "Mend the roof"), board), days=2)
    services.explain(late, "The surveyor was ill.", by=board.secretary)
    elsewhere = make_board(other_site)
    talk = make_conversation(other_site)
    put_on(heard(talk, "Otherham only"), elsewhere)
    page = client.get(f"/plugins/boards/{board.slug}/").content.decode()
    for shown in (
        "Open at night",
        "Mend the roof",
        "The surveyor was ill.",
        "Cinder Hill Housing",
        "Overdue",
    ):
        assert shown in page
    assert "Otherham only" not in page
    assert "Open at night" not in page.partition("On the agenda")[0]
    assert "Mend the roof" in page.partition("On the agenda")[0]


def test_inbox_is_not_public(client, board, conversation):
    services.receive(heard(conversation, "Not looked at yet"), board)
    assert "Not looked at yet" not in client.get(f"/plugins/boards/{board.slug}/").content.decode()


def test_board_page_shows_decisions_and_actions(client, site, board, conversation):
    item = put_on(heard(conversation, "Open at night"), board)
    services.record_decision(
        item, outcome="partly", text="Fridays only.", decided_on=timezone.localdate(), by=board.chair
    )
    owner = ensure_organisation(site, "Pellbridge Council")
    yesterday = timezone.localdate() - timedelta(days=1)
    services.add_action(board, text="Hire a caretaker", owner=owner, due_on=yesterday, by=board.chair)
    page = client.get(f"/plugins/boards/{board.slug}/").content.decode()
    assert "Fridays only." in page
    actions = page.partition("What will be done")[2]
    assert "Hire a caretaker" in actions
    assert "Overdue" in actions


def test_board_of_another_place_is_not_found(client, other_site, site):
    board = make_board(other_site, "Otherham Board")
    assert client.get(f"/plugins/boards/{board.slug}/").status_code == 404
    assert "Otherham Board" not in client.get("/plugins/boards/").content.decode()


def test_boards_are_not_found_where_they_are_off(client, site, other_site, board):
    make_board(other_site, "Otherham Board")
    switch_plugin(site, "governance_boards", on=False)
    assert client.get("/plugins/boards/").status_code == 404
    client.force_login(UserFactory(is_superuser=True))
    assert client.get("/admin/boards/").status_code == 404
    page = client.get("/plugins/boards/", headers={"host": "other.example"})
    assert page.status_code == 200
    assert "Otherham Board" in page.content.decode()


def test_conversation_page_names_the_board_that_answers(client, board, site):
    talk = make_conversation(site, decider_key=board.key)
    put_on(heard(talk, "Open at night"), board)
    page = client.get(f"/conversation/{talk.uuid}/", follow=True).content.decode()
    assert f"/plugins/boards/{board.slug}/" in page
    assert "Open at night" in page


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_board_page_costs_the_same_for_many_rows(client, site, board, conversation):
    address = f"/plugins/boards/{board.slug}/"
    owner = ensure_organisation(site, "Pellbridge Council")

    def fill(rows):
        for n in range(rows):
            item = put_on(heard(conversation, f"Thing {n}"), board)
            services.record_decision(
                item, outcome="not", text="No.", decided_on=timezone.localdate(), by=board.chair
            )
            services.add_action(
                board, text="x", owner=owner, due_on=timezone.localdate(), by=board.chair, item=item
            )

    queries(client, address)
    fill(3)
    few = queries(client, address)
    fill(30)
    assert queries(client, address) == few
    many = queries(client, "/plugins/boards/")
    for n in range(10):
        make_board(site, f"Board {n}")
    assert queries(client, "/plugins/boards/") == many


# ---- at the desk -----------------------------------------------------------------------------------


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def desk_addresses(board, item, draft, action):
    return [
        reverse("boards_desk:board", args=[board.pk]),
        reverse("boards_desk:write", args=[board.pk]),
        reverse("boards_desk:answer", args=[draft.pk]),
        reverse("boards_desk:revise", args=[draft.pk]),
        reverse("boards_desk:decide", args=[item.pk]),
        reverse("boards_desk:late", args=[item.pk]),
        reverse("boards_desk:add_meeting", args=[board.pk]),
        reverse("boards_desk:add_action", args=[board.pk]),
        reverse("boards_desk:members", args=[board.pk]),
        reverse("boards_desk:put_on", args=[item.insight_id]),
    ]


@pytest.fixture
def everything(site, board, conversation):
    item = put_on(heard(conversation, "Open at night"), board)
    draft = services.write_answer(board, [item], NO, by=board.secretary)
    owner = ensure_organisation(site, "Pellbridge Council")
    action = services.add_action(board, text="x", owner=owner, due_on=timezone.localdate(), by=board.chair)
    return item, draft, action


@pytest.mark.parametrize("who", ["moderator", "chair_of_another_board", "board_member_elsewhere"])
def test_desk_is_closed_to(who, as_user, site, other_site, board, everything):
    user = UserFactory()
    if who == "moderator":
        grant_role(user, site, Role.MODERATOR)
    elif who == "chair_of_another_board":
        user = make_board(site, "Health Board").chair
    else:
        user = make_board(other_site).chair
    client = as_user(user)
    own_desk_only = {reverse("boards_desk:put_on", args=[everything[0].insight_id])}
    for address in desk_addresses(board, *everything):
        if who == "chair_of_another_board" and address in own_desk_only:
            continue  # refused below: the item lies before a board that is not theirs
        assert client.get(address).status_code in {302, 403, 404}, address
        assert client.post(address, {}).status_code in {302, 403, 404, 405}, address
    move = reverse("boards_desk:move", args=[everything[1].pk])
    for do in ("ask", "approve", "stop"):
        client.post(move, {"do": do})
    everything[1].refresh_from_db()
    assert everything[1].state == DraftState.DRAFT
    assert Decision.objects.count() == 0


def test_desk_of_another_place_is_not_found_even_for_a_superuser(as_user, other_site, board):
    elsewhere = make_board(other_site)
    client = as_user(UserFactory(is_superuser=True))
    assert client.get(reverse("boards_desk:board", args=[elsewhere.pk])).status_code == 404


def test_member_reads_the_desk_and_the_place_administrator_seats_people(as_user, site, board, everything):
    client = as_user(board.member)
    page = client.get(reverse("boards_desk:board", args=[board.pk]))
    assert page.status_code == 200
    assert "Open at night" in page.content.decode()
    assert client.get(reverse("boards_desk:decide", args=[everything[0].pk])).status_code == 302
    administrator, newcomer = UserFactory(), UserFactory()
    grant_role(administrator, site, Role.PLACE_ADMINISTRATOR)
    client = as_user(administrator)
    address = reverse("boards_desk:members", args=[board.pk])
    organisation = ensure_organisation(site, "Pellbridge Council")
    sent = {"email": newcomer.email, "organisation": organisation.pk, "seat": "member"}
    assert client.post(address, sent).status_code == 302
    assert board.members.filter(user=newcomer).exists()
    assert client.post(address, {**sent, "email": "nobody@x.example"}).status_code == 422


def test_answer_is_written_previewed_approved_stopped_and_sent_at_the_desk(
    as_user, site, board, conversation
):
    settings = PlaceSettings.for_site(site)
    settings.stop_seconds = 20
    settings.save()
    item = put_on(heard(conversation, "Open at night"), board)
    client = as_user(board.secretary)
    words = {"items": [item.pk], "outcome": "not", "headline": "It stays shut", "because": ""}
    page = client.post(reverse("boards_desk:write", args=[board.pk]), words)
    assert page.status_code == 422
    assert "It stays shut" in page.content.decode(), "nothing typed is lost"
    client.post(reverse("boards_desk:write", args=[board.pk]), {**words, "because": "No caretaker."})
    draft = AnswerDraft.objects.get()
    address, move = (reverse(f"boards_desk:{n}", args=[draft.pk]) for n in ("answer", "move"))
    page = client.get(address).content.decode()
    assert "Words about Open at night." in page
    client.post(move, {"do": "ask"})
    client.post(move, {"do": "approve"})
    draft.refresh_from_db()
    assert draft.state == DraftState.WAITING_APPROVAL, "not by who wrote it"
    client = as_user(board.chair)
    assert "Approve, and send to 1 person" in client.get(address).content.decode()
    client.post(move, {"do": "approve"})
    page = client.get(address)
    assert "Sending in" in page.content.decode()
    assert int(page["Refresh"]) <= 21
    client.post(move, {"do": "stop"})
    drain(ahead=timedelta(minutes=1))
    assert not Answer.objects.exists()
    client.post(move, {"do": "ask"})
    client.post(move, {"do": "approve"})
    drain(ahead=timedelta(minutes=1))
    assert Answer.objects.get().headline == "It stays shut"
    page = client.get(address).content.decode()
    assert reverse("record:answer", args=[Answer.objects.get().uuid]) in page
    sent = {"outcome": "partly", "headline": "Fridays", "because": "A volunteer.", "correction_note": ""}
    correct = reverse("boards_desk:correct", args=[draft.pk])
    assert client.post(correct, sent).status_code == 422
    client.post(correct, {**sent, "correction_note": "We found a volunteer."})
    correction = AnswerDraft.objects.get(corrects=Answer.objects.get())
    address, move = (reverse(f"boards_desk:{n}", args=[correction.pk]) for n in ("answer", "move"))
    assert client.get(correct).url == address, "one correction at a time"
    assert "What was put right:" in client.get(address).content.decode()
    client.post(
        reverse("boards_desk:revise", args=[correction.pk]), {**sent, "correction_note": "A volunteer!"}
    )
    client.post(move, {"do": "ask"})
    client.post(move, {"do": "approve"})
    drain(ahead=timedelta(minutes=1))
    assert Answer.objects.get().version == 1, "not by who wrote it"
    client = as_user(board.secretary)
    page = client.get(address).content.decode()
    assert "Approve, and send to 1 person" in page
    read_at = re.search('name="read_at" value="([^"]+)"', page)[1]
    client.post(move, {"do": "approve", "read_at": "2026-01-01T00:00:00+00:00"})
    correction.refresh_from_db()
    assert correction.state == DraftState.WAITING_APPROVAL, "not words changed since they were read"
    client.post(move, {"do": "approve", "read_at": read_at})
    drain(ahead=timedelta(minutes=1))
    assert (Answer.objects.get().version, Answer.objects.get().correction_note) == (2, "A volunteer!")
    assert "This correction has gone out" in client.get(address).content.decode()


def test_putting_on_an_agenda_at_the_desk_makes_the_promise(as_user, site, board, conversation):
    facilitator = UserFactory()
    grant_role(facilitator, site, Role.FACILITATOR)
    insight = heard(conversation, "Open at night")
    client = as_user(facilitator)
    assert "Open at night" in client.get(reverse("boards_desk:index")).content.decode()
    address = reverse("boards_desk:put_on", args=[insight.pk])
    past = {"board": board.pk, "answer_due_on": "2020-01-01"}
    assert client.post(address, past).status_code == 422
    due = timezone.localdate() + timedelta(days=20)
    done = client.post(address, {**past, "answer_due_on": due.strftime("%d/%m/%Y")})
    assert (done.status_code, done["Location"]) == (302, reverse("boards_desk:index"))
    insight.refresh_from_db()
    assert (insight.answer_due_on, insight.answer_owner_name) == (due, "Neighbourhoods Board")
    assert AgendaItem.objects.get().put_on_by == facilitator


def test_who_sits_on_the_board_is_led_to_its_desk_to_answer(as_user, board, conversation):
    insight = heard(conversation, "Open at night")
    due = timezone.localdate() + timedelta(days=20)
    address = reverse("boards_desk:put_on", args=[insight.pk])
    done = as_user(board.secretary).post(address, {"board": board.pk, "answer_due_on": due.isoformat()})
    assert (done.status_code, done["Location"]) == (302, reverse("boards_desk:board", args=[board.pk]))


def test_late_answer_keeps_its_day_and_its_board_at_the_desk(as_user, site, board, conversation):
    late = make_overdue(put_on(heard(conversation, "Open at night"), board))
    promised = late.insight.answer_due_on
    other = make_board(site, "Health Board")
    address = reverse("boards_desk:put_on", args=[late.insight_id])
    client = as_user(UserFactory(is_superuser=True))
    assert "This day has passed, so it stays" in client.get(address).content.decode()
    later = timezone.localdate() + timedelta(days=30)
    client.post(address, {"board": other.pk, "answer_due_on": later.isoformat()})
    late.insight.refresh_from_db()
    late.refresh_from_db()
    assert (late.insight.answer_due_on, late.board.pk) == (promised, board.pk)


def test_moved_day_is_told_beside_the_first(client, board, conversation):
    item = put_on(heard(conversation, "Open at night"), board, days=10)
    put_on(item.insight, board, days=40)
    page = client.get(reverse("governance_boards:board", args=[board.slug])).content.decode()
    assert "It was first promised for" in page
