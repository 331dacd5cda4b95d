"""Themes as a conversation grows; findings made from them; nothing left in the hole."""

from datetime import timedelta

import pytest

from civic.record.enums import NotUsed
from civic.record.models import Disposition, Insight
from civic.tasks.models import QueuedTask
from civic.tasks.services import drain
from engagement.conversations import services as talk
from plugins.insight_themes import services
from plugins.insight_themes.models import Theme, ThemeItem, ThemeRun
from plugins.insight_themes.selectors import everything_said, not_placed, themes_page, words_in
from plugins.insight_themes.sorting import Found
from tests.factories.conversations import make_conversation, propose, say
from tests.factories.residents import UserFactory
from tests.plugins.insight_themes.test_sorting import MUSIC, REPAIR

SOON = timedelta(minutes=5)


@pytest.fixture
def conversation(site):
    return make_conversation(site)


@pytest.fixture
def said(conversation):
    return [say(conversation, text) for text in REPAIR + MUSIC]


@pytest.fixture
def worked_out(conversation, said):
    services.work_out(conversation.pk)
    return conversation


def test_themes_come_off_the_request_once_for_many_posts(conversation, said):
    for _i in range(3):
        drain()
    assert QueuedTask.objects.filter(name__endswith="work_out_themes").count() == 1
    assert not Theme.objects.exists()
    drain(ahead=SOON)
    assert Theme.objects.filter(subject_key=conversation.key).count() == 2
    run = ThemeRun.objects.get()
    assert (run.said_count, run.people_count, run.loose_count) == (8, 8, 0)


def test_few_words_make_no_theme_and_say_so(conversation):
    say(conversation, REPAIR[0])
    run = services.work_out(conversation.pk)
    assert (run.said_count, Theme.objects.count()) == (1, 0)


def test_statements_alone_are_sorted_too(conversation):
    for text in REPAIR + MUSIC:
        propose(conversation, text, contributor=False)
    run = services.work_out(conversation.pk)
    assert (run.said_count, run.people_count) == (8, 0)
    assert Theme.objects.count() == 2


def test_theme_keeps_its_address_and_given_name_as_the_conversation_grows(worked_out):
    theme = next(t for t in Theme.objects.all() if "repair" in t.words)
    services.rename_theme(theme, "Mend things together")
    for text in ("Bikes to repair", "A repair workshop for old bikes", "Chess club on Mondays"):
        say(worked_out, text)
    services.work_out(worked_out.pk)
    theme.refresh_from_db()
    assert theme.name == "Mend things together"
    assert theme.item_count == 6
    services.rename_theme(theme, "")
    assert theme.name.startswith(("Repair", "Bikes", "Workshop"))


def test_hidden_words_leave_their_theme(worked_out, said):
    talk.hide_contribution(said[0], reason="It named a neighbour.")
    theme = Theme.objects.get(items__source_key=said[0].key)
    assert said[0].key not in {words.key for words in words_in(theme)}, "at once"
    for _i in range(3):
        drain(ahead=SOON)
    assert not ThemeItem.objects.filter(source_key=said[0].key).exists()


def test_other_place_is_not_read(other_site, worked_out):
    elsewhere = make_conversation(other_site)
    for text in REPAIR + MUSIC:
        say(elsewhere, text)
    services.work_out(elsewhere.pk)
    sheet = themes_page(worked_out)
    assert {row.theme.site_id for row in sheet.themes} == {worked_out.site_id}
    assert {words.subject_key for row in sheet.themes for words in row.words} == {worked_out.key}


def test_theme_becomes_an_insight_with_its_words_behind_it(worked_out, said):
    theme = Theme.objects.get(items__source_key=said[0].key)
    user = UserFactory()
    keys = [item.key for item in said[:3]]
    insight = services.make_insight(theme, title="A repair workshop", summary="", evidence=keys, by=user)
    assert list(insight.evidence.values_list("source_key", flat=True)) == keys
    assert (insight.made_with, insight.recorded_by, theme.insight) == ("insight_themes", user, insight)
    assert {words.key for words in not_placed(worked_out)} == {item.key for item in said[3:]}


