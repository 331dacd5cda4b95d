"""What changed, an answer's trail, and what we heard: each step one click both ways."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic.pages.finds import find_everything
from civic.pages.panels import find_panel
from civic.record.enums import WordsState
from civic.record.models import Answer
from civic.record.pages import WhatChangedPage
from civic.record.services import correct_answer, explain_lateness, promise_answer, reword_insight
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory

WORDS = "The children's room shuts at five."


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def changed(site):
    return site.root_page.add_child(instance=WhatChangedPage(title="What changed", slug="what-changed"))


@pytest.fixture
def dawn(site):
    return ContributorFactory(site=site, display_name="Dawn")


def promised(insight, days):
    return promise_answer(
        insight,
        owner_key="testing.board:1",
        owner_name="The Neighbourhoods Board",
        due_on=timezone.localdate() + timedelta(days=days),
    )


def test_list_leads_with_what_is_late_then_answers_then_what_is_awaited(
    client, changed, room, dawn, heard, answer_to, site
):
    answer_to(site, [heard([room.say(dawn, WORDS)], "Open after work")])
    explain_lateness(
        promised(heard([room.say(dawn, "Dark")], "Lights on the Steps"), -9), "The lamps are lost."
    )
    promised(heard([room.say(dawn, "Wet")], "Roof of the hall"), 5)
    drain()
    page = text_of(client.get("/what-changed/"))
    order = [
        page.index(words)
        for words in (
            "Lights on the Steps",
            "9 days ago",
            "The lamps are lost.",
            "Partly",
            "Open until eight on Tuesdays",
            "Open after work",
            "1 person told.",
            "Roof of the hall",
        )
    ]
    assert order == sorted(order)


def test_list_shows_nothing_of_another_place(
    client, changed, room, dawn, heard, answer_to, other_site, monkeypatch
):
    from tests.factories.record import SpeakingRoom

    elsewhere = SpeakingRoom(site=other_site).install(monkeypatch)
    from civic.record.services import record_insight

    key = elsewhere.say(ContributorFactory(site=other_site), "Other words")
    insight = record_insight(
        other_site, subject_key=elsewhere.subject_key, title="Other heard", evidence=[key]
    )
    answer = answer_to(other_site, [insight], headline="Other answer")
    late = promised(
        record_insight(other_site, subject_key=elsewhere.subject_key, title="Other late", evidence=[key]), -3
    )
    assert "Other" not in text_of(client.get("/what-changed/")).replace("Other people", "")
    for url in (
        f"/what-changed/{answer.uuid}/",
        f"/answers/{answer.uuid}/",
        f"/heard/{insight.uuid}/",
        f"/heard/{late.uuid}/",
    ):
        assert client.get(url).status_code == 404


def test_walk_goes_from_answer_to_words_and_forward_again(
    client, changed, room, dawn, heard, answer_to, site
):
    key = room.say(dawn, WORDS)
    insight = heard([key], "Open after work")
    answer = answer_to(site, [insight])
    moved = client.get(f"/answers/{answer.uuid}/")
    assert moved.url == f"/what-changed/{answer.uuid}/"
    trail = client.get(moved.url).content.decode()
    assert f'href="/heard/{insight.uuid}/"' in trail
    assert f'href="{room.words([key.partition(":")[2]])[key.partition(":")[2]].url}"' in trail
    assert "shuts at five" in trail
    page = client.get(f"/heard/{insight.uuid}/").content.decode()
    assert f'href="/answers/{answer.uuid}/"' in page
    assert "shuts at five" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (WordsState.HIDDEN, "Words that were here are hidden."),
        (WordsState.ERASED, "Words that were here have been erased."),
        (WordsState.WITHDRAWN, "Words that were here have been taken back"),
    ],
)
def test_words_that_are_gone_leave_a_stone_and_the_count(
    client, changed, room, dawn, heard, answer_to, site, state, said
):
    key = room.say(dawn, WORDS)
    insight = heard([key])
    answer = answer_to(site, [insight])
    room.set_state(key, state)
    for url in (f"/what-changed/{answer.uuid}/", f"/heard/{insight.uuid}/"):
        page = text_of(client.get(url))
        assert "shuts at five" not in page
        assert "Dawn" not in page
        assert said in page
        assert "1 of the 1 people" in page


def test_earlier_versions_stay_readable(client, changed, room, dawn, heard, answer_to, site):
    insight = heard([room.say(dawn, WORDS)], "First wording")
    answer = answer_to(site, [insight])
    reword_insight(insight, title="Second wording", summary="", why="A neighbour said it was unclear.")
    correct_answer(
        answer,
        outcome="partly",
        headline="Thursdays",
        because="A slip.",
        what_changes="",
        what_does_not="",
        look_again_on=None,
        correction_note="It said Tuesdays.",
    )
    heard_page = text_of(client.get(f"/heard/{insight.uuid}/"))
    assert "First wording" in heard_page
    assert "A neighbour said it was unclear." in heard_page
    trail = text_of(client.get(f"/what-changed/{answer.uuid}/"))
    assert "It said Tuesdays." in trail
    assert "Open until eight on Tuesdays" in trail


def test_draft_answer_is_nowhere(client, changed, room, dawn, heard, answer_to, site):
    answer = answer_to(site, [heard([room.say(dawn, WORDS)])])
    type(answer).objects.update(published_at=None)
    assert client.get(f"/what-changed/{answer.uuid}/").status_code == 404
    assert client.get(f"/answers/{answer.uuid}/").status_code == 404
    assert "Tuesdays" not in client.get("/what-changed/").content.decode()


def test_answer_is_shown_where_the_place_has_no_such_page(client, room, dawn, heard, answer_to, site):
    answer = answer_to(site, [heard([room.say(dawn, WORDS)])])
    assert "shuts at five" in client.get(f"/answers/{answer.uuid}/").content.decode()


def test_empty_list_says_what_will_be_here(client, changed):
    assert "No answers yet" in client.get("/what-changed/").content.decode()


def test_late_the_day_after_and_not_on_the_day(client, changed, room, dawn, heard, site):
    insight = promised(heard([room.say(dawn, WORDS)]), 0)
    assert "Overdue" not in client.get(f"/heard/{insight.uuid}/").content.decode()
    promised(insight, -1)
    assert "Overdue" in client.get(f"/heard/{insight.uuid}/").content.decode()


def test_panels_show_the_newest_answer_and_what_is_late(rf, room, dawn, heard, answer_to, site, other_site):
    newest, late = find_panel("record.newest_answer"), find_panel("record.overdue")
    assert newest.context(rf.get("/"), site, {}) is None
    assert late.context(rf.get("/"), site, {}) is None
    answer = answer_to(site, [heard([room.say(dawn, WORDS)])])
    insight = promised(heard([room.say(dawn, "Dark")], "Lights"), -9)
    assert newest.context(rf.get("/"), site, {})["answer"] == answer
    assert late.context(rf.get("/"), site, {})["overdue"] == [insight]
    assert newest.context(rf.get("/"), other_site, {}) is None
    assert late.context(rf.get("/"), other_site, {}) is None


def test_a_fresh_answer_leads_and_is_not_shown_twice(rf, room, dawn, heard, answer_to, site):
    fresh, newest = find_panel("record.fresh_answer"), find_panel("record.newest_answer")
    answer = answer_to(site, [heard([room.say(dawn, WORDS)])])
    home = rf.get("/")
    assert fresh.context(home, site, {})["answer"] == answer
    assert newest.context(home, site, {}) is None
    Answer.objects.update(published_at=timezone.now() - timedelta(days=4))
    home = rf.get("/")
    assert fresh.context(home, site, {}) is None
    assert newest.context(home, site, {})["answer"] == answer


def test_search_finds_answers_and_what_we_heard_here(room, dawn, heard, answer_to, site, other_site):
    answer_to(site, [heard([room.say(dawn, WORDS)], "Shut too early")])
    found = {source.key: [one.title for one in items] for source, items in find_everything(site, "early")}
    assert found["record"] == ["Shut too early"]
    found = {
        source.key: [one.title for one in items] for source, items in find_everything(site, "tuesdays eight")
    }
    assert found["record"] == ["Open until eight on Tuesdays"]
    assert "record" not in {source.key for source, _items in find_everything(other_site, "early")}


def test_pages_cost_the_same_for_3_and_300(client, changed, room, dawn, heard, answer_to, site):
    def cost(url):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def fill(many):
        for n in range(many):
            insight = heard([room.say(dawn, f"Words {n}")], f"Heard {n}")
            answer_to(site, [insight])
            promised(heard([room.say(dawn, f"Late {n}")], f"Late {n}"), -n - 1)

    fill(3)
    wide = heard([room.say(dawn, f"Wide {n}") for n in range(3)], "Wide")
    answer = answer_to(site, [wide])
    urls = ["/what-changed/", f"/what-changed/{answer.uuid}/", f"/heard/{wide.uuid}/"]
    [cost(url) for url in urls]
    few = [cost(url) for url in urls]
    fill(60)
    wider = heard([room.say(dawn, f"Wider {n}") for n in range(300)], "Wider")
    urls[1:] = [f"/what-changed/{answer_to(site, [wider]).uuid}/", f"/heard/{wider.uuid}/"]
    assert [cost(url) for url in urls] == few
