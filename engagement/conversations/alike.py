"""What others said like it: shown to somebody before they say theirs, and to who puts words together.

Words are compared by their trigrams, as PostgreSQL's ``pg_trgm`` does, because those see through
endings and Welsh mutations ("llyfrgell", "y lyfrgell") without knowing the language. Rare trigrams
count more (inverse document frequency; Spärck Jones 1972), the cosine of the two sets is the likeness.
The database only narrows down: no extension is needed, and both databases give the same.
"""

import heapq
import math
import re
from collections import Counter
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from engagement.conversations.enums import State
from engagement.conversations.folding import fold
from engagement.conversations.models import Contribution, Thread

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How many are shown, and how like the words they have to be (0 nothing shared, 1 the same trigrams).
SHOWN, LIKE_ENOUGH = 3, 0.4
#: How many telling words somebody has to have written: "I agree" is like half of what is said.
FEWEST_WORDS = 3
#: How many contributions with a word in common are compared, the newest first.
COMPARED = 2_000
#: How many words are looked for, the longest first, and how much of each: endings differ.
LOOKED_FOR, STEM = 8, 5
#: Words too common to say what something is about, in English and Welsh, as folded.
COMMON = frozenset(
    [
        "a",
        "about",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "get",
        "good",
        "had",
        "has",
        "have",
        "he",
        "her",
        "here",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "like",
        "make",
        "me",
        "more",
        "most",
        "much",
        "my",
        "need",
        "no",
        "not",
        "of",
        "on",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "people",
        "please",
        "she",
        "should",
        "so",
        "some",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "too",
        "up",
        "us",
        "very",
        "want",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "ac",
        "ag",
        "ar",
        "am",
        "at",
        "bod",
        "byddai",
        "chi",
        "dim",
        "dylai",
        "ei",
        "ein",
        "eu",
        "fi",
        "fod",
        "fy",
        "gan",
        "hi",
        "hwn",
        "i",
        "iawn",
        "mae",
        "mewn",
        "mi",
        "mwy",
        "na",
        "nad",
        "ni",
        "nid",
        "nhw",
        "o",
        "oedd",
        "oes",
        "os",
        "pobl",
        "rhai",
        "rhaid",
        "sy",
        "sydd",
        "wedi",
        "y",
        "yn",
        "yr",
    ]
)
_WORD = re.compile(r"\w+")


def like_these(
    thread: Thread, text: str, *, but: "Iterable[int]" = (), at_least: float = LIKE_ENOUGH, most: int = SHOWN
) -> list[Contribution]:
    """Return what is shown in a thread and says something like this, the most alike first.

    Nothing for a few words. What was put together with other words is found by those. Two queries.
    """
    telling = _telling(fold(text))
    if len(telling) < FEWEST_WORDS:
        return []
    stems = sorted({word[:STEM] for word in telling}, key=lambda stem: (-len(stem), stem))[:LOOKED_FOR]
    rows = Contribution.objects.filter(
        reduce(or_, (Q(folded__contains=stem) for stem in stems)),
        thread=thread,
        state=State.PUBLISHED,
        number__isnull=False,
        merged_into=None,
        move="",
    ).exclude(pk__in=list(but))
    candidates = dict(rows.order_by("-number").values_list("pk", "folded")[:COMPARED])
    likeness = _likeness(telling, candidates)
    best = heapq.nlargest(most, (pair for pair in likeness.items() if pair[1] >= at_least), lambda p: p[1])
    found = Contribution.objects.select_related("contributor").in_bulk([pk for pk, _like in best])
    return [found[pk] for pk, _like in best if pk in found]


def _telling(folded: str) -> list[str]:
    """Return the words that say what something is about, once each."""
    words = dict.fromkeys(_WORD.findall(folded))
    return [word for word in words if len(word) > 2 and word not in COMMON]


def _trigrams(words: "Iterable[str]") -> set[str]:
    return {
        padded[at : at + 3] for word in words for padded in (f"  {word} ",) for at in range(len(padded) - 2)
    }


def _likeness(telling: list[str], candidates: dict[int, str]) -> dict[int, float]:
    """Return how like each candidate is, from 0 to 1."""
    wanted = _trigrams(telling)
    shapes = {pk: _trigrams(_telling(folded)) for pk, folded in candidates.items()}
    common = Counter(trigram for shape in shapes.values() for trigram in shape)
    total = len(shapes) + 1
    weight = {one: math.log(1 + total / (1 + common[one])) ** 2 for one in wanted | common.keys()}
    length = math.sqrt(sum(weight[one] for one in wanted))
    found = {}
    for pk, shape in shapes.items():
        shared = sum(weight[one] for one in wanted & shape)
        if shared:
            found[pk] = shared / (length * math.sqrt(sum(weight[one] for one in shape)))
    return found
