"""What the record, the search box and "My voice" are told about conversations."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic.pages.finds import Find
from civic.places.keys import real_uuids
from civic.record.enums import WordsState
from civic.record.sources import Participant, Subject, Words, split_key
from civic.record.voices import VoiceItem
from engagement.conversations import services, statements
from engagement.conversations.enums import Choice, SaidHow, State
from engagement.conversations.models import (
    Contribution,
    Conversation,
    Given,
    HeldName,
    HiddenName,
    Nod,
    ReadMark,
    Statement,
    SummaryCheck,
    Vote,
)

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import Contributor

_GONE = (State.ERASED,)


def why_not(state: str, reason: str) -> str:
    """Return in plain words why words are not shown; empty where they are."""
    said = {
        State.HELD: _("A person still has to read it."),
        State.HIDDEN: _("A moderator hid it."),
        State.REJECTED: _("A moderator did not publish it."),
        State.WITHDRAWN: _("The person who said it took it back."),
        State.ERASED: _("It was erased."),
    }.get(State(state), "")
    if not reason or state not in (State.HIDDEN, State.REJECTED):
        return said
    because = str(_(reason))
    return f"{said} {because}" if because.endswith((".", "!", "?")) else f"{said} {because}."


def how_said(contribution: Contribution) -> str:
    """Return how something was said where that was not online: "on paper, Cinder Hill Library"."""
    if contribution.said_how == SaidHow.ONLINE:
        return ""
    how = contribution.get_said_how_display()
    return f"{how}, {contribution.said_where}" if contribution.said_where else how


class ContributionEvidence:
    """Resolves ``conversations.contribution:<uuid>`` in one query."""

    kind = "conversations.contribution"

    def words(self, ids: Sequence[str]) -> Mapping[str, Words]:
        """Return what was said, by uuid, as it may be shown now."""
        rows = Contribution.objects.filter(uuid__in=real_uuids(ids)).select_related(
            "contributor", "conversation"
        )
        return {str(row.uuid): self._words(row) for row in rows}

    def _words(self, row: Contribution) -> Words:
        shown = row.state == State.PUBLISHED
        return Words(
            key=row.key,
            subject_key=row.conversation.key,
            contributor_id=row.contributor_id,
            text=row.text if shown else "",
            own_text="" if row.state in _GONE else row.text,
            state=WordsState(row.state),
            why_not=why_not(row.state, row.state_reason),
            who=row.contributor.shown_name,
            how=how_said(row),
            said_at=row.said_at,
            url=reverse("conversations:contribution", args=[row.uuid]) if row.number is not None else "",
            agreed_count=row.nod_count,
        )


class StatementEvidence:
    """Resolves ``conversations.statement:<uuid>`` in one query."""

    kind = "conversations.statement"

    def words(self, ids: Sequence[str]) -> Mapping[str, Words]:
        """Return statements, by uuid, as they may be shown now."""
        rows = Statement.objects.filter(uuid__in=real_uuids(ids)).select_related(
            "contributor", "conversation"
        )
        return {str(row.uuid): self._words(row) for row in rows}

    def _words(self, row: Statement) -> Words:
        shown = row.state == State.PUBLISHED
        address = reverse("conversations:statement", args=[row.uuid])
        return Words(
            key=row.key,
            subject_key=row.conversation.key,
            contributor_id=row.contributor_id,
            text=row.text if shown else "",
            own_text="" if row.state in _GONE else row.text,
            state=WordsState(row.state),
            why_not=why_not(row.state, row.state_reason),
            who=row.contributor.shown_name if row.contributor else _("The organisers"),
            said_at=row.made_at,
            url=address if shown else "",
            agreed_count=row.agree_count,
        )


class ConversationSubject:
    """Resolves ``conversations.conversation:<uuid>`` and knows who took part there."""

    kind = "conversations.conversation"

    def subjects(self, ids: Sequence[str]) -> Mapping[str, Subject]:
        """Return conversations by uuid, whatever their status."""
        rows = Conversation.objects.filter(uuid__in=real_uuids(ids))
        return {
            str(row.uuid): Subject(
                key=row.key,
                title=row.question,
                url=reverse("conversations:conversation", args=[row.uuid]),
            )
            for row in rows
        }

    def participants(self, id: str) -> Sequence[Participant]:
        """Return everybody who said, nodded or voted there, once each, in five queries."""
        conversation = Conversation.objects.filter(uuid__in=real_uuids([id])).first()
        if conversation is None:
            return ()
        people: dict[int, tuple[list[str], list[str]]] = {
            pk: ([], [])
            for pk in conversation.participations.order_by("pk").values_list("contributor_id", flat=True)
        }
        for key, said_by in _keys_said(conversation):
            people.setdefault(said_by, ([], []))[0].append(key)
        for key, agreed_by in _keys_agreed(conversation):
            people.setdefault(agreed_by, ([], []))[1].append(key)
        return [
            Participant(contributor_id=pk, said=tuple(said), agreed=tuple(agreed))
            for pk, (said, agreed) in people.items()
        ]


def _keys_said(conversation: Conversation) -> list[tuple[str, int]]:
    contributions = Contribution.objects.filter(conversation=conversation, move="").order_by("pk")
    proposed = Statement.objects.filter(conversation=conversation, contributor__isnull=False).order_by("pk")
    return [
        (f"{ContributionEvidence.kind}:{uuid}", person)
        for uuid, person in contributions.values_list("uuid", "contributor_id")
    ] + [
        (f"{StatementEvidence.kind}:{uuid}", person)
        for uuid, person in proposed.values_list("uuid", "contributor_id")
        if person is not None
    ]


def _keys_agreed(conversation: Conversation) -> list[tuple[str, int]]:
    nods = Nod.objects.filter(contribution__conversation=conversation).order_by("pk")
    votes = Vote.objects.filter(statement__conversation=conversation, choice=Choice.AGREE).order_by("pk")
    return [
        (f"{ContributionEvidence.kind}:{uuid}", person)
        for uuid, person in nods.values_list("contribution__uuid", "contributor_id")
    ] + [
        (f"{StatementEvidence.kind}:{uuid}", person)
        for uuid, person in votes.values_list("statement__uuid", "contributor_id")
    ]


class ConversationVoice:
    """What one person said, proposed, voted and agreed with."""

    def voice(self, contributor: "Contributor") -> Sequence[VoiceItem]:
        """Return it, newest first, in seven queries."""
        items = [
            *self._said(contributor),
            *self._proposed(contributor),
            *self._agreed(contributor),
            *self._checked(contributor),
            *self._answered(contributor),
        ]
        return sorted(items, key=lambda item: item.when, reverse=True)

    def _said(self, contributor: "Contributor") -> list[VoiceItem]:
        rows = Contribution.objects.filter(contributor=contributor).select_related(
            "conversation", "panel_reply__member"
        )
        rows = rows.prefetch_related("versions")
        return [
            VoiceItem(
                key=row.key,
                subject_key=row.conversation.key,
                what=_("You said"),
                text=row.text,
                when=row.said_at,
                url=reverse("conversations:contribution", args=[row.uuid]),
                state=why_not(row.state, row.state_reason),
                edit_url=_own_address(row, State.PUBLISHED, State.HELD),
                withdraw_url=_own_address(row, State.PUBLISHED, State.HELD, State.HIDDEN),
                put_back_url=_own_address(row, State.WITHDRAWN),
                details=_stands_with(row)
                + _panel_said(row)
                + tuple(
                    _("Before it was changed: %(words)s") % {"words": version.text}
                    for version in row.versions.all()
                    if version.text
                ),
            )
            for row in rows
        ]

    def _proposed(self, contributor: "Contributor") -> list[VoiceItem]:
        rows = Statement.objects.filter(contributor=contributor).select_related("conversation")
        return [
            VoiceItem(
                key=row.key,
                subject_key=row.conversation.key,
                what=_("You added a statement"),
                text=row.text,
                when=row.made_at,
                url=reverse("conversations:statement", args=[row.uuid]),
                state=why_not(row.state, row.state_reason),
                can_take_back=row.state in (State.PUBLISHED, State.HELD),
            )
            for row in rows
        ]

    def _agreed(self, contributor: "Contributor") -> list[VoiceItem]:
        nods = Nod.objects.filter(
            contributor=contributor, contribution__state=State.PUBLISHED
        ).select_related("contribution__conversation")
        votes = Vote.objects.filter(contributor=contributor).select_related("statement__conversation")
        items = [
            VoiceItem(
                key=nod.contribution.key,
                subject_key=nod.contribution.conversation.key,
                what=_("You agreed with"),
                text=nod.contribution.text,
                when=nod.at,
                url=reverse("conversations:contribution", args=[nod.contribution.uuid]),
            )
            for nod in nods
        ]
        grouped: dict[int, list[Vote]] = {}
        for vote in votes.order_by("at"):
            grouped.setdefault(vote.statement.conversation_id, []).append(vote)
        return items + [_voted(cast) for cast in grouped.values()]

    def _checked(self, contributor: "Contributor") -> list[VoiceItem]:
        rows = SummaryCheck.objects.filter(contributor=contributor).select_related("summary__conversation")
        became = {True: _("Taken in."), False: _("Not taken in.")}
        return [
            VoiceItem(
                key=row.summary.key,
                subject_key=row.summary.conversation.key,
                what=_("You said that what we heard is right")
                if row.is_right
                else _("You said what is missing"),
                text=row.missing,
                when=row.at,
                url=reverse("conversations:summary", args=[row.summary.uuid]),
                details=(f"{became[row.taken_in]} {row.reply}".strip(),) if row.taken_in is not None else (),
            )
            for row in rows
        ]

    def _answered(self, contributor: "Contributor") -> list[VoiceItem]:
        """Return one line for all that was chosen in a round; words of one's own are said beside it."""
        rows = Given.objects.filter(contributor=contributor, contribution=None).order_by("at", "pk")
        rows = rows.select_related("question__round__conversation").prefetch_related("picked")
        grouped: dict[int, list[Given]] = {}
        for row in rows:
            grouped.setdefault(row.question.round_id, []).append(row)
        return [_chose(given) for given in grouped.values()]

    def take_back(self, contributor: "Contributor", key: str) -> bool:
        """Take back a statement somebody added; its votes stay in the record."""
        kind, id_ = split_key(key)
        if kind != StatementEvidence.kind:
            return False
        mine = Statement.objects.filter(uuid__in=real_uuids([id_]), contributor=contributor).first()
        if mine is None or mine.state not in (State.PUBLISHED, State.HELD):
            return False
        statements.withdraw_statement(mine, contributor)
        return True

    def put_back(self, contributor: "Contributor", key: str) -> bool:
        """Return False: words taken back are put back on their own page, statements are added anew."""
        return False

    def erase(self, contributor: "Contributor") -> None:
        """Remove the words and the names; nods and votes stay, as numbers."""
        for contribution in Contribution.objects.filter(contributor=contributor).order_by("pk"):
            services.erase_contribution(contribution)
        for statement in Statement.objects.filter(contributor=contributor).order_by("pk"):
            statements.erase_statement(statement)
        SummaryCheck.objects.filter(contributor=contributor).update(missing="", reply="", taken_in=True)
        HiddenName.objects.filter(contributor=contributor).delete()
        HeldName.objects.filter(contributor=contributor).delete()
        ReadMark.objects.filter(contributor=contributor).delete()


