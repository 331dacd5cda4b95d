"""The public forms, the public log, and the moderator's screens."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.moderation.models import Appeal, Decision, Report
from civic.moderation.services import appeal_token, decide, report
from civic.record.enums import WordsState
from civic.residents.enums import Role


def report_url(key):
    kind, _colon, id_ = key.partition(":")
    return reverse("moderation:report", args=[kind, id_])


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture(autouse=True)
def _english():
    from django.utils import translation

    with translation.override("en"):
        yield


# ---- reporting -----------------------------------------------------------------------------------
def test_anybody_can_report_without_signing_in(client, words):
    page = client.get(report_url(words))
    assert "The Steps are dark and I fell" in page.content.decode()
    answer = client.post(report_url(words), {"reason": "unkind", "words": "It names my son."})
    assert "A moderator will look at it." in answer.content.decode()
    assert (Report.objects.get().words, Report.objects.get().reporter) == ("It names my son.", None)


def test_report_without_a_reason_keeps_what_was_typed(client, words):
    answer = client.post(report_url(words), {"words": "It names my son."})
    assert answer.status_code == 422
    assert "Choose what is wrong" in answer.content.decode()
    assert "It names my son." in answer.content.decode()
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    "url",
    ["/report/testing.words/none/", "/report/x/y/", "/report/?target=x:y", "/report/", "/report/?target=%00"],
)
def test_report_of_nothing_is_answered_plainly(client, room, url):
    answer = client.get(url, follow=True)
    assert answer.status_code == 404
    assert "This is not here any more" in answer.content.decode()


def test_report_of_another_places_words_is_of_nothing(client, room, dawn, other_site):
    key = room.say(dawn, "Elsewhere", site=other_site)
    assert client.get(report_url(key)).status_code == 404
    assert client.post(report_url(key), {"reason": "spam"}).status_code == 404


def test_reports_are_counted_per_visitor(client, words):
    for _n in range(20):
        client.post(report_url(words), {"reason": "spam"})
    answer = client.post(report_url(words), {"reason": "spam", "words": "still here"})
    assert answer.status_code == 429
    assert "still here" in answer.content.decode()


def test_report_link_by_key_leads_to_the_form(client, words):
    assert client.get("/report/", {"target": words}).url == report_url(words)


# ---- the public log ----------------------------------------------------------------------------
def test_log_says_what_and_why_and_never_who_or_which_words(
    client, room, words, site, sam, other_site, person
):
    decide(sam, site, words, action="hide", reason="unkind", words="Secret advice")
    elsewhere = room.say(None, "Elsewhere", site=other_site)
    decide(person(place=other_site), other_site, elsewhere, action="hide", reason="spam")
    page = text_of(client.get("/moderation-log/"))
    assert "1 decision, newest first" in page
    assert "Hidden It was unkind or threatening" in page
    for secret in ("Steps are dark", "Secret advice", "Sam", "Dawn", "advertising"):
        assert secret not in page


def test_decisions_of_safety_are_not_in_the_log(client, words, site, person):
    report(site, words, reason="safety")
    decide(person(Role.PLACE_ADMINISTRATOR), site, words, action="hide", reason="private")
    assert Decision.objects.get().apart
    assert "No decisions yet" in client.get("/moderation-log/").content.decode()


# ---- another look ------------------------------------------------------------------------------
def test_author_asks_for_another_look_by_link(client, words, site, sam):
    decision = decide(sam, site, words, action="hide", reason="unkind")
    url = f"/another-look/{appeal_token(decision)}/"
    assert "The Steps are dark and I fell" in client.get(url).content.decode()
    answer = client.post(url, {"words": "I named nobody."}, follow=True)
    assert "Somebody else will look again" in answer.content.decode()
    assert Appeal.objects.get().words == "I named nobody."
    client.post(url, {"words": "again"})
    assert Appeal.objects.count() == 1


def test_nobody_asks_another_look_at_what_has_been_put_right(client, words, site, sam):
    decision = decide(sam, site, words, action="hide", reason="unkind")
    decide(sam, site, words, action="restore", reason="mistake")
    url = f"/another-look/{appeal_token(decision)}/"
    assert "A moderator has put it right already." in client.get(url).content.decode()
    client.post(url, {"words": "Still."})
    assert not Appeal.objects.exists()


def test_unknown_link_for_another_look_is_answered_plainly(client, site):
    assert client.get("/another-look/nonsense/").status_code == 404


# ---- the moderator's screens -----------------------------------------------------------------------
def test_queue_shows_what_waits_here_and_nothing_of_elsewhere(
    client, room, words, dawn, site, sam, other_site
):
    report(site, words, reason="unkind")
    report(site, words, reason="spam")
    room.say(dawn, "Held words here", WordsState.HELD)
    elsewhere = room.say(None, "Reported elsewhere", site=other_site)
    report(other_site, elsewhere, reason="spam")
    room.say(None, "Held elsewhere", WordsState.HELD, site=other_site)
    client.force_login(sam)
    page = text_of(client.get(reverse("moderation_queue")))
    assert "1 thing reported" in page
    assert "The Steps are dark and I fell" in page
    assert "1 post waits to be read" in page
    assert "Held words here" in page
    assert "elsewhere" not in page


@pytest.mark.parametrize("which", ["outsider", "librarian"])
def test_queue_is_closed_to_others(client, words, site, other_site, person, which):
    user = person(place=other_site) if which == "outsider" else person(Role.LIBRARIAN)
    client.force_login(user)
    for url in (reverse("moderation_queue"), reverse("moderation_item", args=[words])):
        assert client.get(url).status_code == 302
        assert client.post(url, {"action": "hide", "reason": "spam"}).status_code == 302
    assert Decision.objects.count() == 0


def test_reports_of_danger_are_seen_only_by_place_administrators(client, words, site, sam, person):
    report(site, words, reason="safety", words="A child is named")
    client.force_login(sam)
    assert "Nothing waits." in client.get(reverse("moderation_queue")).content.decode()
    assert "A child is named" not in client.get(reverse("moderation_item", args=[words])).content.decode()
    client.force_login(person(Role.PLACE_ADMINISTRATOR))
    assert "Somebody may be in danger" in client.get(reverse("moderation_queue")).content.decode()
    assert "A child is named" in client.get(reverse("moderation_item", args=[words])).content.decode()


def test_moderator_hides_on_the_screen(client, room, words, site, sam):
    client.force_login(sam)
    url = reverse("moderation_item", args=[words])
    refused = client.post(url, {"action": "hide", "reason": "", "words": "Kept words"})
    assert refused.status_code == 422
    assert "Kept words" in refused.content.decode()
    assert client.post(url, {"action": "hide", "reason": "unkind"}).url == reverse("moderation_queue")
    assert room.said[words.partition(":")[2]].state == WordsState.HIDDEN


def test_who_decided_first_cannot_look_again_on_the_screen(client, room, words, site, sam, person):
    from civic.moderation.services import ask_again

    ask_again(decide(sam, site, words, action="hide", reason="unkind"), "Please")
    client.force_login(sam)
    url = reverse("moderation_item", args=[words])
    assert "another moderator takes this look" in client.get(url).content.decode()
    assert client.post(url, {"action": "restore", "reason": "mistake"}).status_code == 302
    assert room.said[words.partition(":")[2]].state == WordsState.HIDDEN
    client.force_login(person())
    client.post(url, {"action": "restore", "reason": "mistake"})
    assert room.said[words.partition(":")[2]].state == WordsState.PUBLISHED


def test_dashboard_says_what_waits(client, words, site, sam):
    report(site, words, reason="spam")
    client.force_login(sam)
    assert "1 thing reported" in client.get("/admin/").content.decode()


def test_queue_costs_the_same_for_3_and_300(client, room, dawn, site, sam):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("moderation_queue")).status_code == 200
        return len(queries)

    def fill(many):
        for n in range(many):
            report(site, room.say(dawn, f"Words {n}"), reason="spam")
            room.say(dawn, f"Held {n}", WordsState.HELD)

    client.force_login(sam)
    fill(3)
    cost()
    few = cost()
    fill(297)
    assert cost() == few


def test_log_costs_the_same_for_3_and_300(client, room, dawn, site, sam):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/moderation-log/").status_code == 200
        return len(queries)

    def fill(many):
        Decision.objects.bulk_create(
            Decision(site=site, target_key=f"testing.words:{n}", action="hide", reason="spam", by=sam)
            for n in range(many)
        )

    fill(3)
    cost()
    few = cost()
    fill(297)
    assert cost() == few
