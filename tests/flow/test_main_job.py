"""The main job on real input, from files to the answer everybody gets, through the commands of the README."""

import csv
import io
import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from assets_register.models import Asset, ImportRun
from assets_register.pages import SpacesIndexPage
from assets_register.services import publish_assets
from civic.notify.models import Message
from civic.pages.services import add_section
from civic.partners.services import ensure_organisation
from civic.places.models import Neighbourhood, Postcode
from civic.record.enums import NotUsed, Outcome, Standing
from civic.record.models import Answer
from civic.record.pages import WhatChangedPage
from civic.record.selectors import without_disposition
from civic.residents.models import Contributor
from civic.tasks.services import drain
from engagement.conversations.enums import State
from engagement.conversations.models import Conversation, Statement
from engagement.conversations.pages import ConversationsIndexPage, place_conversation
from plugins.governance_boards.services.agenda import put_on_agenda
from plugins.governance_boards.services.answers import AnswerWords, approve, ask_approval, write_answer
from plugins.governance_boards.services.boards import make_board, seat_member
from plugins.insight_themes.models import Theme
from plugins.insight_themes.services import give_reason, make_insight, place_unpublished
from tests.factories.residents import UserFactory

pytestmark = pytest.mark.data

HOME_FOR_CHILDREN = "Old Hall Road Childrens Home"


def words_of(response) -> str:
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


@pytest.fixture
def trafford(site, data_folder):
    """The first place, with Trafford's boundaries, postcodes and its whole list of assets."""
    call_command("import_boundaries", str(data_folder / "trafford/electoral_ward.geojson"), site="testserver")
    call_command("import_postcodes", str(data_folder / "trafford/trafford_postcodes.csv"), site="testserver")
    add_section(site.root_page, SpacesIndexPage, "Find a space", "spaces")
    add_section(site.root_page, WhatChangedPage, "What changed", "what-changed")
    return site


def test_trafford_register_goes_in_and_comes_out_whole(trafford, other_site, data_folder, client, capsys):
    file = str(data_folder / "trafford/trafford_land_and_building_assets.csv")
    assert Neighbourhood.objects.filter(site=trafford).count() == 21
    assert Postcode.objects.filter(site=trafford).count() == 11264

    call_command("import_assets", file, site="testserver")
    assert "This was a dry run" in capsys.readouterr().out
    assert Asset.objects.count() == 0
    call_command("import_assets", file, site="testserver", apply=True)
    told = capsys.readouterr().out
    assert "608" in told
    run = ImportRun.objects.get(dry_run=False)
    assert run.rows.count() == 608

    assert client.get("/spaces/?use=all").status_code == 200
    assert not Asset.objects.public().exists(), "an import publishes nothing by itself"
    publish_assets(Asset.objects.filter(site=trafford), by=None)
    public = Asset.objects.filter(site=trafford).public()
    listed = public.count()
    held = Asset.objects.filter(site=trafford, status="held_back")
    assert held.filter(name=HOME_FOR_CHILDREN).exists()
    assert listed + held.count() == 608

    page = words_of(client.get("/spaces/?use=all"))
    mapped = public.placed().count()
    assert f"{listed} spaces" in page or f"{listed}" in page
    assert f"{listed - mapped} are not on the map" in page

    response = client.get("/spaces/spaces.csv?use=all")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == listed
    geojson = client.get("/spaces/spaces.geojson?use=all")
    features = _json(geojson)["features"]
    assert len([one for one in features if one["geometry"]]) == mapped

    call_command("import_assets", file, site="testserver", apply=True)
    assert ImportRun.objects.filter(dry_run=False).latest("pk").counts["unchanged"] == 608


