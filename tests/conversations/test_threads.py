"""A thread at size: any depth, any order, any page of it, what is new in it, and what it costs."""

import re
import uuid
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.residents.models import Contributor
from civic.residents.services import contributor_for_user
from engagement.conversations import reading, services, threads
from engagement.conversations.models import Contribution, ReadMark
from engagement.conversations.threads import Sort
from tests import page_costs
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory, UserFactory


def whole(response):
    return response.content.decode()


def texts(page):
    return [said.contribution.text for said in page.said]


def numbers_on(body):
    """Return the numbers of everything said on a page, in its order."""
    return [int(n) for n in re.findall(r'class="contribution[^>]*data-number="(\d+)"', body)]


@pytest.fixture
def thread(conversation):
    return thread_in(conversation)


@pytest.fixture
def fill(conversation):
    """Put many things into the thread at once, as if they had been said: ``fill(300)``."""
    people = [ContributorFactory(site=conversation.site) for _n in range(10)]

    def bulk(how_many, **facts):
        place = SimpleNamespace(site=conversation.site, conversation=conversation, people=people)
        made = page_costs.contributions(place, range(how_many))
        if facts:
            for one in made:
                for name, value in facts.items():
                    setattr(one, name, value)
            Contribution.objects.bulk_update(made, list(facts))
        return made

    return bulk


@pytest.fixture
def dawn(conversation):
    """Somebody this browser knows, who has said nothing yet."""
    return ContributorFactory(site=conversation.site, display_name="Dawn")


def as_guest(client, contributor):
    from tests.browser.visits import as_guest as cookies_of

    for name, value in cookies_of(contributor).items():
        client.cookies[name] = value
    return client


# ---- depth ---------------------------------------------------------------------------------------------
def test_replies_of_any_depth_stand_flat_below_their_top_and_say_whom_they_answer(client, page, conversation):
    top = say(conversation, "Open it.")
    deep = top
    for n in range(6):
        deep = say(
            conversation,
            f"Reply {n}.",
            parent=Contribution.objects.get(pk=deep.pk),
            contributor=ContributorFactory(site=conversation.site, display_name=f"Person {n}"),
        )
    body = whole(client.get(page.url))
    replies = body[body.index(f'id="r-{top.uuid}"') :]
    replies = replies[: replies.index("</ol>")]
    assert re.findall(r"<p>(Reply \d\.)</p>", replies) == [f"Reply {n}." for n in range(6)]
    assert re.findall(r"In reply to <a [^>]*><bdi>(.*?)</bdi>", body) == [f"Person {n}" for n in range(5)]


def test_reply_to_something_hidden_names_nobody(client, page, conversation):
    top = say(conversation, "Open it.")
    reply = say(
        conversation,
        "When?",
        parent=top,
        contributor=ContributorFactory(site=conversation.site, display_name="Rude Name"),
    )
    say(conversation, "Tuesdays.", parent=Contribution.objects.get(pk=reply.pk))
    services.hide_contribution(reply, reason="Rude.")
    body = whole(client.get(page.url))
    assert "words no longer shown" in body
    assert "Rude Name" not in body


def test_hundred_replies_are_read_a_page_at_a_time(client, page, conversation, fill):
    top = say(conversation, "Open it.")
    replies = fill(130, parent=top, root=top)
    Contribution.objects.filter(pk=top.pk).update(reply_count=130)
    body = whole(client.get(page.url))
    assert "110 earlier replies" in body
    assert numbers_on(body)[1:] == [one.number for one in replies[-20:]]
    middle = whole(client.get(f"{page.url}?at={replies[50].number}"))
    shown = numbers_on(middle)[1:]
    assert shown == [one.number for one in replies[47:67]]
    assert "47 earlier replies" in middle
    assert "63 later replies" in middle
    alone = reverse("conversations:contribution", args=[top.uuid])
    first = whole(client.get(alone))
    assert first.count("contribution--reply") == 100
    assert f"?after={replies[99].number}" in first
    rest = whole(client.get(f"{alone}?after={replies[99].number}"))
    assert rest.count("contribution--reply") == 30
    back = whole(client.get(f"{alone}?before={replies[100].number}"))
    assert back.count("contribution--reply") == 100


