"""Floods, stale tabs, wrong clocks, keys sent again, closed rounds, names that only look alike.

Each gets a plain answer, nothing is lost, nothing leaks. (Markup in words: ``test_views``.)
"""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civic.residents.models import Contributor
from engagement.conversations import launching, names, rules, services, views
from engagement.conversations.lookalikes import mixes_alphabets, skeleton, without_unseen
from engagement.conversations.models import Contribution, Conversation, Round
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory


def whole(response):
    return response.content.decode()


def post(client, thread, text, *, script=False, **form):
    data = {"text": text, "client_key": uuid.uuid4().hex, "anyway": "1", **form}
    headers = {"accept": "application/json"} if script else {}
    return client.post(reverse("conversations:say", args=[thread.uuid]), data, headers=headers)


@pytest.fixture
def thread(conversation):
    return thread_in(conversation)


# ---- floods ------------------------------------------------------------------------------------------
def test_flood_from_one_address_is_told_to_wait_and_stops_nobody_else(page, thread):
    flood = Client(REMOTE_ADDR="192.0.2.1")
    answers = [post(flood, thread, f"Flood {n}.", script=True) for n in range(views.SAY_LIMIT + 40)]
    assert [answer.status_code for answer in answers] == [201] * views.SAY_LIMIT + [429] * 40
    message = "That was a lot in a short time. Your words are kept here: try again in ten minutes."
    assert answers[-1].json()["message"] == message
    plain = post(flood, thread, "Typed with care.")
    assert plain.status_code == 429
    assert "Typed with care.</textarea>" in whole(plain)
    assert message in whole(plain)
    with CaptureQueriesContext(connection) as asked:
        assert post(flood, thread, "Once more.", script=True).status_code == 429
    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}, "who is refused writes nothing"
    assert len(asked) == 2, "which place, which thread"
    assert post(Client(REMOTE_ADDR="192.0.2.2"), thread, "A neighbour.").status_code == 302
    acknowledged = [answer.json()["id"] for answer in answers[: views.SAY_LIMIT]]
    kept = Contribution.objects.order_by("number").values_list("uuid", flat=True)
    assert [str(one) for one in kept][:-1] == acknowledged
    assert Contribution.objects.count() == views.SAY_LIMIT + 1


def test_flood_from_a_hundred_addresses_is_slowed_in_that_thread_alone(page, thread, monkeypatch):
    monkeypatch.setattr(views, "CROWD_LIMIT", 150)  # of 200 here, as of 1,000 there: each takes its time
    crowd = [Client(REMOTE_ADDR=f"192.0.2.{n}") for n in range(100)]
    answers = [post(one, thread, f"Flood {n}.", script=True) for one in crowd for n in range(2)]
    codes = [answer.status_code for answer in answers]
    assert (codes.count(201), codes.count(429)) == (150, 50)
    assert "Your words are kept here: try again in a minute." in answers[-1].json()["message"]
    other = thread_in(make_conversation(thread.site, question="Another?"))
    assert post(Client(REMOTE_ADDR="192.0.2.200"), other, "In peace.").status_code == 302
    monkeypatch.setattr(views, "CROWD_LIMIT", 10_000)  # a minute later
    assert post(crowd[-1], thread, "Flood 1.").status_code == 302
    assert Contribution.objects.filter(thread=thread).count() == 151


def test_full_hall_does_not_reach_the_limit_of_a_flood():
    assert views.CROWD_LIMIT / views.CROWD_PER.total_seconds() == 10


