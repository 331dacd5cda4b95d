"""A place's own words, and what a typing mistake was likely meant to be.

The words of the public listings are counted as the index is written (``AssetWord``); what nobody's
listing says is put right to one of them, never to a word from elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models.functions import Length

from assets_register.models import AssetIndex, AssetWord

if TYPE_CHECKING:
    from wagtail.models import Site

#: Shorter words are not put right: too many others are as near.
SHORTEST, LONGEST = 4, 40
#: A word of fewer letters may have one mistake in it, a longer one two.
LONG = 7
BATCH = 500


def words_of(text: str) -> set[str]:
    """Return a listing's words that may stand for a mistyped one: no numbers, no postcodes."""
    return {word for word in text.split() if word.isalpha() and SHORTEST - 1 <= len(word) <= LONGEST}


def count_words(deltas: Mapping[int, Counter[str]]) -> None:
    """Add differences to the words' counts, by place, in one statement a batch, always in the same order."""
    table = AssetWord._meta.db_table
    with connection.cursor() as cursor:
        for site_id, counter in sorted(deltas.items()):
            changes = [(site_id, word, n) for word, n in sorted(counter.items()) if n]
            for start in range(0, len(changes), BATCH):
                batch = changes[start : start + BATCH]
                cursor.execute(
                    f"INSERT INTO {table} (site_id, word, count) "  # noqa: S608 - names are ours
                    f"VALUES {', '.join(['(%s, %s, %s)'] * len(batch))} "
                    f"ON CONFLICT (site_id, word) DO UPDATE SET count = {table}.count + excluded.count",
                    [value for change in batch for value in change],
                )
            if any(n < 0 for n in counter.values()):
                cursor.execute(f"DELETE FROM {table} WHERE site_id = %s AND count = 0", [site_id])  # noqa: S608


def word_deltas(before: Iterable[AssetIndex], after: Iterable[AssetIndex]) -> dict[int, Counter[str]]:
    """Return by how much each word's count changes, by place."""
    deltas: dict[int, Counter[str]] = {}
    for row in after:
        deltas.setdefault(row.site_id, Counter()).update(words_of(row.text))
    for row in before:
        deltas.setdefault(row.site_id, Counter()).subtract(words_of(row.text))
    return deltas


def nearest_word(site: "Site", typed: str) -> str:
    """Return the word of the place's listings a mistyped one was likely meant to be, or nothing.

    Of those as near, the commonest, then the first of the alphabet. A mistake in the first letter is
    found only where the first two changed places.
    """
    if len(typed) < SHORTEST or not typed.isalpha():
        return ""
    most = 2 if len(typed) >= LONG else 1
    letters = set(typed)
    found: list[tuple[int, int, str]] = []
    for first in dict.fromkeys(typed[:2]):
        rows = AssetWord.objects.filter(site=site, word__startswith=first, count__gt=0)
        rows = rows.alias(n=Length("word")).filter(n__gte=len(typed) - most, n__lte=len(typed) + most)
        for word, count in rows.values_list("word", "count"):
            if len(letters.symmetric_difference(word)) > 2 * most:
                continue  # each mistake changes two letters at most
            mistakes = distance(typed, word, most)
            if mistakes <= most:
                found.append((mistakes, -count, word))
    return min(found)[2] if found else ""


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, added, exchanged or turned round (optimal string alignment).

    Beyond ``most`` any larger number may come back.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
