"""Texts sorted by the words they share."""

import csv

import pytest

from plugins.insight_themes.sorting import FEWEST, how_many, sort_into_themes

REPAIR = [
    "A workshop to repair broken bikes",
    "Repair bikes and toasters in a workshop",
    "The repair workshop could mend bikes",
    "Bikes: somewhere to repair them",
]
MUSIC = [
    "Music on Friday evenings for teenagers",
    "Teenagers play music, a band room",
    "An evening of music with a band",
    "Band practice for teenagers",
]


def test_few_texts_are_not_sorted():
    assert sort_into_themes((REPAIR + MUSIC)[: FEWEST - 1]) == []


def test_texts_that_share_words_share_a_theme():
    found = sort_into_themes(REPAIR + MUSIC)
    assert [set(theme.members) for theme in found] == [{0, 1, 2, 3}, {4, 5, 6, 7}]
    assert set(found[0].words[:2]) == {"repair", "bikes"}
    assert {"music", "band", "teenagers"} & set(found[1].words[:3])


def test_same_texts_give_the_same_themes():
    assert sort_into_themes(REPAIR + MUSIC) == sort_into_themes(REPAIR + MUSIC)


@pytest.mark.parametrize(
    "texts",
    [
        ["the and of it"] * 20,
        [""] * 20,
        ["👍", "!!!", "123", "..."] * 5,
        [f"{word} only once" for word in "abcdefghijklmnop"],
        ["same words here today"] * 30,
    ],
)
def test_texts_that_tell_nothing_apart_raise_nothing(texts):
    found = sort_into_themes(texts)
    members = [member for theme in found for member in theme.members]
    assert len(members) == len(set(members))


def test_number_of_themes_grows_slowly():
    assert [how_many(n) for n in (8, 36, 165, 10_000)] == [2, 4, 9, 12]


@pytest.mark.data
@pytest.mark.parametrize("name", ["london.youth.policing", "scoop-hivemind.affordable-housing"])
def test_real_conversation_is_sorted_and_each_text_once(data_folder, name):
    with (data_folder / "polis" / name / "comments.csv").open(encoding="utf-8") as file:
        texts = [row["comment-body"] for row in csv.DictReader(file) if row["moderated"] != "-1"]
    found = sort_into_themes(texts)
    members = [member for theme in found for member in theme.members]
    assert len(members) == len(set(members))
    assert len(members) >= 0.75 * len(texts)
    assert len(found) >= 3
    assert all(theme.words for theme in found)
