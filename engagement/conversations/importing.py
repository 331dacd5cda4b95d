"""Bring in a conversation held on Polis: its statements, every vote, and who was not published.

Reads the open data format of The Computational Democracy Project: ``comments.csv`` with ``votes.csv``,
or with ``participants-votes.csv`` where the single votes were not published. 1 is agree, -1 disagree,
0 pass; ``moderated`` -1 was rejected; author 0 is the organisers. Nothing is written where anything
cannot be read.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from civic.pluginkit.events import publish
from civic.residents.models import Contributor
from engagement.conversations import events
from engagement.conversations.enums import Choice, State
from engagement.conversations.launching import create_conversation
from engagement.conversations.models import (
    MAX_STATEMENT,
    Conversation,
    Participation,
    Statement,
    Vote,
    VoteEvent,
)

if TYPE_CHECKING:
    from wagtail.models import Site

CHOICES = {"1": Choice.AGREE, "-1": Choice.DISAGREE, "0": Choice.PASS}
COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
#: Who wrote the organisers' own statements.
ORGANISERS = "0"
_BATCH = 500


class ImportRefused(Exception):
    """A folder cannot be brought in; ``problems`` says what and where, in plain words."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class PolisComment:
    """One statement as published."""

    id: str
    author: str
    text: str
    at: datetime
    rejected: bool


@dataclass(frozen=True, kw_only=True)
class PolisVote:
    """One press as published."""

    comment: str
    voter: str
    choice: Choice
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PolisConversation:
    """What a folder holds, checked: comments by time, votes by time."""

    comments: tuple[PolisComment, ...]
    votes: tuple[PolisVote, ...]


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What came in."""

    conversation: Conversation
    statements: int
    rejected: int
    seeds: int
    people: int
    vote_events: int
    votes: int


def read_polis(folder: Path) -> PolisConversation:
    """Read and check a folder. Raises ``ImportRefused`` with every problem found, at most fifty."""
    problems: list[str] = []
    comments = _read_comments(folder / "comments.csv", problems)
    known = {comment.id: comment for comment in comments}
    if (folder / "votes.csv").exists():
        votes = _read_votes(folder / "votes.csv", known, problems)
    else:
        votes = _read_matrix(folder / "participants-votes.csv", known, problems)
    if not comments and not problems:
        problems.append(_("comments.csv holds no statement."))
    if problems:
        raise ImportRefused(problems[:50])
    return PolisConversation(
        comments=tuple(sorted(comments, key=lambda row: (row.at, int(row.id)))),
        votes=tuple(sorted(votes, key=lambda row: row.at)),
    )


@transaction.atomic
def import_polis(site: "Site", folder: Path, *, question: str, **facts: Any) -> ImportReport:
    """Bring a folder in as a draft conversation of this place; ``facts`` are fields of it.

    Voters become contributors without a name or an address. Raises ``ImportRefused`` where the folder
    cannot be read or came in before.
    """
    source = f"polis:{folder.resolve().name}"
    if Conversation.objects.filter(site=site, source_ref=source).exists():
        raise ImportRefused([_("%(folder)s came in before. Nothing was changed.") % {"folder": folder.name}])
    held = read_polis(folder)
    conversation = create_conversation(
        site, question=question, source_ref=source, **{"opens_at": held.comments[0].at, **facts}
    )
    people = _people(site, held)
    statements = _statements(conversation, held, people)
    last = _votes(held, statements, people)
    since = _since(held)
    Participation.objects.bulk_create(
        [
            Participation(conversation=conversation, contributor=person, since=since[key])
            for key, person in people.items()
        ],
        batch_size=_BATCH,
    )
    rejected = sum(row.rejected for row in held.comments)
    conversation.people_count = len(people)
    conversation.statement_count = len(statements) - rejected
    conversation.save(update_fields=["people_count", "statement_count"])
    publish(events.ConversationImported(site_id=site.pk, conversation_id=conversation.pk))
    return ImportReport(
        conversation=conversation,
        statements=len(statements),
        rejected=rejected,
        seeds=sum(row.author == ORGANISERS for row in held.comments),
        people=len(people),
        vote_events=len(held.votes),
        votes=last,
    )


def _people(site: "Site", held: PolisConversation) -> dict[str, Contributor]:
    """Write everybody who voted or wrote into the record, by their number in the file."""
    authors = (row.author for row in held.comments if row.author != ORGANISERS)
    numbers = sorted({*authors, *(vote.voter for vote in held.votes)}, key=int)
    since = _since(held)
    made = Contributor.objects.bulk_create(
        [Contributor(site=site, created_at=since[number]) for number in numbers], batch_size=_BATCH
    )
    return dict(zip(numbers, made, strict=True))


def _since(held: PolisConversation) -> dict[str, datetime]:
    """Return when each person first did anything."""
    first: dict[str, datetime] = {}
    for who, at in [
        *((row.author, row.at) for row in held.comments),
        *((vote.voter, vote.at) for vote in held.votes),
    ]:
        first[who] = min(first.get(who, at), at)
    return first


@dataclass
class _Counts:
    """What the votes on one statement come to."""

    events: Counter[str] = field(default_factory=Counter)
    last: dict[str, PolisVote] = field(default_factory=dict)


def _statements(
    conversation: Conversation, held: PolisConversation, people: dict[str, Contributor]
) -> dict[str, Statement]:
    counts = _counted(held)
    rows = [_statement(conversation, row, people, counts.get(row.id, _Counts())) for row in held.comments]
    made = Statement.objects.bulk_create(rows, batch_size=_BATCH)
    return {row.source_ref: row for row in made}


def _counted(held: PolisConversation) -> dict[str, _Counts]:
    found: dict[str, _Counts] = {}
    for vote in held.votes:
        counts = found.setdefault(vote.comment, _Counts())
        counts.events[vote.choice] += 1
        counts.last[vote.voter] = vote
    return found


def _statement(
    conversation: Conversation, row: PolisComment, people: dict[str, Contributor], counts: _Counts
) -> Statement:
    now = Counter(vote.choice.value for vote in counts.last.values())
    return Statement(
        site_id=conversation.site_id,
        conversation=conversation,
        contributor=None if row.author == ORGANISERS else people[row.author],
        text=row.text,
        source_ref=row.id,
        state=State.REJECTED if row.rejected else State.PUBLISHED,
        state_reason=_("Not published where it was first said.") if row.rejected else "",
        made_at=row.at,
        agree_count=now["agree"],
        disagree_count=now["disagree"],
        pass_count=now["pass"],
        agree_events=counts.events["agree"],
        disagree_events=counts.events["disagree"],
        pass_events=counts.events["pass"],
    )


def _votes(held: PolisConversation, statements: dict[str, Statement], people: dict[str, Contributor]) -> int:
    """Write every press and each person's last; return how many last votes there are."""
    VoteEvent.objects.bulk_create(
        [
            VoteEvent(
                statement=statements[vote.comment],
                contributor=people[vote.voter],
                choice=vote.choice,
                at=vote.at,
            )
            for vote in held.votes
        ],
        batch_size=_BATCH,
    )
    last = {(vote.comment, vote.voter): vote for vote in held.votes}
    Vote.objects.bulk_create(
        [
            Vote(statement=statements[comment], contributor=people[voter], choice=vote.choice, at=vote.at)
            for (comment, voter), vote in last.items()
        ],
        batch_size=_BATCH,
    )
    return len(last)


