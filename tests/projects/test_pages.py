"""Project pages, without JavaScript."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from civic.notify.models import Message
from civic.residents.enums import Role
from civic.residents.models import Contributor
from civic.residents.services import GUEST_COOKIE, grant_role
from engagement.projects.enums import ComingState, ProjectStatus, YesNoUnknown
from engagement.projects.links import coming_token, session_url
from engagement.projects.models import Coming, StartWish
from engagement.projects.services import cancel_session, say_coming
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
    assert "There are only 1 places left." in text_of(response)
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


def test_link_unfolds_with_day_and_place(client, session):
    page = text_of(client.get(session_url(session)))
    assert '<meta property="og:title" content="Fix-it">' in page
    assert "St Aldhelm's Hall" in re.search(r'og:description" content="([^"]*)"', page)[1]
