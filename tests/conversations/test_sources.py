"""What the record, the search box, moderators and "My voice" are told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.moderation.targets import find_target
from civic.pages.finds import find_everything
from civic.pages.panels import find_panel
from civic.record.enums import WordsState
from civic.record.sources import participants_of, resolve_subjects, resolve_words
from civic.record.voices import voice_of
from engagement.conversations import services, statements
from engagement.conversations.enums import State
from tests.factories.conversations import make_conversation, propose, say
from tests.factories.residents import ContributorFactory, UserFactory


def test_words_walk_back_to_who_said_them(conversation):
    said = say(conversation, "The children's room shuts at five.", said_how="paper", said_where="Library")
    words = resolve_words([said.key, "conversations.contribution:nonsense"])
    assert list(words) == [said.key]
    item = words[said.key]
    assert (item.text, item.own_text, item.state) == (said.text, said.text, WordsState.PUBLISHED)
    assert (item.subject_key, item.contributor_id) == (conversation.key, said.contributor_id)
    assert (item.how, item.who, item.why_not) == ("on paper, Library", said.contributor.shown_name, "")
    assert item.url.endswith(f"/said/{said.uuid}/")


@pytest.mark.parametrize(
    ("change", "state", "own"),
    [
        (lambda c: services.hide_contribution(c, reason="Names a child."), WordsState.HIDDEN, "Secret."),
        (lambda c: services.withdraw_contribution(c, c.contributor), WordsState.WITHDRAWN, "Secret."),
        (services.erase_contribution, WordsState.ERASED, ""),
    ],
)
def test_words_that_are_gone_have_no_text(conversation, change, state, own):
    said = say(conversation, "Secret.")
    change(said)
    item = resolve_words([said.key])[said.key]
    assert (item.text, item.own_text, item.state) == ("", own, state)
    assert item.why_not


def test_everybody_who_took_part_is_there_once(conversation, site):
    dawn, yusuf, pat = (ContributorFactory(site=site) for _i in range(3))
    first = say(conversation, "One.", contributor=dawn)
    second = services.hide_contribution(say(conversation, "Two.", contributor=dawn), reason="x")
    services.nod(first, yusuf)
    seed = propose(conversation, "Seed.", contributor=False)
    mine = propose(conversation, "Mine.", contributor=pat)
    statements.vote(seed, yusuf, "agree")
    statements.vote(seed, dawn, "agree")
    statements.vote(seed, dawn, "disagree")
    say(make_conversation(site, question="Another?"), contributor=ContributorFactory(site=site))
    found = {person.contributor_id: person for person in participants_of(conversation.key)}
    assert set(found) == {dawn.pk, yusuf.pk, pat.pk}
    assert (found[dawn.pk].said, found[dawn.pk].agreed) == ((first.key, second.key), ())
    assert (found[yusuf.pk].said, found[yusuf.pk].agreed) == ((), (first.key, seed.key))
    assert found[pat.pk].said == (mine.key,)
    conversation.refresh_from_db()
    assert conversation.people_count == 3


def test_participants_cost_the_same_for_many(conversation):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            participants_of(conversation.key)
        return len(queries)

    say(conversation)
    few = cost()
    for _i in range(30):
        services.nod(say(conversation), ContributorFactory(site=conversation.site))
    assert cost() == few == 6


def test_subject_is_named(conversation):
    subject = resolve_subjects([conversation.key])[conversation.key]
    assert subject.title == conversation.question
    assert subject.url == f"/conversation/{conversation.uuid}/"


def test_my_voice_shows_what_i_did_and_how_it_stands(conversation, site):
    dawn = ContributorFactory(site=site)
    said = say(conversation, "Mine.", contributor=dawn)
    other = say(conversation, "Theirs.")
    services.nod(other, dawn)
    for n in range(2):
        statements.vote(propose(conversation, f"S{n}.", contributor=False), dawn, "agree")
    services.hide_contribution(said, reason="Names a child.")
    items = voice_of(dawn)
    assert {(item.what, item.text, item.state) for item in items} == {
        ("You said", "Mine.", "A moderator hid it. Names a child."),
        ("You agreed with", "Theirs.", ""),
        ("You voted on 2 statements", conversation.question, ""),
    }
    mine = next(item for item in items if item.what == "You said")
    assert (mine.edit_url, mine.withdraw_url) == ("", f"/said/{said.uuid}/mine/")


def test_moderators_act_on_contributions_and_statements(site):
    conversation = make_conversation(site, hold_posts=True)
    sam = UserFactory()
    for kind, item in (
        ("conversations.contribution", say(conversation, "Words.")),
        ("conversations.statement", propose(conversation, "Words.")),
    ):
        target, id_ = find_target(kind), str(item.uuid)

        def state(target=target, id_=id_) -> str:
            return target.items([id_])[id_].state

        assert target.held(site) == [id_]
        target.release(id_, by=sam)
        assert (state(), target.held(site)) == (State.PUBLISHED, [])
        target.hide(id_, reason="A name.", by=sam)
        assert state() == State.HIDDEN
        target.restore(id_, by=sam)
        assert state() == State.PUBLISHED
        assert target.items([id_])[id_].author_id == item.contributor_id
        assert target.items([id_])[id_].site_id == site.pk


def test_held_lists_only_this_place(site, other_site):
    say(make_conversation(other_site, hold_posts=True))
    assert find_target("conversations.contribution").held(site) == []


def test_name_can_be_moderated_without_knowing_whose_it_is(conversation):
    said = say(conversation, contributor=ContributorFactory(site=conversation.site, display_name="Rude"))
    target, id_ = find_target("conversations.name"), str(said.uuid)
    assert (target.items([id_])[id_].text, target.items([id_])[id_].state) == ("Rude", "published")
    target.hide(id_, reason="Rude.", by=UserFactory())
    assert (target.items([id_])[id_].text, target.items([id_])[id_].state) == ("Rude", "hidden")
    target.restore(id_, by=UserFactory())
    said.contributor.refresh_from_db()
    assert said.contributor.display_name == "Rude"


def test_search_finds_only_what_this_place_shows(site, other_site):
    shown = make_conversation(site, question="What about the ticket hall?")
    make_conversation(site, question="A ticket hall draft?", opened=False)
    make_conversation(other_site, question="Another ticket hall?")
    found = [
        item for source, items in find_everything(site, "hall ticket") if source.door == "conversations"
        for item in items
    ]  # fmt: skip
    assert [(item.title, item.url) for item in found] == [
        ("What about the ticket hall?", f"/conversation/{shown.uuid}/")
    ]


def test_panel_shows_what_is_open_with_its_latest_words(site, other_site, rf):
    panel = find_panel("conversations.live_now")
    assert panel.context(rf.get("/"), site, {}) is None
    conversation = make_conversation(site)
    make_conversation(other_site, question="Elsewhere?")
    services.hide_contribution(say(conversation, "Hidden."), reason="x")
    kept = [say(conversation, f"Word {n}.") for n in range(3)]
    shown = panel.context(rf.get("/"), site, {})
    assert [(row, words) for row, words in shown["conversations"]] == [(conversation, [kept[2], kept[1]])]
