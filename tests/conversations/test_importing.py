"""Polis conversations as published: counts reproduced, nothing half imported."""

import csv
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from civic.record.sources import participants_of, resolve_words
from civic.residents.models import Contributor
from engagement.conversations.enums import State
from engagement.conversations.importing import ImportRefused, import_polis
from engagement.conversations.launching import open_conversation
from engagement.conversations.models import Conversation, Participation, Statement, Vote, VoteEvent
from tests.factories.conversations import READY

QUESTION = "What is the best way to engage more young people in local scrutiny of policing?"


def published(folder):
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        return {row["comment-id"]: row for row in csv.DictReader(file)}


def counted(conversation):
    return {
        row.source_ref: (row.agree_events, row.disagree_events)
        for row in Statement.objects.filter(conversation=conversation)
    }


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "statements", "rejected", "seeds", "people", "events", "votes"),
    [
        ("london.youth.policing", 39, 3, 15, 26, 640, 638),
        ("scoop-hivemind.affordable-housing", 165, 46, 54, 381, 15076, 14995),
    ],
)
def test_every_vote_event_reproduces_the_published_counts(
    site, data_folder, name, statements, rejected, seeds, people, events, votes
):
    folder = data_folder / "polis" / name
    report = import_polis(site, folder, question=QUESTION)
    rows = published(folder)
    assert counted(report.conversation) == {
        key: (int(row["agrees"]), int(row["disagrees"])) for key, row in rows.items()
    }
    assert (report.statements, report.rejected, report.people) == (statements, rejected, people)
    assert (report.seeds, report.vote_events, report.votes) == (seeds, events, votes)
    conversation = Conversation.objects.get()
    assert conversation.people_count == Participation.objects.count() == Contributor.objects.count() == people
    assert conversation.statement_count == statements - rejected
    assert (VoteEvent.objects.count(), Vote.objects.count()) == (events, votes)
    assert Statement.objects.filter(contributor=None).count() == seeds


@pytest.mark.data
def test_last_votes_are_what_the_site_shows(site, data_folder):
    import_polis(site, data_folder / "polis" / "london.youth.policing", question=QUESTION)
    for statement in Statement.objects.all():
        for choice in ("agree", "disagree", "pass"):
            last = Vote.objects.filter(statement=statement, choice=choice).count()
            assert getattr(statement, f"{choice}_count") == last
    for vote in Vote.objects.all():
        events = VoteEvent.objects.filter(statement=vote.statement_id, contributor=vote.contributor_id)
        assert events.order_by("at", "pk").last().choice == vote.choice


@pytest.mark.data
def test_rejected_statements_are_known_and_shown_nowhere(site, data_folder, client):
    report = import_polis(
        site, data_folder / "polis" / "london.youth.policing", question=QUESTION, **READY,
        answer_by="2030-01-01",
    )  # fmt: skip
    conversation = open_conversation(report.conversation)
    rejected = Statement.objects.filter(state=State.REJECTED)
    assert rejected.count() == 3
    list_address = reverse("conversations:statements", args=[conversation.uuid])
    pages = [
        client.get(reverse("conversations:conversation", args=[conversation.uuid])),
        client.get(list_address),
        client.get(f"{list_address}?page=2"),
        *(client.get(reverse("conversations:statement", args=[row.uuid]), follow=True) for row in rejected),
    ]
    shown = "".join(page.content.decode() for page in pages)
    from django.utils.html import escape

    for row in rejected:
        assert escape(row.text) not in shown
        assert (
            client.post(reverse("conversations:vote", args=[row.uuid]), {"choice": "agree"}).status_code
            == 404
        )
    for row in Statement.objects.filter(state=State.PUBLISHED):
        assert escape(row.text) in shown
    words = resolve_words([row.key for row in rejected])
    assert [(item.text, item.state) for item in words.values()] == [("", "rejected")] * 3


@pytest.mark.data
def test_organisers_are_nobody_among_those_who_took_part(site, data_folder):
    report = import_polis(site, data_folder / "polis" / "london.youth.policing", question=QUESTION)
    people = participants_of(report.conversation.key)
    assert len(people) == 26
    seeds = {row.key for row in Statement.objects.filter(contributor=None)}
    assert len(seeds) == 15
    assert not seeds & {key for person in people for key in person.said}
    assert sum(len(person.said) for person in people) == 24
    assert sum(len(person.agreed) for person in people) == Vote.objects.filter(choice="agree").count()


@pytest.mark.data
def test_command_says_what_came_in_and_comes_in_once(site, data_folder, capsys):
    folder = data_folder / "polis" / "london.youth.policing"
    call_command("import_polis", folder, site="testserver", question=QUESTION)
    assert "39 statements: 36 shown, 3 rejected, 15 of them the organisers' own. 26 people" in (
        capsys.readouterr().out
    )
    with pytest.raises(CommandError, match="came in before"):
        call_command("import_polis", folder, site="testserver", question=QUESTION)
    assert (Conversation.objects.count(), Contributor.objects.count()) == (1, 26)


@pytest.mark.data
@pytest.mark.parametrize("broken", ["bytes", "column", "vote", "unknown", "gone"])
def test_nothing_is_half_imported(site, data_folder, tmp_path, broken):
    folder = tmp_path / "copy"
    shutil.copytree(data_folder / "polis" / "london.youth.policing", folder)
    for file in [folder, *folder.iterdir()]:
        file.chmod(0o755)
    votes = folder / "votes.csv"
    text = votes.read_text()
    said = {
        "bytes": "not a CSV file in UTF-8",
        "column": "no column called voter-id",
        "vote": "line 641: not a vote we can read",
        "unknown": "line 641: not a vote we can read",
        "gone": "comments.csv: not there",
    }[broken]
    if broken == "bytes":
        votes.write_bytes(text.encode() + b"1658933760180,x,1,1,\xff\n")
    elif broken == "column":
        votes.write_text(text.replace("voter-id", "voter"))
    elif broken == "gone":
        (folder / "comments.csv").unlink()
    else:
        lines = text.splitlines()
        lines[-1] = "1658933760180,x,1,1,7" if broken == "vote" else "1658933760180,x,999,1,1"
        votes.write_text("\n".join(lines) + "\n")
    with pytest.raises(ImportRefused, match=said):
        import_polis(site, folder, question=QUESTION)
    assert not Conversation.objects.exists()
    assert not Contributor.objects.exists()


@pytest.mark.data
def test_matrix_is_read_where_single_votes_were_not_published(site, data_folder, tmp_path):
    """The first 150 of the 2,031 people: every row is read alike, and all of them take a minute."""
    folder = data_folder / "polis" / "american-assembly.bowling-green"
    for name in ("comments.csv", "summary.csv"):
        shutil.copy(folder / name, tmp_path)
    lines = (folder / "participants-votes.csv").read_text().splitlines(keepends=True)[:151]
    (tmp_path / "participants-votes.csv").write_text("".join(lines))
    rows = list(csv.DictReader(lines))
    people = {row["participant"] for row in rows} | {row["author-id"] for row in published(folder).values()}
    report = import_polis(site, tmp_path, question="What should change?")
    assert (report.statements, report.people) == (896, len(people))
    assert report.votes == sum(int(row["n-votes"]) for row in rows)
