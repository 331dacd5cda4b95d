"""What changed for feed readers, read by a parser nobody here wrote."""

from datetime import timedelta
from html import unescape

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic.record.pages import WhatChangedPage
from civic.record.services import correct_answer, promise_answer
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory


@pytest.fixture
def dawn(site):
    return ContributorFactory(site=site, display_name="Dawn")


@pytest.mark.parametrize(("address", "version"), [("feed.rss", "rss20"), ("feed.atom", "atom10")])
def test_feed_holds_answers_and_what_is_late_newest_first(
    client, room, dawn, heard, answer_to, site, address, version
):
    answer = answer_to(
        site, [heard([room.say(dawn, "Shut")], "Open after work")], headline="Tuesdays <b>&</b> “nights”"
    )
    late = promise_answer(
        heard([room.say(dawn, "Dark")], "Lights on the Steps"),
        owner_key="testing.board:1",
        owner_name="The Board",
        due_on=timezone.localdate() - timedelta(days=9),
    )
    drain()
    response = client.get(f"/answers/{address}")
    assert response["Cache-Control"] == "no-cache"
    feed = feedparser.parse(response.content)
    assert (feed.bozo, feed.version) == (False, version)
    assert [entry.title for entry in feed.entries] == [
        "Partly: Tuesdays <b>&</b> “nights”",
        "Not answered, and late: Lights on the Steps",
    ]
    first, second = feed.entries
    assert (first.id, second.id) == (f"urn:uuid:{answer.uuid}", f"urn:uuid:{late.uuid}")
    assert first.link == f"http://testserver/answers/{answer.uuid}/"
    assert "You said: Open after work" in first.summary
    assert "Staff for one evening are paid for." in first.summary
    assert first.published_parsed[:5] == answer.published_at.utctimetuple()[:5]


def test_feed_of_another_place_and_of_drafts_is_empty(client, room, dawn, heard, answer_to, site, other_site):
    answer = answer_to(site, [heard([room.say(dawn, "Shut")])])
    there = feedparser.parse(client.get("/answers/feed.rss", headers={"host": "other.example"}).content)
    assert (there.bozo, there.entries) == (False, [])
    type(answer).objects.update(published_at=None)
    assert feedparser.parse(client.get("/answers/feed.rss").content).entries == []


def test_corrected_answer_is_the_same_entry_with_its_new_line(client, room, dawn, heard, answer_to, site):
    answer = answer_to(site, [heard([room.say(dawn, "Shut")])])
    words = {"outcome": "not", "headline": "No", "because": "A slip.", "what_changes": ""}
    correct_answer(answer, **words, what_does_not="", look_again_on=None, correction_note="It said partly.")
    (entry,) = feedparser.parse(client.get("/answers/feed.atom").content).entries
    assert (entry.id, entry.title) == (f"urn:uuid:{answer.uuid}", "No: No")
    assert "This answer was put right. It said partly." in entry.summary
    assert entry.updated_parsed >= entry.published_parsed


def test_welsh_feed_and_the_page_that_leads_to_it(client, room, dawn, heard, answer_to, site):
    site.root_page.add_child(instance=WhatChangedPage(title="What changed", slug="what-changed"))
    answer_to(site, [heard([room.say(dawn, "Shut")])])
    feed = feedparser.parse(client.get("/cy/answers/feed.rss").content)
    assert feed.feed.language == "cy"
    assert feed.entries[0].title.startswith("Yn rhannol: ")
    page = client.get("/what-changed/").content.decode()
    link = '<link rel="alternate" type="application/rss+xml" title="What changed: RSS feed"'
    assert f'{link} href="/answers/feed.rss">' in page
    assert 'type="application/atom+xml"' in page


def test_feed_costs_the_same_for_3_answers_and_30(client, room, dawn, heard, answer_to, site):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/answers/feed.rss").status_code == 200
        return len(queries)

    for n in range(3):
        answer_to(site, [heard([room.say(dawn, f"Words {n}")], f"Heard {n}")])
    cost()
    few = cost()
    for n in range(3, 30):
        answer_to(site, [heard([room.say(dawn, f"Words {n}")], f"Heard {n}")])
    assert cost() == few


@pytest.mark.parametrize("address", ["feed.rss", "feed.atom"])
def test_what_was_typed_never_becomes_markup_in_a_reader(client, room, dawn, heard, answer_to, site, address):
    answer_to(site, [heard([room.say(dawn, "Shut")], "Rent <under> £5 & <img src=x>")])
    html = unescape(client.get(f"/answers/{address}").content.decode())  # what a reader takes for HTML
    assert "<p>You said: Rent &lt;under&gt; £5 &amp; &lt;img src=x&gt;</p>" in html
    assert "<img" not in html