# ---- a permanent link ----------------------------------------------------------------------------------
def test_permanent_link_opens_each_thing_in_its_place(client, page, conversation, fill):
    fill(40)
    top = say(conversation, "The one.")
    reply = say(conversation, "Its reply.", parent=top)
    fill(40)
    for one in (top, reply):
        answer = client.get(reverse("conversations:in_place", args=[one.uuid]))
        assert answer["Location"] == f"{page.url}?at={one.number}#c-{one.uuid}"
        body = whole(client.get(answer["Location"]))
        assert f'id="c-{one.uuid}"' in body
        assert numbers_on(body)[3:5] == [top.number, reply.number], "three things before it, to read it in"
        assert len(numbers_on(body)) == threads.PAGE_SIZE + 1


def test_permanent_link_of_what_nobody_sees_is_not_found(client, conversation, other_site):
    held = say(make_conversation(conversation.site, question="Held?", hold_posts=True))
    theirs = say(make_conversation(other_site))
    for one in (held, theirs):
        assert client.get(reverse("conversations:in_place", args=[one.uuid])).status_code == 404


def test_withdrawn_words_leave_a_hole_in_their_place(client, page, conversation, fill):
    fill(35)
    said = say(conversation, "Taken back.")
    fill(35)
    services.withdraw_contribution(said, said.contributor)
    body = whole(client.get(f"{page.url}?at={said.number}"))
    assert "Taken back." not in body
    assert numbers_on(body)[2:5] == [said.number - 1, said.number, said.number + 1]
    hole = body[body.index(f'id="c-{said.uuid}"') :]
    assert hole.index("The person who said this took it back.") < hole.index("</article>")


# ---- order ---------------------------------------------------------------------------------------------
@pytest.fixture
def talk(conversation):
    """Four things: nothing, two replies, one reply, nothing (hidden)."""
    said = [say(conversation, words) for words in ("Nothing.", "Two.", "One.", "Hidden.")]
    for one in (said[1], said[1], said[2]):
        say(conversation, "A reply.", parent=one)
    services.hide_contribution(said[3], reason="Rude.")
    return said


def test_thread_is_sorted_by_most_discussed_and_by_unanswered(talk, thread):
    assert texts(threads.thread_slice(thread)) == ["Nothing.", "Two.", "One.", "Hidden."]
    assert texts(threads.most_discussed(thread)) == ["Two.", "One.", "Nothing.", "Hidden."]
    assert texts(threads.thread_slice(thread, sort=Sort.UNANSWERED)) == ["Nothing."]


def test_sorted_pages_say_so_and_lead_on(client, page, conversation, fill):
    made = fill(70)
    Contribution.objects.filter(pk=made[40].pk).update(reply_count=3)
    body = whole(client.get(f"{page.url}?sort=discussed"))
    assert re.search(r'aria-current="page">Most discussed', body)
    seen = numbers_on(body)
    assert seen[0] == made[40].number
    for _page in range(2):
        on = re.search(r'href="(\?sort=discussed&amp;past=\d+-\d+)', body)[1].replace("&amp;", "&")
        body = whole(client.get(page.url + on))
        seen += numbers_on(body)
    assert sorted(seen) == [one.number for one in made]
    assert 'href="?sort=discussed&amp;past=' not in body
    unanswered = [one.number for one in made if one != made[40]]
    body = whole(client.get(f"{page.url}?sort=unanswered"))
    assert numbers_on(body) == unanswered[-30:]
    body = whole(client.get(f"{page.url}?sort=unanswered&before={unanswered[-30]}"))
    assert numbers_on(body) == unanswered[-60:-30]
    for nonsense in ("sort=loud", "sort=discussed&past=x", "sort=discussed&past=1-", "past=-1--2", "sort="):
        assert client.get(f"{page.url}?{nonsense}").status_code == 200


def test_agreeing_on_a_sorted_page_comes_back_to_it(client, page, conversation):
    said = say(conversation)
    answer = client.post(
        reverse("conversations:nod", args=[said.uuid]), {"do": "agree", "sort": "discussed", "past": "3-9"}
    )
    assert answer["Location"] == f"{page.url}?sort=discussed&past=3-9#c-{said.uuid}"


