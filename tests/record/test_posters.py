"""An answer as a poster: read back out of the PDF."""

import io
import re

import pypdf
import pytest
from django.core.cache import cache

from civic.record.enums import WordsState
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory

NASTY = '#image("/etc/passwd") $x^2$ *bold* _it_ <b> \\ @ref `raw` // [no] é ŵŷ “q”'


def text_of(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    (page,) = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return page, " ".join(page.extract_text().split())


@pytest.fixture
def answer(site, room, heard, answer_to):
    dawn = ContributorFactory(site=site, display_name="Dawn")
    key = room.say(dawn, NASTY)
    found = answer_to(
        site, [heard([key], "Working parents cannot get there")], what_changes="Tuesdays until eight."
    )
    drain()
    found.words_key = key
    return found


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("a3", 842)])
def test_poster_says_what_was_asked_done_why_and_how_many_were_told(client, answer, paper, width):
    page, text = text_of(client.get(f"/answers/{answer.uuid}/poster-{paper}.pdf"))
    assert round(page.mediabox.width) == width
    for words in (
        "You said:",
        "Working parents cannot get there",
        "Partly",
        "Open until eight on Tuesdays",
        "Because Staff for one evening are paid for. Sundays would cost £41,000 a year.",
        "What changes Tuesdays until eight.",
        "The Neighbourhoods Board answered on",
        "1 person was told.",
        f"http://testserver/answers/{answer.uuid}/",
    ):
        assert words in text


def test_what_residents_wrote_is_shown_as_they_wrote_it(client, answer):
    _page, text = text_of(client.get(f"/answers/{answer.uuid}/poster-a4.pdf"))
    assert f"“{NASTY}”" in text


def test_welsh_poster_has_welsh_labels_and_leads_to_the_welsh_page(client, answer):
    _page, text = text_of(client.get(f"/cy/answers/{answer.uuid}/poster-a4.pdf"))
    assert "Yn rhannol" in text
    assert "You said" not in text
    assert f"http://testserver/cy/answers/{answer.uuid}/" in text


def test_hidden_words_are_on_no_poster_drawn_later(client, answer, room):
    before = client.get(f"/answers/{answer.uuid}/poster-a4.pdf")
    assert before["Cache-Control"] == "private, no-cache"
    room.set_state(answer.words_key, WordsState.HIDDEN)
    _page, text = text_of(client.get(f"/answers/{answer.uuid}/poster-a4.pdf"))
    assert "passwd" not in text


def test_long_answer_still_fits_one_sheet_with_its_code(client, answer):
    answer.because = "A long reason that goes on. " * 200
    answer.what_changes = answer.what_does_not = answer.because
    answer.headline = "W" * 60 + " " + "long line " * 13
    answer.save()
    page, text = text_of(client.get(f"/answers/{answer.uuid}/poster-a4.pdf"))
    assert f"http://testserver/answers/{answer.uuid}/" in text
    runs = re.findall("W{6,}", page.extract_text().replace("\u200b", ""))
    assert (sum(map(len, runs)), max(map(len, runs)) <= 24) == (60, True), "no line runs off the sheet"


def test_poster_is_drawn_once(client, answer, monkeypatch):
    cache.clear()
    text_of(client.get(f"/answers/{answer.uuid}/poster-a3.pdf"))
    monkeypatch.setattr("civic.record.posters.typst.compile", None)
    text_of(client.get(f"/answers/{answer.uuid}/poster-a3.pdf"))


def test_other_places_drafts_and_sizes_have_no_poster(client, answer, other_site):
    elsewhere = {"host": "other.example"}
    assert client.get(f"/answers/{answer.uuid}/poster-a4.pdf", headers=elsewhere).status_code == 404
    assert client.get(f"/answers/{answer.uuid}/poster-a0.pdf").status_code == 404
    type(answer).objects.update(published_at=None)
    assert client.get(f"/answers/{answer.uuid}/poster-a4.pdf").status_code == 404