def _read_comments(file: Path, problems: list[str]) -> list[PolisComment]:
    found: dict[str, PolisComment] = {}
    for line, row in _rows(file, COMMENT_COLUMNS, problems):
        text = " ".join(row["comment-body"].replace("\x00", "").split())
        at = _moment(row["timestamp"])
        wrong = (
            at is None
            or not _is_number(row["comment-id"])
            or not _is_number(row["author-id"])
            or row["moderated"] not in ("-1", "0", "1")
            or not text
            or len(text) > MAX_STATEMENT
            or row["comment-id"] in found
        )
        if wrong or at is None:
            problems.append(_("comments.csv, line %(line)s: not a statement we can read.") % {"line": line})
            continue
        found[row["comment-id"]] = PolisComment(
            id=row["comment-id"],
            author=row["author-id"],
            text=text,
            at=at,
            rejected=row["moderated"] == "-1",
        )
    return list(found.values())


def _read_votes(file: Path, known: dict[str, PolisComment], problems: list[str]) -> list[PolisVote]:
    found = []
    for line, row in _rows(file, VOTE_COLUMNS, problems):
        at, choice = _moment(row["timestamp"]), CHOICES.get(row["vote"])
        if at is None or choice is None or row["comment-id"] not in known or not _is_number(row["voter-id"]):
            problems.append(_("votes.csv, line %(line)s: not a vote we can read.") % {"line": line})
            continue
        found.append(PolisVote(comment=row["comment-id"], voter=row["voter-id"], choice=choice, at=at))
    return found


def _read_matrix(file: Path, known: dict[str, PolisComment], problems: list[str]) -> list[PolisVote]:
    """Read one row a person and one column a statement: last votes only, timed as the statement."""
    found = []
    for line, row in _rows(file, ("participant",), problems):
        for comment in known.values():
            cell = row.get(comment.id, "")
            if not cell:
                continue
            if cell not in CHOICES or not _is_number(row["participant"]):
                problems.append(
                    _("participants-votes.csv, line %(line)s: not a vote we can read.") % {"line": line}
                )
                break
            found.append(
                PolisVote(comment=comment.id, voter=row["participant"], choice=CHOICES[cell], at=comment.at)
            )
    return found


def _rows(file: Path, columns: tuple[str, ...], problems: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield rows with their line numbers; what is wrong with the file itself becomes a problem."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, restval="")
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                problems.append(
                    _("%(file)s: no column called %(names)s.")
                    % {"file": file.name, "names": ", ".join(missing)}
                )
                return
            for row in reader:
                yield reader.line_num, {key: value for key, value in row.items() if isinstance(value, str)}
    except OSError:
        problems.append(_("%(file)s: not there, or not readable.") % {"file": file.name})
    except (UnicodeDecodeError, csv.Error):
        problems.append(_("%(file)s: not a CSV file in UTF-8.") % {"file": file.name})


def _moment(milliseconds: str) -> datetime | None:
    if not _is_number(milliseconds) or len(milliseconds) > 14:
        return None
    return datetime.fromtimestamp(int(milliseconds) / 1000, tz=UTC)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