# ---- finding -------------------------------------------------------------------------------------------
def test_words_are_found_at_any_depth_without_their_accents(client, page, conversation):
    top = say(conversation, "Cadwch y TŶ BACH ar agor.")
    reply = say(conversation, "Yes: <b>the ty bach</b> at noon.", parent=top)
    hidden = say(conversation, "A ty bach nobody sees.")
    services.hide_contribution(hidden, reason="Rude.")
    say(make_conversation(conversation.site, question="Elsewhere?"), "Another ty bach.")
    body = whole(client.get(f"{page.url}?find=t%C5%B7+bach"))
    assert re.findall(r'id="f-([^"]+)"', body) == [str(reply.uuid), str(top.uuid)]
    assert "<mark>TŶ</mark> <mark>BACH</mark>" in body
    assert "&lt;b&gt;the <mark>ty</mark> <mark>bach</mark>&lt;/b&gt;" in body
    assert f'href="{reverse("conversations:in_place", args=[reply.uuid])}"' in body
    assert "nobody sees" not in body
    assert "Another ty bach" not in body
    assert "Nobody has said “zebra” here." in whole(client.get(f"{page.url}?find=zebra"))


def test_finds_are_paged_and_nonsense_is_not_an_error(client, page, conversation, fill):
    made = fill(40)
    Contribution.objects.update(folded="the hall should open", text="The hall should open")
    body = whole(client.get(f"{page.url}?find=hall"))
    assert body.count('id="f-') == 30
    assert f"find=hall&amp;before={made[10].number}" in body
    rest = whole(client.get(f"{page.url}?find=hall&before={made[10].number}"))
    assert rest.count('id="f-') == 10
    for typed in ("%00", "%25", "_", "x" * 3000, "'+or+1", "+"):
        assert client.get(f"{page.url}?find={typed}").status_code == 200


def test_erased_and_changed_words_are_not_found(client, page, conversation):
    said, gone = say(conversation, "A zebra."), say(conversation, "Another zebra.")
    services.edit_contribution(said, said.contributor, "A horse.")
    services.erase_contribution(gone)
    assert Contribution.objects.get(pk=gone.pk).folded == ""
    assert threads.find_in_thread(thread_in(conversation), "zebra").said == []
    assert [one.pk for one in threads.find_in_thread(thread_in(conversation), "horse").said] == [said.pk]


# ---- the first unread ----------------------------------------------------------------------------------
def test_reader_with_a_code_comes_to_the_first_unread(client, page, conversation, fill, dawn):
    fill(50)
    as_guest(client, dawn)
    assert "New since you were here" not in whole(client.get(page.url)), "the first visit"
    assert ReadMark.objects.get().number == 50
    made = fill(70)
    body = whole(client.get(page.url))
    assert "70 new since you were here" in body
    assert body.index('id="unread"') < body.index(f'id="c-{made[0].uuid}"')
    assert numbers_on(body) == list(range(48, 78))
    assert ReadMark.objects.get().number == 77
    assert "Next new words" in body
    assert numbers_on(whole(client.get(page.url)))[3] == 78, "where they stopped"
    assert (
        client.post(
            reverse("conversations:read", args=[thread_in(conversation).uuid]), {"to": "120"}
        ).status_code
        == 302
    )
    body = whole(client.get(page.url))
    assert numbers_on(body) == list(range(91, 121))
    assert "since you were here" not in body


def test_unread_reply_far_up_is_come_to_and_nothing_unseen_counts_as_read(
    client, page, conversation, fill, dawn
):
    first = fill(100)
    as_guest(client, dawn)
    client.get(page.url)
    reply = say(conversation, "To the very first.", parent=Contribution.objects.get(pk=first[0].pk))
    last = say(conversation, "The newest.")
    body = whole(client.get(page.url))
    assert f'id="c-{reply.uuid}"' in body
    assert f'id="c-{last.uuid}"' not in body
    assert ReadMark.objects.get().number == reply.number
    body = whole(client.get(page.url))
    assert f'id="c-{last.uuid}"' in body
    assert ReadMark.objects.get().number == last.number


