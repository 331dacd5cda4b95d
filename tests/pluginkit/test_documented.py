"""The build fails when something plugins can use is not documented, or not tried by a test."""

from pathlib import Path

import pytest
from django.conf import settings

from civic.pluginkit import reference
from civic.pluginkit.reference import Entry

README = Path(settings.BASE_DIR) / "plugins" / "README.md"
EVERYTHING = [*reference.slots(), *reference.events(), *reference.hooks(), *reference.attributes()]


def test_readme_says_what_the_code_has():
    text = README.read_text(encoding="utf-8")
    assert text == reference.with_reference(text), "run manage.py plugin_reference"
    assert len(text.partition(reference.BEGINS)[0].splitlines()) < 75, "the part to read is one screen or so"


@pytest.mark.parametrize("entry", EVERYTHING, ids=lambda entry: entry.name)
def test_everything_says_what_it_is_for(entry):
    assert entry.said, f"{entry.name} says nothing: a docstring, or a comment after a slot's tag"


def test_reference_finds_each_kind_in_the_code():
    found = {entry.name: entry for entry in EVERYTHING}
    assert found["conversation.aside"] == Entry(
        name="conversation.aside", given="conversation", said="beside a conversation"
    )
    assert found["civic.record.events.AnswerPublished"].given == "answer_id"
    assert found["civic.pages.panels.register_panel"].given == "Panel"
    assert found["default_on"].given == "True"
    assert "engagement.conversations.events.ContributionEvent" not in found, "nobody publishes it"


def test_slot_without_a_word_is_noticed(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    page = tmp_path / "civic" / "page.html"
    page.parent.mkdir()
    page.write_text('{% plugin_slot "home.foot" page=page site=site %}', encoding="utf-8")
    assert reference.slots() == [Entry(name="home.foot", given="page, site", said="")]
