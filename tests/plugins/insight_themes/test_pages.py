"""Themes in public and at a facilitator's desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.pluginkit.services import switch_plugin
from civic.record.models import Disposition, Insight
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations import services as talk
from plugins.insight_themes import services
from plugins.insight_themes.models import Theme
from tests.factories.conversations import make_conversation, say
from tests.factories.residents import UserFactory
from tests.plugins.insight_themes.test_sorting import MUSIC, REPAIR


@pytest.fixture
def conversation(site):
    made = make_conversation(site)
    for text in REPAIR + MUSIC:
        say(made, text)
    services.work_out(made.pk)
    return made


@pytest.fixture
def facilitator(client, site):
    user = UserFactory()
    grant_role(user, site, Role.FACILITATOR)
    client.force_login(user)
    return user


def test_themes_page_gives_n_date_and_words(client, conversation):
    page = " ".join(client.get(f"/plugins/themes/{conversation.uuid}/").content.decode().split())
    assert "Sorted from 8 things said by 8 people." in page
    for theme in Theme.objects.all():
        assert theme.name in page
        assert f"/plugins/themes/{conversation.uuid}/{theme.uuid}/" in page


def test_themes_page_says_when_there_are_too_few_words(client, site):
    page = client.get(f"/plugins/themes/{make_conversation(site).uuid}/").content.decode()
    assert "Themes come once 8 things or more have been said." in page


def test_theme_opens_its_words_and_none_that_are_hidden(client, conversation):
    theme = Theme.objects.get(items__source_key=conversation.contributions.get(text=REPAIR[0]).key)
    address = f"/plugins/themes/{conversation.uuid}/{theme.uuid}/"
    assert REPAIR[1] in client.get(address).content.decode()
    talk.hide_contribution(conversation.contributions.get(text=REPAIR[1]), reason="Named somebody.")
    page = client.get(address).content.decode()
    assert REPAIR[1] not in page
    assert REPAIR[2] in page


def test_themes_of_a_draft_or_another_place_are_not_found(client, other_site, site, conversation):
    draft = make_conversation(site, question="Not yet?", opened=False)
    elsewhere = make_conversation(other_site)
    theme = Theme.objects.first()
    for address in (
        f"/plugins/themes/{draft.uuid}/",
        f"/plugins/themes/{elsewhere.uuid}/",
        f"/plugins/themes/{draft.uuid}/{theme.uuid}/",
    ):
        assert client.get(address).status_code == 404


def test_conversation_page_lists_themes_where_they_are_on(client, site, conversation):
    address = f"/conversation/{conversation.uuid}/"
    theme = Theme.objects.first()
    assert theme.name in client.get(address, follow=True).content.decode()
    switch_plugin(site, "insight_themes", on=False)
    assert theme.name not in client.get(address, follow=True).content.decode()
    assert client.get(f"/plugins/themes/{conversation.uuid}/").status_code == 404


def test_themes_page_costs_the_same_for_many_words(client, conversation):
    address = f"/plugins/themes/{conversation.uuid}/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(3):
        for text in REPAIR + MUSIC:
            say(conversation, f"{text} number{n} again{n} more{n % 2}")
    services.work_out(conversation.pk)
    assert Theme.objects.count() > 2
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.BOARD_MEMBER])
def test_desk_is_closed_without_the_role(client, site, other_site, conversation, role):
    user = UserFactory()
    grant_role(user, other_site, Role.FACILITATOR)
    if role:
        grant_role(user, site, role)
    client.force_login(user)
    theme = Theme.objects.first()
    for name, argument in (
        ("conversation", conversation.uuid),
        ("place", conversation.uuid),
        ("place_unpublished", conversation.uuid),
        ("insight", theme.pk),
        ("rename", theme.pk),
    ):
        address = reverse(f"themes_desk:{name}", args=[argument])
        assert client.post(address, {"title": "x", "name": "x"}).status_code in {302, 403, 404}
    theme.refresh_from_db()
    assert not theme.renamed
    assert not Insight.objects.exists()
    assert not Disposition.objects.exists()


def test_facilitator_finds_nothing_of_another_place(client, other_site, facilitator):
    elsewhere = make_conversation(other_site, question="Otherham only?")
    assert client.get(reverse("themes_desk:conversation", args=[elsewhere.uuid])).status_code == 404
    assert "Otherham only?" not in client.get(reverse("themes_desk:index")).content.decode()


def test_facilitator_writes_down_a_finding_and_places_the_rest(client, conversation, facilitator):
    theme = Theme.objects.get(items__source_key=conversation.contributions.get(text=REPAIR[0]).key)
    address = reverse("themes_desk:insight", args=[theme.pk])
    page = client.get(address).content.decode()
    assert page.count("checked") == theme.item_count, "all of the theme to begin with"
    assert client.post(address, {"title": "A repair workshop"}).status_code == 422
    keys = [conversation.contributions.get(text=text).key for text in REPAIR]
    client.post(address, {"title": "A repair workshop", "evidence": keys})
    insight = Insight.objects.get()
    assert (insight.title, insight.recorded_by) == ("A repair workshop", facilitator)
    place = reverse("themes_desk:place", args=[conversation.uuid])
    page = client.get(place).content.decode()
    assert MUSIC[0] in page
    assert REPAIR[0] not in page
    assert client.post(place, {"reason": "too_few", "which": "ticked"}).status_code == 422
    one = conversation.contributions.get(text=MUSIC[0]).key
    client.post(place, {"reason": "passed_on", "note": "To the band.", "keys": [one], "which": "ticked"})
    assert Disposition.objects.get(source_key=one).note == "To the band."
    client.post(place, {"reason": "too_few", "which": "page"})
    assert Disposition.objects.count() == 8
    assert "Everything people said" in client.get(place).content.decode()


def test_words_that_were_not_published_are_not_shown_to_a_facilitator(client, conversation, facilitator):
    rude = say(conversation, "Something rude about Bob")
    talk.hide_contribution(rude, reason="It named a neighbour.")
    page = client.get(reverse("themes_desk:place", args=[conversation.uuid])).content.decode()
    assert "rude about Bob" not in page
    assert "It named a neighbour." in page
