"""Sort short texts into themes by the words they share. Knows nothing of the site.

Term frequency times inverse document frequency, and non-negative matrix factorisation of that (Lee
and Seung, Nature 401, 1999): each theme is a weight on words, each text a mix of themes; a text is
put where its weight is greatest. Same texts in the same order give the same themes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

#: Fewer texts than this are read one by one, not sorted.
FEWEST = 8
MOST_THEMES = 12
#: A theme is at least so many texts.
SMALLEST_THEME = 2
TELLING_WORDS = 6
NAME_WORDS = 3
#: A text whose strongest theme has less than this share of its weights belongs to none.
CLEAR_SHARE = 0.2

_WORD = re.compile(r"[^\W\d_][\w'’]+")
#: Common Welsh words, and English ones scikit-learn's list lacks that say nothing in a conversation.
_SAY_NOTHING = frozenset(
    """
    yn yr y i o a ac ar am at mae oes sydd bod wedi ei eu eich ein fy dy gan gyda hyn hwn hon fel mwy
    nid ddim dim pan neu ond os er hefyd iawn lle pob rhai ni chi nhw fe hi byddai bydd roedd bu cael
    gael also like just really lot lots thing things want wants need needs make makes making think
    people person would could should there's it's that's don't doesn't can't isn't i'd i'm i've we'd
    we've let get gets getting way ways good great use used maybe sure able well going come comes many
    much new does did doing done half till
    """.split()  # noqa: SIM905 - a list of two hundred quoted words reads worse
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One theme: which texts (by position, nearest first) and which words tell it apart."""

    members: tuple[int, ...]
    words: tuple[str, ...]


def name_of(words: Sequence[str]) -> str:
    """Return the name a theme has until a person names it: its most telling words."""
    name = ", ".join(words[:NAME_WORDS])[:160]
    return name[:1].upper() + name[1:]


def telling_words_in(words: Sequence[str], texts: Iterable[str]) -> list[str]:
    """Return those of a theme's telling words that some of these texts hold."""
    said = " ".join(texts).lower()
    return [word for word in words if word.lower() in said]


def how_many(texts: int) -> int:
    """Return how many themes to look for in so many texts."""
    return max(2, min(MOST_THEMES, round(sqrt(texts / 2))))


def sort_into_themes(texts: Sequence[str]) -> list[Found]:
    """Return the themes of some texts, the largest first; none where there are too few to sort.

    A text that shares no word with any other is in no theme.
    """
    if len(texts) < FEWEST:
        return []
    weights, parts, vocabulary = _factorise(texts)
    if weights is None:
        return []
    shown = _shown_forms(texts)
    found = []
    for theme in range(weights.shape[1]):
        members = _members(weights, theme)
        words = _telling(parts, theme, vocabulary, shown)
        if len(members) >= SMALLEST_THEME and words:
            found.append(Found(members=tuple(members), words=tuple(words)))
    return sorted(found, key=lambda theme: (-len(theme.members), theme.members[0]))


def _stem(word: str) -> str:
    """Return a word without its plural or possessive: a light touch, so that words stay words."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def _words_in(text: str) -> list[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    quiet = ENGLISH_STOP_WORDS | _SAY_NOTHING
    return [
        _stem(word)
        for word in _WORD.findall(text)
        if len(word) > 2 and word.lower().replace("’", "'") not in quiet and _stem(word) not in quiet
    ]


def _shown_forms(texts: Sequence[str]) -> dict[str, str]:
    """Return for each stem the form people wrote most often, small unless nobody wrote it small."""
    seen: dict[str, Counter[str]] = {}
    for text in texts:
        for word in _WORD.findall(text):
            plain = word.replace("’", "'").removesuffix("'s")
            seen.setdefault(_stem(word), Counter())[plain] += 1
    return {stem: _usual_form(forms) for stem, forms in seen.items()}


def _usual_form(forms: Counter[str]) -> str:
    small = Counter({form: count for form, count in forms.items() if form == form.lower()})
    return (small or forms).most_common(1)[0][0]


def _factorise(texts: Sequence[str]) -> tuple[Any, Any, list[str]]:
    """Return texts by themes, themes by words, and the words; None where texts share no words."""
    import warnings

    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(
        analyzer=_words_in, sublinear_tf=True, min_df=2, max_df=max(0.4, min(1.0, 6 / len(texts)))
    )
    try:
        table = vectoriser.fit_transform(texts)
    except ValueError:  # nothing but words that say nothing, or no word twice
        return None, None, []
    themes = min(how_many(len(texts)), *(side - 1 for side in table.shape))
    if themes < 2:
        return None, None, []
    model = NMF(n_components=themes, init="nndsvda", random_state=0, max_iter=400)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights = model.fit_transform(table)
    return weights, model.components_, list(vectoriser.get_feature_names_out())


def _members(weights: Any, theme: int) -> list[int]:
    """Return the texts whose strongest theme this is, nearest first."""
    mine = []
    for text, row in enumerate(weights):
        total = float(row.sum())
        if total > 1e-9 and int(row.argmax()) == theme and float(row[theme]) / total >= CLEAR_SHARE:
            mine.append((-float(row[theme]), text))
    return [text for _weight, text in sorted(mine)]


def _telling(parts: Any, theme: int, vocabulary: list[str], shown: dict[str, str]) -> list[str]:
    """Return the words strong in this theme and weaker in the others."""
    scores = parts[theme] ** 2 / (parts.sum(axis=0) + 1e-9)
    best = scores.argsort()[::-1][:TELLING_WORDS]
    return [shown.get(vocabulary[word], vocabulary[word]) for word in best if scores[word] > 1e-6]
