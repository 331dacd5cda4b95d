"""What a person said and voted: taken back and erased from My voice, by receipt code alone."""

import pytest

from civic.moderation.models import Appeal
from civic.moderation.services import ask_again, decide
from civic.notify import erasing
from civic.record.voices import take_back, voice_of
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations.enums import Choice, State
from engagement.conversations.models import Contribution, Statement
from engagement.conversations.services import edit_contribution, nod
from engagement.conversations.statements import vote
from tests.factories.conversations import propose, say
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture
def dawn(site):
    return ContributorFactory(site=site, display_name="Dawn")


def test_own_words_are_changed_on_a_screen_that_knows_only_the_code(client, conversation, page, dawn):
    words = say(conversation, "Mend bikes.", contributor=dawn)
    address = f"/said/{words.uuid}/mine/"
    assert client.get(address).status_code == 404
    client.post("/my-voice/open/", {"code": dawn.receipt})
    assert f'href="{address}"' in client.get("/my-voice/").content.decode()
    client.post(address, {"do": "change", "text": "Mend bikes and chairs."})
    client.post(address, {"do": "take_back"})
    words.refresh_from_db()
    assert (words.text, words.state) == ("Mend bikes and chairs.", State.WITHDRAWN)
    client.post(address, {"do": "put_back"})
    words.refresh_from_db()
    assert words.state == State.PUBLISHED


def test_code_of_one_opens_nothing_of_another(client, conversation, page, dawn, site):
    words = say(conversation, "Mend bikes.", contributor=dawn)
    client.post("/my-voice/open/", {"code": ContributorFactory(site=site).receipt})
    assert client.post(f"/said/{words.uuid}/mine/", {"do": "take_back"}).status_code == 404


def test_statement_is_taken_back_by_who_added_it_only(client, conversation, dawn, site):
    statement = propose(conversation, contributor=dawn)
    assert take_back(ContributorFactory(site=site), statement.key) is False
    client.post("/my-voice/open/", {"code": dawn.receipt})
    client.post("/my-voice/take-back/", {"key": statement.key})
    statement.refresh_from_db()
    assert statement.state == State.WITHDRAWN
    page = client.post("/my-voice/take-back/", {"key": statement.key}, follow=True)
    assert "That had changed meanwhile." in page.content.decode()


@pytest.mark.parametrize("key", ["", "x", "conversations.statement:nonsense", "projects.wish:\x00"])
def test_made_up_keys_take_nothing_back(dawn, key):
    assert take_back(dawn, key) is False


def test_each_vote_and_earlier_wording_is_theirs_to_see(conversation, dawn, site):
    words = say(conversation, "First wording.", contributor=dawn)
    edit_contribution(words, dawn, "Second wording.")
    vote(propose(conversation, "Open in the evening."), dawn, Choice.AGREE)
    details = {item.what: item.details for item in voice_of(dawn)}
    assert details == {
        "You said": ("Before it was changed: First wording.",),
        "You voted on 1 statement": ("Agree: Open in the evening.",),
    }


def test_erasing_removes_words_everywhere_and_keeps_the_numbers(conversation, dawn, site):
    words = say(conversation, "First wording.", contributor=dawn)
    edit_contribution(words, dawn, "Second wording.")
    mine = propose(conversation, "My statement.", contributor=dawn)
    theirs, nodded = propose(conversation, "Another."), say(conversation, "A neighbour's words.")
    vote(theirs, dawn, Choice.AGREE)
    nod(nodded, dawn)
    moderator = UserFactory()
    grant_role(moderator, site, Role.MODERATOR)
    hidden = say(conversation, "Rude.", contributor=dawn)
    ask_again(decide(moderator, site, hidden.key, action="hide", reason="unkind"), "I am Dawn of Quay Row.")
    conversation.refresh_from_db()
    people = conversation.people_count
    erasing.ask_to_erase(dawn)
    assert erasing.erase_person(dawn.pk, at_once=True)
    for row in (*Contribution.objects.filter(contributor=dawn), Statement.objects.get(pk=mine.pk)):
        assert (row.text, row.state) == ("", State.ERASED)
    assert list(words.versions.values_list("text", flat=True)) == [""]
    assert Appeal.objects.get().words == ""
    for row in (theirs, nodded, conversation):
        row.refresh_from_db()
    assert (theirs.agree_count, nodded.nod_count, conversation.people_count) == (1, 1, people)
    assert nodded.text == "A neighbour's words."