def _json(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return json.loads(body)


def test_childrens_home_is_on_no_public_page(trafford, data_folder, client):
    call_command(
        "import_assets",
        str(data_folder / "trafford/trafford_land_and_building_assets.csv"),
        site="testserver",
        apply=True,
    )
    publish_assets(Asset.objects.filter(site=trafford), by=None)
    home = Asset.objects.get(name=HOME_FOR_CHILDREN)
    assert client.get(f"/spaces/{home.slug}/").status_code == 404
    for address in (
        "/spaces/?use=all&q=childrens+home",
        "/spaces/?use=all&q=Old+Hall+Road",
        "/spaces/?use=all&placed=no",
        "/spaces/spaces.csv?use=all",
        "/spaces/spaces.geojson?use=all",
        "/search/?q=childrens+home",
        "/",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert HOME_FOR_CHILDREN.encode() not in body, address
        assert str(home.uuid).encode() not in body, address


def test_cheltenham_goes_into_a_second_place_and_stays_there(trafford, other_site, data_folder, client):
    add_section(other_site.root_page, SpacesIndexPage, "Find a space", "spaces")
    call_command(
        "import_assets",
        str(data_folder / "cheltenham/local_authority_land_and_assets_2021.csv"),
        site="other.example",
        apply=True,
    )
    run = ImportRun.objects.get(site=other_site)
    assert run.rows.count() == 498
    publish_assets(Asset.objects.filter(site=other_site), by=None)
    assert "Cheltenham" not in words_of(client.get("/spaces/?use=all"))
    assert _json(client.get("/spaces/spaces.geojson?use=all"))["features"] == []
    elsewhere = Client(headers={"host": "other.example"})
    assert _json(elsewhere.get("/spaces/spaces.geojson?use=all"))["features"]


@pytest.fixture
def policing(trafford, data_folder):
    """London's conversation about youth and policing, open in the first place, themes worked out."""
    call_command(
        "import_polis",
        str(data_folder / "polis/london.youth.policing"),
        site="testserver",
        question="What is the best way to engage young people in scrutiny of policing?",
        promise="The board reads everything and answers in public.",
        decides="Policing Board",
        can_change="How young people are asked",
        cannot_change="The law",
        answer_by=timezone.localdate() + timedelta(days=30),
        open=True,
    )
    conversation = Conversation.objects.get(site=trafford)
    index = add_section(trafford.root_page, ConversationsIndexPage, "Have your say", "conversations")
    place_conversation(conversation, index, slug="policing")
    drain()
    call_command("work_out_themes", str(conversation.uuid))
    drain()
    return conversation


def test_policing_counts_are_the_published_ones(policing, data_folder, client):
    with (data_folder / "polis/london.youth.policing/comments.csv").open() as file:
        published = {" ".join(row["comment-body"].split()): row for row in csv.DictReader(file)}
    statements = list(Statement.objects.filter(conversation=policing))
    assert len(statements) == 39
    for statement in statements:
        row = published[" ".join(statement.text.split())]
        assert (statement.agree_events, statement.disagree_events) == (
            int(row["agrees"]),
            int(row["disagrees"]),
        ), statement.text
        last = statement.votes.filter(choice="agree").count()
        assert statement.agree_count == last
    rejected = [statement for statement in statements if statement.state == State.REJECTED]
    assert len(rejected) == 3
    page = words_of(client.get("/conversations/policing/"))
    pages = page + words_of(client.get(f"/conversation/{policing.uuid}/statements/"))
    assert not [statement.text for statement in rejected if statement.text in pages]
    assert sum(statement.contributor_id is None for statement in statements) == 15
    policing.refresh_from_db()
    assert policing.people_count == Contributor.objects.filter(site=policing.site).count()


def _answer_the_first_theme(conversation):
    """Let a facilitator make a finding of the largest theme, and a board answer it."""
    site = conversation.site
    facilitator, chair = UserFactory(), UserFactory()
    council = ensure_organisation(site, "London Council", kind="council")
    police = ensure_organisation(site, "London Police", kind="police")
    board = make_board(site, "Policing Board")
    seat_member(board, facilitator, council, seat="secretary")
    seat_member(board, chair, police, seat="chair")
    theme = Theme.objects.filter(site=site).order_by("-item_count", "pk").first()
    keys = list(theme.items.values_list("source_key", flat=True))
    insight = make_insight(theme, title="Ask us where we are", summary="", evidence=keys, by=facilitator)
    everything = [statement.key for statement in Statement.objects.filter(conversation=conversation)]
    rest = without_disposition(conversation.key, everything)
    place_unpublished(conversation, by=facilitator)
    give_reason(conversation, rest, reason=NotUsed.TOO_FEW, note="Kept for later.", by=facilitator)
    item = put_on_agenda(
        insight, board, answer_due_on=timezone.localdate() + timedelta(days=20), by=facilitator
    )
    draft = write_answer(
        board,
        [item],
        AnswerWords(
            outcome=Outcome.PARTLY,
            headline="Youth clubs, yes. Schools, not yet.",
            because="The clubs asked us in; the schools have not answered.",
        ),
        by=facilitator,
    )
    draft = ask_approval(draft, by=facilitator)
    approve(draft, by=chair)
    assert Answer.objects.count() == 0, "nothing goes out before the wait is over"
    drain(ahead=timedelta(minutes=1))
    return Answer.objects.get(), insight


def test_everybody_who_spoke_is_answered_once_and_the_trail_walks_both_ways(policing, client):
    answer, insight = _answer_the_first_theme(policing)
    everybody = set(Contributor.objects.filter(site=policing.site).values_list("pk", flat=True))
    everybody -= set(Contributor.objects.exclude(user=None).values_list("pk", flat=True))
    told = list(Message.objects.filter(kind="record.answer").values_list("contributor_id", flat=True))
    assert len(told) == len(set(told))
    assert set(told) == everybody
    recipients = {row.contributor_id: row for row in answer.recipients.all()}
    assert set(recipients) == everybody
    answer.refresh_from_db()
    assert answer.told_count == len(everybody)

    behind = set(insight.evidence.values_list("source_key", flat=True))
    for row in recipients.values():
        shown = words_of(_my_voice(row.contributor))
        assert answer.headline in shown
        message = words_of(_message_page(row.contributor))
        if row.standing in (Standing.QUOTED, Standing.AGREED):
            assert set(row.source_keys) <= behind
            first = Statement.objects.get(uuid=row.source_keys[0].partition(":")[2])
            assert first.text.split("\n")[0][:60] in message
        assert answer.because in message

    peoples = Statement.objects.filter(conversation=policing).exclude(contributor=None)
    everything = [statement.key for statement in peoples]
    assert len(everything) == 24
    assert without_disposition(policing.key, everything) == []

    trail = client.get(f"/answers/{answer.uuid}/", follow=True)
    assert f"/heard/{insight.uuid}/" in trail.content.decode()
    heard = client.get(f"/heard/{insight.uuid}/", follow=True)
    page = words_of(heard)
    for key in behind:
        statement = Statement.objects.get(uuid=key.partition(":")[2])
        assert statement.text.split("\n")[0][:60] in page
    assert str(answer.uuid) in heard.content.decode()
    assert f"/conversation/{policing.uuid}" in heard.content.decode() or "/conversations/policing" in page


def _signed_in_by_code(contributor) -> Client:
    cache.clear()  # the library's shared address is counted
    client = Client()
    response = client.post("/my-voice/open/", {"code": contributor.receipt})
    assert response.status_code == 302, response.status_code
    return client


def _my_voice(contributor):
    return _signed_in_by_code(contributor).get("/my-voice/")


def _message_page(contributor):
    message = Message.objects.get(contributor=contributor, kind="record.answer")
    return _signed_in_by_code(contributor).get(f"/my-voice/messages/{message.uuid}/")
