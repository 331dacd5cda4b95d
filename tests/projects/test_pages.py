"""Project pages, without JavaScript."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from PIL import Image

from civic.notify.models import Message
from civic.residents.enums import Role
from civic.residents.models import Contributor
from civic.residents.services import GUEST_COOKIE, grant_role
from civic.tasks.services import drain
from engagement.projects.enums import ComingState, ProjectStatus, WishState, YesNoUnknown
from engagement.projects.links import coming_token, session_url
from engagement.projects.models import Coming, ProjectSettings, Session, StartWish
from engagement.projects.services import (
    cancel_session,
    say_coming,
    wish_to_start,
    write_to_everyone_coming,
)
from tests.factories.projects import ProjectFactory, SessionFactory
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def session(site, section):
    return SessionFactory(project=ProjectFactory(site=site, title="Fix-it"))


def text_of(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def test_list_shows_this_places_published_sessions_only(client, session, other_site, other_section):
    SessionFactory(project=ProjectFactory(site=other_site, title="Otherham quilting"))
    SessionFactory(
        project=ProjectFactory(site=session.site, title="Secret draft", status=ProjectStatus.DRAFT)
    )
    page = text_of(client.get("/projects/"))
    assert "Fix-it" in page
    assert "Otherham quilting" not in page
    assert "Secret draft" not in page


def test_filters_narrow_and_unknown_is_not_yes(client, site, section):
    family = ProjectFactory(site=site, title="Toy Swap", children_welcome=YesNoUnknown.YES)
    unsure = ProjectFactory(site=site, title="Knitting", children_welcome=YesNoUnknown.UNKNOWN)
    SessionFactory(project=family)
    SessionFactory(project=unsure)
    page = text_of(client.get("/projects/?children=on"))
    assert "Toy Swap" in page
    assert "Knitting" not in page


def test_unknown_postcode_is_said_beside_the_field_and_kept(client, session):
    response = client.get("/projects/?near=ZZ99+9ZZ")
    assert response.status_code == 422
    page = text_of(response)
    assert "We don't know the postcode “ZZ99 9ZZ” here." in page or "“ZZ99 9ZZ”" in page
    assert 'value="ZZ99 9ZZ"' in page
    assert "Fix-it" in page


@pytest.mark.parametrize(
    "query", ["page=0", "page=junk", "since=not-a-date", "interest=%00", "q=" + "x" * 500]
)
def test_odd_queries_get_a_page(client, session, query):
    assert client.get(f"/projects/?{query}").status_code in (200, 422)


def test_day_nobody_can_see_in_a_box_is_never_what_is_wrong(client, session):
    response = client.get("/projects/?since=not-a-date")
    assert response.status_code == 200
    assert "Something needs a change." not in text_of(response)
    assert "Fix-it" in text_of(response)


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_list_costs_the_same_for_3_as_for_300(client, site, section):
    empty = queries_of(client, "/projects/")
    project = ProjectFactory(site=site)
    for _n in range(3):
        SessionFactory(project=project)
    three = queries_of(client, "/projects/")
    for n in range(297):
        SessionFactory(
            project=ProjectFactory(site=site) if n % 50 == 0 else project,
            starts_at=timezone.now() + timedelta(hours=n),
        )
    many = queries_of(client, "/projects/")
    assert three == many
    assert many <= empty + 8


def test_coming_counts_at_once_without_an_email(client, session):
    url = session_url(session)
    response = client.post(url, {"name": "Dawn", "people": "2", "email": "", "note": ""})
    assert response.status_code == 302
    coming = Coming.objects.get()
    assert (coming.contributor.display_name, coming.people, coming.state) == ("Dawn", 2, ComingState.COMING)
    assert GUEST_COOKIE in client.cookies
    after = text_of(client.get(response["Location"]))
    assert "You're coming" in after
    assert coming.contributor.receipt in after


def test_bad_coming_keeps_what_was_typed(client, session):
    response = client.post(
        session_url(session), {"name": "", "people": "99", "email": "not-an-email", "note": "I bring a cat"}
    )
    assert response.status_code == 422
    page = text_of(response)
    assert "I bring a cat" in page
    assert 'value="not-an-email"' in page
    assert Coming.objects.count() == 0
    assert Contributor.objects.count() == 0


def test_full_session_says_so_and_keeps_the_words(client, site, section):
    session = SessionFactory(project=ProjectFactory(site=site), places=2)
    say_coming(session, ContributorFactory(site=site))
    response = client.post(session_url(session), {"name": "Dawn", "people": "2", "note": "Two of us"})
    assert response.status_code == 422
    assert "There is only 1 place left." in text_of(response)
    assert "Two of us" in text_of(response)


def test_too_many_presses_are_asked_to_wait(client, session):
    for n in range(20):
        client.post(session_url(session), {"name": "", "people": str(n)})
    response = client.post(session_url(session), {"name": "Dawn", "people": "1"})
    assert response.status_code == 429
    assert 'value="Dawn"' in text_of(response)
    assert Coming.objects.count() == 0


def test_link_cancels_and_undoes(client, session, site):
    coming = say_coming(session, ContributorFactory(site=site))
    url = f"/coming/{coming_token(coming)}/"
    assert client.get(url).status_code == 200
    coming.refresh_from_db()
    assert coming.state == ComingState.COMING
    client.post(url, {"action": "cancel"})
    coming.refresh_from_db()
    assert coming.state == ComingState.CANCELLED
    client.post(url, {"action": "back"})
    coming.refresh_from_db()
    assert coming.state == ComingState.COMING


def test_link_of_another_place_or_junk_is_not_there(client, other_site, other_section, section):
    elsewhere = SessionFactory(project=ProjectFactory(site=other_site))
    coming = say_coming(elsewhere, ContributorFactory(site=other_site))
    assert client.get(f"/coming/{coming_token(coming)}/").status_code == 404
    assert client.get("/coming/junk/").status_code == 404


def test_host_writes_after_a_preview(client, site, section):
    host = UserFactory()
    hosting = ContributorFactory(site=site, user=host)
    session = SessionFactory(project=ProjectFactory(site=site, host=hosting))
    say_coming(session, ContributorFactory(site=site, display_name="Dawn"))
    client.force_login(host)
    url = f"{session_url(session)}write/"
    key = str(uuid4())
    preview = client.post(url, {"text": "Bring a cup", "step": "preview", "key": key})
    assert key in text_of(preview)
    assert "This is what they will read" in text_of(preview)
    assert session.messages.count() == 0
    for _press in range(2):
        sent = client.post(url, {"text": "Bring a cup", "step": "send", "key": key})
        assert sent.status_code == 302
    assert session.messages.get().sent_to == 1
    assert Message.objects.filter(kind="projects.from_host").count() == 1
    client.post(url, {"text": "And a spoon", "step": "send", "key": key})  # gone back, and written anew
    assert set(session.messages.values_list("text", flat=True)) == {"Bring a cup", "And a spoon"}


@pytest.mark.parametrize("who", ["nobody", "stranger", "staff_of_other_place"])
def test_others_may_not_write_or_call_off(client, session, other_site, who):
    if who != "nobody":
        user = UserFactory()
        if who == "staff_of_other_place":
            grant_role(user, other_site, Role.PLACE_ADMINISTRATOR)
        client.force_login(user)
    for page in ("write", "call-off"):
        url = f"{session_url(session)}{page}/"
        assert client.get(url).status_code == 404
        assert client.post(url, {"text": "x", "why": "x", "step": "send"}).status_code == 404
    session.refresh_from_db()
    assert session.cancelled_at is None


def test_facilitator_calls_off_with_a_reason(client, session, site):
    user = UserFactory()
    grant_role(user, site, Role.FACILITATOR)
    client.force_login(user)
    client.post(f"{session_url(session)}call-off/", {"why": "The boiler broke."})
    assert "The boiler broke." in text_of(client.get("/projects/"))


def test_wish_is_kept_and_gives_a_receipt(client, site, section):
    response = client.post("/projects/start/", {"idea": "A bike morning", "name": "Dawn"})
    wish = StartWish.objects.get()
    assert wish.contributor.receipt in text_of(response)


def test_calendar_is_read_by_a_client_and_keeps_cancelled(client, session):
    cancel_session(session, why="The boiler broke.")
    response = client.get("/projects/calendar/")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["status"] == "CANCELLED"
    assert str(event["summary"]) == "Fix-it"
    assert event["dtstart"].dt == session.starts_at.replace(microsecond=0)
    assert str(event["uid"]) == f"{session.uuid}@testserver"
    assert (event["sequence"], event["last-modified"].dt) == (1, event["dtstamp"].dt)
    assert abs(event["dtstamp"].dt - timezone.now()) < timedelta(minutes=1)
    assert b"DTSTART:" + f"{session.starts_at:%Y%m%dT%H%M%SZ}".encode() in response.content
    assert "The boiler broke." in str(event["description"])
    lines = response.content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75, "RFC 5545 section 3.1"


def test_calendar_of_nothing_still_holds_a_component(client, site, section):
    calendar = Calendar.from_ical(client.get("/projects/calendar/").content)
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
    assert str(calendar["method"]) == "PUBLISH"


def unfolding(page):
    return dict(re.findall(r'<meta property="og:([a-z:_]+)" content="([^"]*)"', page))


def test_link_unfolds_with_day_place_and_picture(client, session):
    og = unfolding(text_of(client.get(session_url(session))))
    assert og["title"] == "Fix-it"
    assert "St Aldhelm's Hall. Bring something broken." in og["description"]
    assert (og["image:width"], og["image:height"], og["image:type"]) == ("1200", "630", "image/png")
    assert "St Aldhelm's Hall" in og["image:alt"]
    response = client.get(og["image"])
    assert response["Content-Type"] == "image/png"
    assert Image.open(BytesIO(response.content)).size == (1200, 630)


def test_link_to_a_session_nowhere_yet_says_no_empty_place(client, session):
    Session.objects.update(place_name="")
    og = unfolding(text_of(client.get(session_url(session))))
    assert ", ." not in og["description"]
    assert ", ," not in og["description"]


def test_project_leads_to_its_next_session_that_is_not_called_off(client, session):
    later = SessionFactory(project=session.project, starts_at=timezone.now() + timedelta(days=8))
    cancel_session(session, why="The boiler broke.")
    page = text_of(client.get("/projects/" + session.project.slug + "/"))
    assert f'href="/projects/{session.project.slug}/{later.uuid}/#coming"' in page
    assert "I'm coming on" in page
    assert "Step-free? not known yet" in re.sub(r"<[^>]*>", "", page)


def test_project_without_dates_still_says_what_is_not_known(client, site, section):
    ProjectFactory(site=site, slug="quiet")
    page = re.sub(r"<[^>]*>", "", text_of(client.get("/projects/quiet/")))
    for question in ("Can I bring my child?", "Can I bring a buggy?", "Step-free?"):
        assert f"{question} not known yet. Do you know?" in page
    assert re.search(r"Bus\s*not known yet\. Do you know\?", page)


def test_session_called_off_no_longer_says_you_are_coming(client, session):
    moved = client.post(session_url(session), {"name": "Dawn", "people": "1"})
    cancel_session(session, why="The boiler broke.")
    page = text_of(client.get(session_url(session)))
    assert "You're coming" not in page
    link = text_of(client.get(moved["Location"]))
    assert "This session is called off" in link
    assert "The boiler broke." in link
    assert "I can't come after all" not in link


def test_how_many_can_be_changed_by_link_within_the_places(client, site, section):
    session = SessionFactory(project=ProjectFactory(site=site), places=3)
    coming = say_coming(session, ContributorFactory(site=site))
    url = f"/coming/{coming_token(coming)}/"
    assert client.post(url, {"action": "people", "people": "3"}).status_code == 302
    refused = client.post(url, {"action": "people", "people": "4"})
    assert refused.status_code == 422
    assert "There are only 3 places left." in text_of(refused)
    assert client.post(url, {"action": "people", "people": "x"}).status_code == 422
    session.refresh_from_db()
    assert session.coming_count == 3


def test_press_on_a_full_session_writes_nobody_into_the_record(client, site, section):
    session = SessionFactory(project=ProjectFactory(site=site), places=1)
    say_coming(session, ContributorFactory(site=site))
    client.post(session_url(session), {"name": "Dawn", "people": "1"})
    assert Contributor.objects.count() == 1


def test_person_coming_reads_what_the_host_wrote(client, session, site):
    coming = say_coming(session, ContributorFactory(site=site))
    write_to_everyone_coming(session, text="Bring a cup.")
    assert "Bring a cup." in text_of(client.get(f"/coming/{coming_token(coming)}/"))


def test_helper_reads_the_wish_and_writes_back_once(client, site, section):
    pat = UserFactory(first_name="Pat")
    ProjectSettings.objects.update_or_create(site=site, defaults={"helper": pat})
    client.post("/projects/start/", {"idea": "A bike morning", "name": "Dawn"})
    wish = StartWish.objects.get()
    told = Message.objects.get(kind="projects.wish")
    client.force_login(pat)
    assert "A bike morning" in text_of(client.get(told.context["url"]))
    assert "They gave no email" in text_of(client.get(told.context["url"]))
    key = str(uuid4())
    for _press in range(2):
        client.post(told.context["url"], {"text": "Come to the library on Tuesday.", "key": key})
    reply = Message.objects.get(kind="projects.wish_reply")
    assert (reply.contributor, reply.context["who"]) == (wish.contributor, "Pat")
    wish.refresh_from_db()
    assert wish.state == WishState.TALKING


@pytest.mark.parametrize("who", ["nobody", "stranger", "helper_of_other_place", "board_member"])
def test_others_may_not_read_what_somebody_would_like_to_start(client, site, other_site, section, who):
    wish = wish_to_start(site, ContributorFactory(site=site), idea="A secret club")
    if who != "nobody":
        user = UserFactory()
        if who == "helper_of_other_place":
            ProjectSettings.objects.update_or_create(site=other_site, defaults={"helper": user})
            grant_role(user, other_site, Role.FACILITATOR)
        if who == "board_member":
            grant_role(user, site, Role.BOARD_MEMBER)
        client.force_login(user)
    url = f"/projects/wishes/{wish.uuid}/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"text": "x", "key": str(uuid4())}).status_code == 404
    assert not Message.objects.filter(kind="projects.wish_reply").exists()


def test_what_is_not_known_yet_can_be_told_to_who_runs_it(client, session, site, other_site):
    runner, elsewhere = UserFactory(), UserFactory()
    grant_role(runner, site, Role.LIBRARIAN)
    grant_role(elsewhere, other_site, Role.LIBRARIAN)
    url = f"/projects/{session.project.slug}/tell/"
    assert f'{url}"' in text_of(client.get(session_url(session)))
    assert client.post(url, {"text": "", "name": "Dawn", "key": str(uuid4())}).status_code == 422
    key = str(uuid4())
    for _press in range(2):
        client.post(url, {"text": "Bus 4 stops outside.", "name": "Dawn", "key": key})
    told = Message.objects.get(kind="projects.told")
    assert (told.contributor.user, told.context["who"]) == (runner, "Dawn")
    for _press in range(6):
        last = client.post(url, {"text": "Again", "name": "", "key": str(uuid4())})
    assert last.status_code == 429
    assert "Again" in text_of(last)


def test_home_says_how_many_more_sessions_there_are(client, site, section):
    project = ProjectFactory(site=site)
    for hour in range(11):
        SessionFactory(project=project, starts_at=timezone.now() + timedelta(hours=hour + 1))
    assert "And 2 more in these seven days" in text_of(client.get("/"))


def test_one_tap_confirms_the_email_later_and_brings_what_waited(client, session, mailoutbox):
    client.post(session_url(session), {"name": "Dawn", "people": "1", "email": "dawn@pellbridge.example"})
    session.refresh_from_db()
    assert session.coming_count == 1
    write_to_everyone_coming(session, text="Bring a cup.")
    drain()
    (asked,) = mailoutbox
    assert "Bring a cup." not in asked.body, "nobody has said yet that this address is theirs"
    client.post(re.search(r"https?://[^/]+(/confirm/\S+)", asked.body)[1])
    drain()
    assert sorted("Bring a cup." in mail.body for mail in mailoutbox) == [False, False, True]
    assert all("Fix-it" not in mail.subject for mail in mailoutbox)
    session.refresh_from_db()
    assert session.coming_count == 1
