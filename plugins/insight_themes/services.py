"""Writes: work themes out, name them, turn one into a finding, give the rest their reason."""

from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from civic.record.enums import NotUsed, WordsState
from civic.record.models import Insight
from civic.record.selectors import without_disposition
from civic.record.services import dispose, record_insight
from engagement.conversations.models import Conversation
from plugins.insight_themes.models import Theme, ThemeItem, ThemeRun
from plugins.insight_themes.selectors import SaidText, everything_said, not_placed, shown_texts
from plugins.insight_themes.sorting import (
    SMALLEST_THEME,
    Found,
    name_of,
    sort_into_themes,
    telling_words_in,
)

if TYPE_CHECKING:
    from civic.residents.models import User

MADE_WITH = "insight_themes"
#: A new theme is an old one where it holds at least this share of what the old one held.
SAME_SHARE = 0.5

#: The reason words in a state get when nobody gave another.
REASON_BY_STATE = {
    WordsState.REJECTED: NotUsed.NOT_PUBLISHED,
    WordsState.HIDDEN: NotUsed.NOT_PUBLISHED,
    WordsState.WITHDRAWN: NotUsed.WITHDRAWN,
    WordsState.ERASED: NotUsed.WITHDRAWN,
}


def work_out(conversation_id: int) -> ThemeRun | None:
    """Work out a conversation's themes anew; themes that persist keep their address and their name.

    Returns None where there is no such conversation.
    """
    conversation = Conversation.objects.filter(pk=conversation_id).first()
    if conversation is None:
        return None
    texts = shown_texts(conversation)
    found = sort_into_themes([text.text for text in texts])
    return _keep(conversation, texts, found)


@transaction.atomic
def _keep(conversation: Conversation, texts: Sequence[SaidText], found: Sequence[Found]) -> ThemeRun:
    key = conversation.key
    run, _made = ThemeRun.objects.select_for_update().get_or_create(
        subject_key=key, defaults={"site_id": conversation.site_id}
    )
    members = [[texts[position] for position in theme.members] for theme in found]
    old = list(Theme.objects.filter(subject_key=key).prefetch_related("items"))
    same = _matched(old, [{text.key for text in some} for some in members])
    named = _named(old, set(same.values()), texts)
    theirs = {text.key for _theme, some in named for text in some}
    ThemeItem.objects.filter(subject_key=key).delete()
    placed = 0
    for number, theme in enumerate(found):
        some = [text for text in members[number] if text.key not in theirs]
        if number in same or len(some) >= SMALLEST_THEME:
            kept = same.pop(number, None) or Theme(site_id=conversation.site_id, subject_key=key)
            _write(kept, theme.words, some)
            old = [one for one in old if one != kept]
            placed += len(some)
    for one, some in named:
        _write(one, telling_words_in(one.words, [text.text for text in some]), some)
        placed += len(some)
    gone = {one.pk for one in old} - {one.pk for one, _some in named}
    Theme.objects.filter(pk__in=gone).delete()
    run.worked_out_at = timezone.now()
    run.said_count = len(texts)
    run.people_count = _people(texts)
    run.loose_count = len(texts) - placed
    run.save()
    return run


def _people(texts: Iterable[SaidText]) -> int:
    return len({text.contributor_id for text in texts if text.contributor_id is not None})


def _named(
    old: Sequence[Theme], continued: Container[Theme], texts: Sequence[SaidText]
) -> list[tuple[Theme, list[SaidText]]]:
    """Return the themes a person named that nothing new continues, each with what it still holds.

    A name is somebody's work: it goes only when nothing it named is shown any more.
    """
    shown = {text.key: text for text in texts}
    found = []
    for theme in old:
        if theme.renamed and theme not in continued:
            some = [shown[item.source_key] for item in theme.items.all() if item.source_key in shown]
            if some:
                found.append((theme, some))
    return found


def _write(theme: Theme, words: Sequence[str], members: Sequence[SaidText]) -> None:
    theme.words = list(words)
    if not theme.renamed:
        theme.name = name_of(words)
    theme.item_count, theme.people_count = len(members), _people(members)
    theme.save()
    ThemeItem.objects.bulk_create(
        ThemeItem(theme=theme, subject_key=theme.subject_key, source_key=text.key, position=number)
        for number, text in enumerate(members)
    )


def _matched(old: Sequence[Theme], new: Sequence[set[str]]) -> dict[int, Theme]:
    """Return which old theme each new one continues: by what they share, those with a name first."""
    pairs = []
    for theme in old:
        held = {item.source_key for item in theme.items.all()}
        for number, keys in enumerate(new):
            share = len(held & keys) / len(held) if held else 0.0
            if share >= SAME_SHARE:
                pairs.append((not theme.renamed, -share, theme.pk, number, theme))
    same: dict[int, Theme] = {}
    for _unnamed, _share, _pk, number, theme in sorted(pairs, key=lambda pair: pair[:4]):
        if number not in same and theme not in same.values():
            same[number] = theme
    return same


def rename_theme(theme: Theme, name: str) -> Theme:
    """Name a theme in a person's words. An empty name gives it back its telling words."""
    theme.renamed = bool(name.strip())
    theme.name = name.strip()[:160] or name_of(theme.words)
    theme.save(update_fields=["name", "renamed"])
    return theme


@transaction.atomic
def make_insight(theme: Theme, *, title: str, summary: str, evidence: Sequence[str], by: "User") -> Insight:
    """Turn a theme, or what of it was chosen, into something we heard.

    Raises ``ValueError`` where nothing is chosen or something was not said in this conversation.
    """
    insight = record_insight(
        theme.site,
        subject_key=theme.subject_key,
        title=title,
        summary=summary,
        evidence=evidence,
        by=by,
        made_with=MADE_WITH,
    )
    theme.insight = insight
    theme.save(update_fields=["insight"])
    return insight


@transaction.atomic
def give_reason(
    conversation: Conversation, keys: Iterable[str], *, reason: str, note: str, by: "User"
) -> int:
    """Give words that became part of nothing their reason; what is placed already stays. Returns how many.

    Raises ``ValueError`` for an unknown reason.
    """
    ours = set(everything_said(conversation))
    open_keys = without_disposition(conversation.key, [key for key in keys if key in ours])
    return dispose(
        conversation.site,
        source_keys=open_keys,
        subject_key=conversation.key,
        reason=NotUsed(reason).value,
        note=note,
        by=by,
    )


def place_unpublished(conversation: Conversation, *, by: "User") -> int:
    """Give what was not published, and what people took back, that reason. Returns how many."""
    placed = 0
    waiting = not_placed(conversation)
    for reason in (NotUsed.NOT_PUBLISHED, NotUsed.WITHDRAWN):
        keys = [words.key for words in waiting if REASON_BY_STATE.get(words.state) == reason]
        placed += give_reason(conversation, keys, reason=reason, note="", by=by)
    return placed