def test_words_of_another_conversation_cannot_stand_behind_it(site, worked_out):
    theme = Theme.objects.first()
    stranger = say(make_conversation(site, question="Something else?"), "Elsewhere")
    with pytest.raises(ValueError, match="not something said here"):
        services.make_insight(theme, title="x", summary="", evidence=[stranger.key], by=UserFactory())
    assert not Insight.objects.exists()


def test_nothing_is_left_in_the_hole(worked_out, said):
    user = UserFactory()
    rejected = say(worked_out, "Rude words.")
    talk.hide_contribution(rejected, reason="Rude.")
    talk.withdraw_contribution(said[7], said[7].contributor)
    services.make_insight(
        Theme.objects.get(items__source_key=said[0].key),
        title="A repair workshop",
        summary="",
        evidence=[item.key for item in said[:4]],
        by=user,
    )
    assert services.place_unpublished(worked_out, by=user) == 2
    left = [words.key for words in not_placed(worked_out)]
    assert left == [item.key for item in said[4:7]]
    stranger = "conversations.contribution:00000000-0000-4000-8000-000000000000"
    placed = services.give_reason(
        worked_out, [*left, said[0].key, stranger], reason=NotUsed.TOO_FEW, note="Three people.", by=user
    )
    assert placed == 3, "what is in a finding stays there, what was never said is nobody's"
    assert not_placed(worked_out) == []
    assert Disposition.objects.count() == len(everything_said(worked_out)) == 9


def test_unknown_reason_is_refused(worked_out, said):
    with pytest.raises(ValueError, match="boredom"):
        services.give_reason(worked_out, [said[0].key], reason="boredom", note="", by=UserFactory())


def test_name_a_person_gave_outlives_any_sorting(worked_out, said, monkeypatch):
    theme = Theme.objects.get(items__source_key=said[0].key)
    held = set(theme.items.values_list("source_key", flat=True))
    services.rename_theme(theme, "Mend things together")
    other = Theme.objects.exclude(pk=theme.pk).get()
    scattered = [Found(members=(0, 4), words=("odd",)), Found(members=(1, 5, 6), words=("even",))]
    monkeypatch.setattr(services, "sort_into_themes", lambda texts: scattered)
    run = services.work_out(worked_out.pk)
    theme.refresh_from_db()
    assert (theme.name, theme.item_count) == ("Mend things together", 4)
    assert set(theme.items.values_list("source_key", flat=True)) == held
    assert run.loose_count == 8 - ThemeItem.objects.count()
    assert not Theme.objects.filter(name="Odd").exists(), "one thing is no theme"
    monkeypatch.setattr(services, "sort_into_themes", lambda texts: [])
    services.work_out(worked_out.pk)
    assert [one.pk for one in Theme.objects.all()] == [theme.pk]
    assert not Theme.objects.filter(pk=other.pk).exists()
    for words in said:
        if words.key in held:
            talk.hide_contribution(words, reason="It named a neighbour.")
    services.work_out(worked_out.pk)
    assert not Theme.objects.exists(), "nothing it named is shown any more"


def test_telling_words_that_are_only_in_hidden_words_go_at_once(conversation):
    for text in REPAIR + MUSIC:
        say(conversation, text)
    spoken = [say(conversation, f"Jonesy {verb} my bike at the repair") for verb in ("stole", "broke")]
    services.work_out(conversation.pk)
    theme = Theme.objects.get(items__source_key=spoken[0].key)
    theme.words, theme.name = ["Jonesy", *theme.words], "Jonesy, repair"
    theme.save()
    for words in spoken:
        talk.hide_contribution(words, reason="It named a neighbour.")
    shown = next(row.theme for row in themes_page(conversation).themes if row.theme.pk == theme.pk)
    assert "Jonesy" not in [*shown.words, shown.name]
    assert shown.words