def test_own_and_hidden_words_are_not_new(thread, conversation, dawn):
    reading.note_read(thread, dawn, 0)
    say(conversation, "Mine.", contributor=dawn)
    hidden = say(conversation, "Rude.")
    services.hide_contribution(hidden, reason="Rude.")
    assert reading.unread_after(thread, 0, dawn) is None
    other = say(conversation, "Theirs.")
    assert reading.unread_after(thread, 0, dawn) == reading.Unread(count=1, first=other.number)


def test_signed_in_reader_is_remembered_on_every_screen(client, page, conversation, fill):
    fill(5)
    user = UserFactory()
    client.force_login(user)
    client.get(page.url)
    mark = ReadMark.objects.get()
    assert (mark.contributor, mark.number) == (contributor_for_user(user, conversation.site), 5)
    fill(2)
    elsewhere = Client()
    elsewhere.force_login(user)
    assert "2 new since you were here" in whole(elsewhere.get(page.url))


def test_nothing_is_kept_of_a_stranger(client, page, conversation, fill):
    fill(40)
    body = whole(client.get(page.url))
    assert not ReadMark.objects.exists()
    assert not Contributor.objects.filter(display_name="").exists()
    assert 'data-read-to="40"' in body
    assert "data-go-on=" in body
    fill(40)
    body = whole(client.get(f"{page.url}?unread=40"))
    assert numbers_on(body) == list(range(38, 68))
    assert "40 new since you were here" in body
    assert 'data-read-to="67"' in body
    assert "?unread=67#unread" in body
    client.post(reverse("conversations:read", args=[thread_in(conversation).uuid]), {"to": "80"})
    assert not ReadMark.objects.exists()


@pytest.mark.parametrize("headers", [{"sec-purpose": "prefetch"}, {"sec-purpose": "prefetch;prerender"}])
def test_page_fetched_ahead_is_not_read(client, page, conversation, fill, dawn, headers):
    fill(5)
    as_guest(client, dawn).get(page.url, headers=headers)
    client.head(page.url)
    assert not ReadMark.objects.exists()


def test_mark_never_goes_back_or_past_what_there_is(thread, conversation, fill, dawn):
    fill(5)
    thread.refresh_from_db()
    for number, kept in ((3, 3), (2, 3), (9_999, 5)):
        reading.note_read(thread, dawn, number)
        assert ReadMark.objects.get().number == kept


@pytest.mark.parametrize("to", ["", "x", "-1", "9" * 40, "٣"])
def test_nonsense_read_to_is_all_of_it(client, page, conversation, fill, dawn, to):
    fill(5)
    client = as_guest(client, dawn)
    address = reverse("conversations:read", args=[thread_in(conversation).uuid])
    assert client.post(address, {"to": to}, headers={"accept": "application/json"}).status_code == 204
    assert ReadMark.objects.get().number == 5


def test_erasing_somebody_removes_how_far_they_read(conversation, thread, dawn, fill):
    from civic.notify import erasing

    fill(2)
    reading.note_read(thread, dawn, 2)
    reading.note_read(thread, other := ContributorFactory(site=conversation.site), 1)
    erasing.ask_to_erase(dawn)
    assert erasing.erase_person(dawn.pk, at_once=True)
    assert ReadMark.objects.get().contributor == other


# ---- changes, and undoing ------------------------------------------------------------------------------
def test_how_words_were_changed_is_shown_to_everybody(client, conversation):
    said = say(conversation, "First <b>wording</b>.")
    services.edit_contribution(said, said.contributor, "Second wording.")
    services.edit_contribution(said, said.contributor, "Third wording.")
    body = whole(client.get(reverse("conversations:contribution", args=[said.uuid])))
    assert re.findall(r'id="changes".*', body, re.DOTALL)
    assert body.index("Third wording.") < body.index("Second wording.") < body.index("First &lt;b&gt;wording")
    services.hide_contribution(said, reason="Rude.")
    body = whole(client.get(reverse("conversations:contribution", args=[said.uuid])))
    assert "wording" not in body