# ---- time --------------------------------------------------------------------------------------------
def test_tab_ten_hours_old_says_it_nods_and_reads_on(client, page, conversation, thread, monkeypatch):
    first = say(conversation, "Before.")
    body = whole(client.get(page.url))
    key = re.search(r'name="client_key" value="([^"]+)"', body)[1]
    for n in range(70):
        say(conversation, f"Meanwhile {n}.")
    later = timezone.now() + timedelta(hours=10)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    answer = post(client, thread, "Ten hours later.", client_key=key)
    assert answer.status_code == 302
    assert "Ten hours later." in whole(client.get(answer["Location"]))
    assert Contribution.objects.latest("pk").said_at == later
    nod = client.post(reverse("conversations:nod", args=[first.uuid]), {"do": "agree", "at": "1"})
    assert nod["Location"] == f"{page.url}?at=1#c-{first.uuid}"
    assert client.get(f"{page.url}?before=1").status_code == 200


def test_tab_ten_hours_old_still_has_its_token_and_without_the_cookie_its_words(page, thread, monkeypatch):
    tab = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', whole(tab.get(page.url)))[1]
    later = timezone.now() + timedelta(hours=10)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert post(tab, thread, "Ten hours later.", csrfmiddlewaretoken=token).status_code == 302
    tab.cookies.clear()
    refused = tab.post(
        reverse("conversations:say", args=[thread.uuid]),
        {"text": "Typed with care.", "client_key": "k", "csrfmiddlewaretoken": token},
        headers={"referer": f"http://testserver{page.url}"},
    )
    assert refused.status_code == 403
    assert "Typed with care." in whole(refused)
    assert "Send again" in whole(refused)
    assert [one.text for one in Contribution.objects.all()] == ["Ten hours later."]


@pytest.mark.parametrize("off", [-2, 2])
def test_nobodys_clock_but_ours_counts(client, page, conversation, thread, off):
    wrong = timezone.now() + timedelta(days=off)
    before = timezone.now()
    data = {"said_at": wrong.isoformat(), "posted_at": wrong.isoformat(), "number": "1"}
    answer = client.post(
        reverse("conversations:say", args=[thread.uuid]),
        {"text": "By my clock.", "client_key": "k", **data},
        headers={"date": wrong.strftime("%a, %d %b %Y %H:%M:%S GMT"), "if-modified-since": "x"},
    )
    assert answer.status_code == 302
    said = Contribution.objects.get()
    assert before <= said.said_at <= timezone.now()
    assert before <= said.posted_at <= timezone.now()


# ---- keys --------------------------------------------------------------------------------------------
def test_key_replayed_is_the_same_contribution_with_and_without_a_cookie(client, page, thread):
    key = uuid.uuid4().hex
    first = post(client, thread, "Once.", client_key=key, script=True).json()
    assert post(client, thread, "Once.", client_key=key, script=True).json()["id"] == first["id"]
    lost = Client()  # the answer never arrived, and with it the cookie that says who they are
    assert post(lost, thread, "Once.", client_key=key, script=True).json()["id"] == first["id"]
    assert (Contribution.objects.count(), Contributor.objects.count()) == (1, 1)


def test_key_reused_with_other_words_says_something_else(client, page, thread):
    key = uuid.uuid4().hex
    for words in ("One thing.", "Another thing.", "One thing."):
        assert post(client, thread, words, client_key=key).status_code == 302
    assert list(Contribution.objects.order_by("pk").values_list("text", flat=True)) == [
        "One thing.",
        "Another thing.",
    ]


def test_somebody_elses_key_opens_nothing_of_theirs(client, page, thread):
    key = uuid.uuid4().hex
    theirs = post(Client(), thread, "Theirs.", client_key=key, name="Pat", script=True).json()
    mine = post(client, thread, "Mine.", client_key=key, name="Dawn", script=True).json()
    assert mine["id"] != theirs["id"]
    assert mine["receipt"] != theirs["receipt"]
    assert "Theirs." not in mine["mine"]


@pytest.mark.parametrize("key", ["", "x" * 10_000, "\x00", "' OR 1=1", "🔑" * 200])
def test_nonsense_key_is_a_key(client, page, thread, key):
    assert post(client, thread, "Words.", client_key=key).status_code == 302
    assert Contribution.objects.get().text == "Words."


