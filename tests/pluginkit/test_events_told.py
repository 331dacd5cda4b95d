"""Every event there is, told once by the service that makes it true, with the ids it promises."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from assets_register import services as assets
from assets_register.enums import AssetStatus
from assets_register.models import Asset
from civic.pluginkit.reference import events
from civic.record import services as record
from civic.tasks.models import QueuedTask
from engagement.conversations import importing, launching, services, statements
from engagement.projects import services as projects
from engagement.projects.enums import ProjectStatus
from tests.factories.assets import AssetFactory
from tests.factories.conversations import make_conversation, propose, say
from tests.factories.projects import ProjectFactory, SessionFactory
from tests.factories.residents import ContributorFactory, UserFactory

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1500000000000,then,0,0,1,0,1,Open in the evening
"""
VOTES = "timestamp,datetime,comment-id,voter-id,vote\n1500000000000,then,0,0,1\n"
BECAUSE = {"outcome": "partly", "headline": "Open until eight", "because": "There is money for one evening."}


def insight(site):
    said = say(make_conversation(site))
    return record.record_insight(
        site, subject_key=said.conversation.key, title="What we heard", evidence=[said.key]
    )


def answer(site):
    return record.publish_answer(
        site, insights=[insight(site)], owner_key="testing.board:1", owner_name="The board", **BECAUSE
    )


def correct(site):
    record.correct_answer(
        answer(site),
        **BECAUSE,
        what_changes="",
        what_does_not="",
        look_again_on=None,
        correction_note="Tuesdays.",
    )


def promise(site):
    due = timezone.localdate() + timedelta(days=9)
    record.promise_answer(insight(site), owner_key="testing.board:1", owner_name="The board", due_on=due)


def draft_assets(site):
    AssetFactory(site=site, status=AssetStatus.DRAFT)
    return Asset.objects.filter(site=site)


def held(site):
    return say(make_conversation(site, hold_posts=True))


def own(site):
    said = say(make_conversation(site))
    return said, said.contributor


def hidden(site):
    said, _person = own(site)
    services.hide_contribution(said, reason="A phone number")
    return said


def import_one(site, folder):
    (folder / "comments.csv").write_text(COMMENTS)
    (folder / "votes.csv").write_text(VOTES)
    importing.import_polis(site, folder, question="When should it open?")


#: What makes each event true, in a place.
MAKERS = {
    "assets_register.events.AssetsChanged": lambda site, _: assets.save_asset(AssetFactory(site=site)),
    "assets_register.events.AssetsConfirmed": lambda site, _: assets.confirm_asset(
        AssetFactory(site=site), by=UserFactory()
    ),
    "assets_register.events.AssetsPublished": lambda site, _: assets.publish_assets(
        draft_assets(site), by=None
    ),
    "civic.record.events.AnswerCorrected": lambda site, _: correct(site),
    "civic.record.events.AnswerPromised": lambda site, _: promise(site),
    "civic.record.events.AnswerPublished": lambda site, _: answer(site),
    "civic.record.events.InsightRecorded": lambda site, _: insight(site),
    "civic.record.events.InsightReworded": lambda site, _: record.reword_insight(
        insight(site), title="In better words", summary="", why="Clearer"
    ),
    "engagement.conversations.events.ContributionEdited": lambda site, _: services.edit_contribution(
        *own(site), "Better words"
    ),
    "engagement.conversations.events.ContributionErased": lambda site, _: services.erase_contribution(
        own(site)[0]
    ),
    "engagement.conversations.events.ContributionHeld": lambda site, _: held(site),
    "engagement.conversations.events.ContributionHidden": lambda site, _: hidden(site),
    "engagement.conversations.events.ContributionPosted": lambda site, _: services.release_contribution(
        held(site)
    ),
    "engagement.conversations.events.ContributionRejected": lambda site, _: services.reject_contribution(
        held(site), reason="A phone number"
    ),
    "engagement.conversations.events.ContributionRestored": lambda site, _: services.restore_contribution(
        hidden(site)
    ),
    "engagement.conversations.events.ContributionWithdrawn": lambda site, _: services.withdraw_contribution(
        *own(site)
    ),
    "engagement.conversations.events.ConversationClosed": lambda site, _: launching.close_conversation(
        make_conversation(site)
    ),
    "engagement.conversations.events.ConversationImported": import_one,
    "engagement.conversations.events.ConversationOpened": lambda site, _: make_conversation(site),
    "engagement.conversations.events.StatementHidden": lambda site, _: statements.hide_statement(
        propose(make_conversation(site)), reason="A phone number"
    ),
    "engagement.conversations.events.StatementPublished": lambda site, _: propose(make_conversation(site)),
    "engagement.conversations.events.VoteCast": lambda site, _: statements.vote(
        propose(make_conversation(site)), ContributorFactory(site=site), "agree"
    ),
    "engagement.projects.events.PersonComing": lambda site, _: projects.say_coming(
        SessionFactory(project=ProjectFactory(site=site)), ContributorFactory(site=site)
    ),
    "engagement.projects.events.ProjectPublished": lambda site, _: projects.publish_project(
        ProjectFactory(site=site, status=ProjectStatus.DRAFT)
    ),
    "engagement.projects.events.SessionCancelled": lambda site, _: projects.cancel_session(
        SessionFactory(project=ProjectFactory(site=site)), why="The roof leaks"
    ),
    "engagement.projects.events.StartWished": lambda site, _: projects.wish_to_start(
        site, ContributorFactory(site=site), idea="A repair table"
    ),
}


def test_every_event_has_its_maker():
    assert sorted(MAKERS) == [entry.name for entry in events()], "a new event needs a line above"


@pytest.mark.parametrize("event", events(), ids=lambda event: event.name.rpartition(".")[2])
def test_event_is_told_once_with_its_ids_and_its_place(event, site, other_site, tmp_path):
    make_conversation(other_site)
    QueuedTask.objects.all().delete()
    MAKERS[event.name](site, tmp_path)
    told = [json.loads(row.arguments) for row in QueuedTask.objects.filter(name__endswith=".deliver_event")]
    (payload,) = [one["payload"] for one in told if one["name"] == event.name.replace(".events.", ".")]
    assert payload["site_id"] == site.pk
    assert set(payload) == {"site_id", *event.given.split(", ")}
    assert all(payload.values()), "every id is there"