def _panel_said(row: Contribution) -> tuple[str, ...]:
    """Say in "My voice" what became of a question to the panel."""
    reply = getattr(row, "panel_reply", None) if row.panel_state else None
    if reply is None:
        return ()
    said = row.panel_said
    return (f"{reply.get_outcome_display()}: {said}" if said else str(reply.get_outcome_display()),)


def _stands_with(row: Contribution) -> tuple[str, ...]:
    """Say in "My voice" that words stand together with others'."""
    if not row.merged_into_id and not row.merged_count:
        return ()
    return (_("It stands together with what others said that is the same."),)


def _own_address(row: Contribution, *states: State) -> str:
    return reverse("conversations:mine", args=[row.uuid]) if row.state in states else ""


def _voted(cast: list[Vote]) -> VoiceItem:
    """Return one line for all of a person's votes in one conversation."""
    conversation = cast[-1].statement.conversation
    return VoiceItem(
        key=conversation.key,
        subject_key=conversation.key,
        what=ngettext("You voted on %(n)s statement", "You voted on %(n)s statements", len(cast))
        % {"n": len(cast)},
        text=conversation.question,
        when=cast[-1].at,
        url=reverse("conversations:statements", args=[conversation.uuid]),
        details=tuple(
            f"{vote.get_choice_display()}: {vote.statement.text}"
            for vote in cast
            if vote.statement.state == State.PUBLISHED
        ),
    )


def _chose(given: list[Given]) -> VoiceItem:
    """Return one line for all of a person's choices in one round."""
    stage = given[-1].question.round
    return VoiceItem(
        key=stage.conversation.key,
        subject_key=stage.conversation.key,
        what=ngettext("You answered %(n)s question", "You answered %(n)s questions", len(given))
        % {"n": len(given)},
        text=stage.title,
        when=given[-1].at,
        url=reverse("conversations:conversation", args=[stage.conversation.uuid]),
        details=tuple(f"{one.question.text} {one.in_words}" for one in given),
    )


def find_conversations(site: "Site", text: str, limit: int) -> Sequence[Find]:
    """Return the conversations of a place whose question or introduction has every word typed."""
    rows = Conversation.objects.filter(site=site).public()
    for word in text.split()[:6]:
        rows = rows.filter(question__icontains=word) | rows.filter(intro__icontains=word)
    return [
        Find(
            title=row.question,
            url=reverse("conversations:conversation", args=[row.uuid]),
            detail=ngettext("%(n)s person has taken part", "%(n)s people have taken part", row.people_count)
            % {"n": row.people_count},
        )
        for row in rows[:limit]
    ]