# ---- where nothing can be said -------------------------------------------------------------------------
@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("where", ["a draft", "another place", "nowhere"])
def test_words_for_a_thread_that_is_not_shown_are_given_back(client, conversation, other_site, where, script):
    if where == "nowhere":
        address = reverse("conversations:say", args=[uuid.uuid4()])
    else:
        talk = make_conversation(
            other_site if where == "another place" else conversation.site,
            question="Secret question?",
            opened=where != "a draft",
        )
        address = reverse("conversations:say", args=[thread_in(talk).uuid])
    headers = {"accept": "application/json"} if script else {}
    answer = client.post(address, {"text": "Dear <b>words</b>.", "client_key": "k"}, headers=headers)
    assert answer.status_code == 404
    assert "Your words are kept" in whole(answer)
    assert "Secret" not in whole(answer)
    if not script:
        assert "Dear &lt;b&gt;words&lt;/b&gt;.</textarea>" in whole(answer)
    assert client.post(address, {"text": " "}).status_code == 404
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"closes_at": timedelta(hours=-1)}, "This round is over."),
        ({"opens_at": timedelta(hours=1)}, "This round has not begun yet."),
    ],
)
def test_words_for_a_round_that_is_not_open_are_kept_and_told_so(client, page, conversation, facts, said):
    launching.add_round(conversation, title="Which first?", prompt="Which first?")
    stage = conversation.rounds.get()
    thread = conversation.threads.get(round=stage)
    assert "Say it" in whole(client.get(f"{page.url}?thread={thread.uuid}"))
    for name, when in facts.items():
        setattr(stage, name, timezone.now() + when)
    stage.save()
    for script in (False, True):
        answer = post(client, thread, "Too late but dear.", script=script)
        assert answer.status_code == 409
        assert said in whole(answer)
        assert script or "Too late but dear.</textarea>" in whole(answer)
    body = whole(client.get(f"{page.url}?thread={thread.uuid}"))
    assert "This round does not take words now." in body
    assert "Say it" not in body
    assert post(client, thread_in(conversation), "In the first.").status_code == 302
    with pytest.raises(rules.NotOpen):
        services.post_contribution(
            conversation.threads.get(round=stage),
            ContributorFactory(site=conversation.site),
            "By the service.",
            client_key="k",
        )


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"closes_at": timedelta(hours=-1)}, "This round is over. You can still read everything in it."),
        ({"opens_at": timedelta(hours=1)}, "This round has not begun yet."),
    ],
)
def test_nods_in_a_round_that_is_not_open_are_refused_in_words_and_change_nothing(
    client, page, conversation, facts, said, script
):
    stage = launching.add_round(conversation, title="Which first?", prompt="Which first?")
    thread = conversation.threads.get(round=stage)
    words = services.post_contribution(
        thread, ContributorFactory(site=conversation.site), "The roof.", client_key="k"
    )
    address = reverse("conversations:nod", args=[words.uuid])
    headers = {"accept": "application/json"} if script else {}
    where = f"{page.url}?thread={thread.uuid}"
    assert client.post(address, {"do": "agree"}).status_code == 302
    assert f'formaction="{address}"' in whole(client.get(where))
    Round.objects.filter(pk=stage.pk).update(**{name: timezone.now() + off for name, off in facts.items()})
    for do in ("take_back", "agree"):
        for who in (client, Client()):
            answer = who.post(address, {"do": do, "thread": thread.uuid}, headers=headers)
            assert answer.status_code == 409
            assert answer.json() == {"message": said} if script else said in whole(answer)
    words.refresh_from_db()
    assert (words.nod_count, words.nods.count()) == (1, 1)
    assert Contributor.objects.count() == 2, "nobody is made known for nothing"
    assert f'formaction="{address}"' not in whole(client.get(where))
    services.nod(say(conversation, "In the first."), ContributorFactory(site=conversation.site))