def test_earlier_words_nobody_had_read_are_shown_to_nobody(client, site):
    conversation = make_conversation(site, hold_posts=True)
    said = say(conversation, "Rude at first.")
    services.edit_contribution(said, said.contributor, "Polite.")
    services.release_contribution(said)
    services.edit_contribution(said, said.contributor, "More polite.")
    services.release_contribution(said)
    body = whole(client.get(reverse("conversations:contribution", args=[said.uuid])))
    assert "Polite." in body
    assert "Rude at first." not in body


def test_what_was_pressed_is_undone_on_the_page_that_says_so(client, page, conversation):
    address = reverse("conversations:say", args=[thread_in(conversation).uuid])
    client.post(address, {"text": "Opne it.", "client_key": "k"})
    said = Contribution.objects.get()
    mine = reverse("conversations:mine", args=[said.uuid])
    for press, undo, text, state in (
        ({"do": "change", "text": "Open it."}, "earlier", "Opne it.", "published"),
        ({"do": "take_back"}, "put_back", "Opne it.", "published"),
    ):
        done = client.post(mine, press)
        body = whole(client.get(done["Location"]))
        assert f'name="do" value="{undo}">Undo</button>' in body
        stranger = whole(Client().get(done["Location"]))
        assert "Undo" not in stranger
        client.post(mine, {"do": undo})
        said.refresh_from_db()
        assert (said.text, said.state) == (text, state)


# ---- as data -------------------------------------------------------------------------------------------
def test_thread_can_be_read_as_data_a_page_at_a_time(client, conversation, thread, other_site):
    top = say(conversation, "Open it.")
    reply = say(conversation, "When?", parent=top)
    hidden = say(conversation, "Rude.", parent=Contribution.objects.get(pk=reply.pk))
    services.hide_contribution(hidden, reason="Rude.")
    address = reverse("conversations:said_json", args=[thread.uuid])
    first = client.get(f"{address}?size=2").json()
    assert [one["words"] for one in first["said"]] == ["Open it.", "When?"]
    assert first["next"] == f"{address}?after=2&size=2"
    rest = client.get(first["next"]).json()
    (one,) = rest["said"]
    assert (one["words"], one["who"], one["state"]) == ("", "", "hidden")
    assert (one["answers"], one["below"]) == (str(reply.uuid), str(top.uuid))
    assert rest["next"] is None
    for nonsense in ("size=0", "size=-1", "size=x", "after=x", "size=99999999"):
        assert client.get(f"{address}?{nonsense}").status_code == 200
    theirs = thread_in(make_conversation(other_site))
    assert client.get(reverse("conversations:said_json", args=[theirs.uuid])).status_code == 404
    draft = thread_in(make_conversation(conversation.site, question="Draft?", opened=False))
    assert client.get(reverse("conversations:said_json", args=[draft.uuid])).status_code == 404


