"""Reads: what was said, its themes, and what has not been placed yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from civic.record.enums import WordsState
from civic.record.selectors import without_disposition
from civic.record.sources import Words, participants_of, resolve_words
from engagement.conversations.enums import State
from engagement.conversations.models import Contribution, Conversation, Statement
from plugins.insight_themes.models import Theme, ThemeItem, ThemeRun
from plugins.insight_themes.sorting import name_of, telling_words_in

if TYPE_CHECKING:
    from wagtail.models import Site

#: How many of a theme's words its listing shows, and how many are on one page of them.
QUOTED = 2
PAGE_SIZE = 30


@dataclass(frozen=True, kw_only=True)
class SaidText:
    """One thing to sort: its key, its words, and who said it (None for the organisers)."""

    key: str
    text: str
    contributor_id: int | None


def shown_texts(conversation: Conversation) -> list[SaidText]:
    """Return everything shown in a conversation, contributions and statements, oldest first."""
    said = Contribution.objects.filter(conversation=conversation, state=State.PUBLISHED, move="")
    statements = Statement.objects.filter(conversation=conversation, state=State.PUBLISHED)
    rows: list[Contribution | Statement] = [*said, *statements]
    rows.sort(key=_when)
    return [SaidText(key=row.key, text=row.text, contributor_id=row.contributor_id) for row in rows]


def _when(row: Contribution | Statement) -> tuple[float, int]:
    at = row.said_at if isinstance(row, Contribution) else row.made_at
    return at.timestamp(), row.pk


@dataclass(frozen=True, kw_only=True)
class ThemeWords:
    """A theme with some of the words in it."""

    theme: Theme
    words: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class ThemesPage:
    """The themes of a conversation as everybody sees them."""

    conversation: Conversation
    run: ThemeRun | None
    themes: Sequence[ThemeWords]


def themes_of(conversation: Conversation) -> list[Theme]:
    """Return a conversation's themes, the largest first, with no word that is only in hidden words."""
    themes = list(Theme.objects.filter(subject_key=conversation.key).select_related("insight"))
    return without_hidden_words(conversation, themes)


def without_hidden_words(conversation: Conversation, themes: Sequence[Theme]) -> list[Theme]:
    """Return themes (not saved) as their shown words tell them, without waiting for a recomputation.

    Three queries; one more for each theme out of which something was taken since it was worked out.
    """
    gone = [
        f"{kind}:{uuid}"
        for kind, rows in (
            ("conversations.contribution", Contribution.objects),
            ("conversations.statement", Statement.objects),
        )
        for uuid in rows.filter(conversation=conversation)
        .exclude(state=State.PUBLISHED)
        .values_list("uuid", flat=True)
    ]
    items = ThemeItem.objects.filter(subject_key=conversation.key, source_key__in=gone)
    stale = set(items.values_list("theme_id", flat=True)) if gone else set()
    for theme in themes:
        if theme.pk in stale:
            theme.words = telling_words_in(theme.words, [item.text for item in words_in(theme)])
            if not theme.renamed:
                theme.name = name_of(theme.words) or _("A theme")
    return list(themes)


def themes_page(conversation: Conversation) -> ThemesPage:
    """Return a conversation's themes, each with its nearest words, in a constant number of queries."""
    themes = themes_of(conversation)
    keys: dict[int, list[str]] = {theme.pk: [] for theme in themes}
    nearest = ThemeItem.objects.filter(theme__in=themes, position__lt=QUOTED + 3).order_by("position")
    for theme_id, key in nearest.values_list("theme_id", "source_key"):
        keys[theme_id].append(key)
    words = resolve_words(key for some in keys.values() for key in some)
    return ThemesPage(
        conversation=conversation,
        run=ThemeRun.objects.filter(subject_key=conversation.key).first(),
        themes=[ThemeWords(theme=theme, words=_shown(words, keys[theme.pk])[:QUOTED]) for theme in themes],
    )


def _shown(words: dict[str, Words], keys: Sequence[str]) -> tuple[Words, ...]:
    return tuple(words[k] for k in keys if k in words and words[k].state == WordsState.PUBLISHED)


def keys_in(theme: Theme) -> list[str]:
    """Return what belongs to a theme, nearest first."""
    return list(theme.items.values_list("source_key", flat=True))


def words_in(theme: Theme, keys: Sequence[str] | None = None) -> tuple[Words, ...]:
    """Return the words of a theme (or some of them) that are shown now, nearest first."""
    chosen = keys_in(theme) if keys is None else list(keys)
    return _shown(resolve_words(chosen), chosen)


def everything_said(conversation: Conversation) -> list[str]:
    """Return the key of everything people said in a conversation, whatever became of it.

    What the organisers wrote themselves is left out: nobody waits for an answer to it.
    """
    return [key for person in participants_of(conversation.key) for key in person.said]


def not_placed(conversation: Conversation) -> list[Words]:
    """Return what is in no finding and has no reason why not: the hole nothing may fall in."""
    keys = without_disposition(conversation.key, everything_said(conversation))
    words = resolve_words(keys)
    return sorted((words[key] for key in keys if key in words), key=lambda item: item.said_at)


def conversations_with_themes(site: "Site") -> list[tuple[Conversation, ThemeRun | None, int]]:
    """Return a place's conversations, newest first, each with its last run and number of themes."""
    conversations = list(Conversation.objects.filter(site=site)[:50])
    keys = [conversation.key for conversation in conversations]
    runs = {run.subject_key: run for run in ThemeRun.objects.filter(subject_key__in=keys)}
    counts: dict[str, int] = {}
    for key in Theme.objects.filter(subject_key__in=keys).values_list("subject_key", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return [(one, runs.get(one.key), counts.get(one.key, 0)) for one in conversations]