def test_words_alike_in_a_round_that_is_over_are_refused_and_not_led_to_a_nod(client, page, conversation):
    stage = launching.add_round(conversation, title="Which first?", prompt="Which first?")
    thread = conversation.threads.get(round=stage)
    person = ContributorFactory(site=conversation.site)
    services.post_contribution(thread, person, "Mend the roof of the hall.", client_key="k")
    Round.objects.filter(pk=stage.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    answer = post(client, thread, "Mend the roof of the hall!", script=True, anyway="")
    assert answer.status_code == 409
    assert list(answer.json()) == ["message", "parent"]
    assert answer.json()["message"].startswith("This round is over. Your words are kept here")


def test_resend_after_a_round_is_over_finds_its_own(client, page, conversation):
    stage = launching.add_round(conversation, title="Which first?", prompt="Which first?")
    thread = conversation.threads.get(round=stage)
    first = post(client, thread, "In time.", client_key="k" * 32, script=True).json()
    stage.closes_at = timezone.now() - timedelta(minutes=1)
    stage.save()
    again = post(client, thread, "In time.", client_key="k" * 32, script=True)
    assert (again.status_code, again.json()["id"]) == (201, first["id"])


# ---- names that look alike -------------------------------------------------------------------------------
CYRILLIC_DAWN = "D\u0430wn"  # its second letter is Cyrillic


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Da\u200bwn", "Dawn"),
        ("\u202eDawn\u202c", "Dawn"),
        ("Dawn\u00ad", "Dawn"),
        ("  Siân   Pŷrs ", "Siân Pŷrs"),
        ("Дмитрий", "Дмитрий"),
        ("Ανδρέας", "Ανδρέας"),
        ("Zoe Ζωή", "Zoe Ζωή"),
        ("أمينة", "أمينة"),
        ("D" + "\u0300" * 30 + "awn", "D\u0300\u0300\u0300awn".replace("D\u0300", "D\u0300")),
        ("\u200b\u200b", ""),
    ],
)
def test_names_are_shown_as_they_are_without_what_nobody_sees(client, page, thread, typed, shown):
    assert post(client, thread, "Words.", name=typed).status_code == 302
    assert Contributor.objects.get().display_name == shown


@pytest.mark.parametrize("typed", [CYRILLIC_DAWN, "M\u03bfderator", "\u0420at", "Јohn"])
def test_name_of_mixed_alphabets_is_refused_in_plain_words_and_all_is_kept(client, page, thread, typed):
    answer = post(client, thread, "Dear words.", name=typed)
    body = whole(answer)
    assert answer.status_code == 422
    assert "That name has letters of several alphabets that look alike. Write it in one alphabet." in body
    assert "Dear words.</textarea>" in body
    assert f'value="{typed}"' in body
    by_script = post(client, thread, "Dear words.", name=typed, script=True)
    assert by_script.status_code == 422
    assert list(by_script.json()["errors"]) == ["name"]
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("typed", ["Pat", "pat", "Рат", "ρατ", "Pa\u200bt", "Ｐａｔ", "Pát"])
def test_name_a_moderator_took_off_does_not_come_back_in_other_letters(conversation, typed):
    pat = ContributorFactory(site=conversation.site, display_name="Pat")
    say(conversation, contributor=pat)
    names.hide_name(pat, reason="Rude.")
    assert names.may_rename(pat, typed) is False
    assert names.may_rename(pat, "Patricia") is True


def test_skeletons_tell_apart_what_looks_different():
    assert skeleton("Ѕсоре") == skeleton("Scope") == "scope"
    assert skeleton("Дмитрий") != skeleton("Dmitriy")
    assert not mixes_alphabets("Anne-Marie O’Brien 2")
    assert without_unseen("👩🏽‍🔧 Jo") == "👩🏽🔧 Jo"


def test_hidden_name_is_one_query_and_only_for_whoever_has_one(conversation, django_assert_num_queries):
    dawn = ContributorFactory(site=conversation.site)
    with django_assert_num_queries(1):
        assert names.is_hidden_name(dawn, "Pat") is False
    assert Conversation.objects.count() == 1