# ---- what it costs -------------------------------------------------------------------------------------
def queries(client, address):
    """Return how many queries an address costs, once everything that is kept between requests is kept."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.fixture
def ten_thousand(conversation, fill):
    """Ten thousand things said: every tenth a reply, some of those to replies; some put together."""
    made = fill(10_000)
    tops, replies = made[:9_000], made[9_000:]
    for n, reply in enumerate(replies):
        top = tops[-1 - n % 500]
        reply.root, reply.parent = top, replies[n - 500] if n >= 500 else top
    for top in tops[-500:]:
        top.reply_count = 2
    tops[-40].merged_count, tops[-41].merged_into = 1, tops[-40]
    Contribution.objects.bulk_update(replies, ["root", "parent"], batch_size=500)
    Contribution.objects.bulk_update(
        tops[-500:], ["reply_count", "merged_count", "merged_into"], batch_size=100
    )
    return made


def test_page_of_ten_thousand_costs_at_most_eight_queries_more_than_an_empty_one(
    client, page, conversation, thread, request, monkeypatch
):
    empty = queries(client, page.url)
    made = request.getfixturevalue("ten_thousand")
    deep = made[9_700].number
    costs = {
        name: queries(client, page.url + query)
        for name, query in {
            "newest": "",
            "earlier": f"?before={made[4_000].number}",
            "first": "?after=0",
            "a top in its place": f"?at={made[8_700].number}",
            "a deep reply in its place": f"?at={deep}",
            "most discussed": "?sort=discussed",
            "unanswered": "?sort=unanswered",
            "first unread": f"?unread={made[5_000].number}",
            "found": "?find=hall",
        }.items()
    }
    assert {name: cost - empty for name, cost in costs.items() if cost > empty + 8} == {}
    monkeypatch.setattr(threads, "PAGE_SIZE", 10)
    assert queries(client, page.url) == costs["newest"], "whatever the size of a page"


def test_data_of_ten_thousand_costs_at_most_eight_queries_whatever_its_size(client, thread, ten_thousand):
    address = reverse("conversations:said_json", args=[thread.uuid])
    costs = {
        queries(client, f"{address}?size={size}&after={after}")
        for size in (10, 100, 200)
        for after in (9_300, 9_600)
    }
    assert len(costs) == 1
    assert costs.pop() <= 8


def test_reader_coming_back_costs_the_same_in_three_as_in_ten_thousand(
    client, page, conversation, fill, dawn
):
    as_guest(client, dawn)
    fill(3)

    def coming_back():
        ReadMark.objects.update(number=1)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page.url).status_code == 200
        return len(seen)

    client.get(page.url)
    few = coming_back()
    fill(9_997)
    assert coming_back() <= few + 1


#: What is no query: where a transaction begins and ends.
BOUNDS = ("BEGIN", "SAVEPOINT", "RELEASE")


@pytest.fixture
def post(client, page, conversation):
    """Say something as a script does; returns the queries it took."""

    def send(text, client=client, **form):
        address = reverse("conversations:say", args=[thread_in(conversation).uuid])
        data = {"text": text, "name": "Dawn", "client_key": uuid.uuid4().hex, **form}
        with CaptureQueriesContext(connection) as seen:
            answer = client.post(address, data, headers={"accept": "application/json"})
        assert answer.status_code == 201
        return [query["sql"] for query in seen if not query["sql"].startswith(BOUNDS)]

    # What a process keeps of itself is kept by now.
    send("Somewhere warm for young people in the evening.", client=Client())
    return send


def test_post_is_answered_in_at_most_ten_queries(post, conversation, fill):
    fill(40)
    post("A choir for everybody who cannot sing.")
    seen = post("And a bench by the door, please, in the sun.")
    assert len(seen) <= 10, "\n".join(seen)
    top = Contribution.objects.filter(number=1).get()
    seen = post("No, thank you.", parent=str(top.uuid))
    assert len(seen) <= 10, "\n".join(seen)


def test_first_post_of_somebody_new_costs_only_their_own_record_more(post, fill):
    fill(40)
    seen = post("A choir for everybody who cannot sing.", client=Client())
    own = (
        "residents_contributor",
        "residents_consent",
        "conversations_hiddenname",
        "conversations_participation",
    )
    rest = [
        one
        for one in seen
        if not any(
            f'FROM "{name}"' in one or f'INTO "{name}"' in one or f'UPDATE "{name}"' in one for name in own
        )
    ]
    assert len(rest) <= 10, "\n".join(rest)


def test_five_thousand_missed_events_are_a_page_and_a_query_at_a_time(
    conversation, thread, fill, django_assert_num_queries
):
    from engagement.conversations.live.frames import REPLAY_LIMIT
    from engagement.conversations.live.source import DatabaseSource

    made = fill(5_000)
    for n, reply in enumerate(made[2_500:]):
        reply.root, reply.parent = made[n], made[max(n, 2_500 + n - 1)] if n else made[n]
    Contribution.objects.bulk_update(made[2_500:], ["root", "parent"], batch_size=500)
    source, after, seen = DatabaseSource(), 0, []
    source.events(thread.pk, 0, 1, ["en"])  # the thread and its place, kept from here on
    with django_assert_num_queries(5_000 // REPLAY_LIMIT):
        while page := source.events(thread.pk, after, REPLAY_LIMIT, ["en"])["en"]:
            seen += [event["n"] for event in page]
            after = page[-1]["n"]
            if after == made[-1].number:
                break
    assert seen == [one.number for one in made]
