"""A project that is reported and hidden: gone at once, back as it was, and nonsense is not found."""

import re

import pytest
from django.utils import timezone

from civic.moderation.services import decide
from civic.notify.models import Message
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from engagement.projects.enums import ComingState, ProjectStatus
from engagement.projects.links import coming_url, project_url, session_url
from engagement.projects.services import say_coming, write_to_everyone_coming
from tests.factories.projects import ProjectFactory, SessionFactory
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.mark.parametrize("status", [ProjectStatus.PUBLISHED, ProjectStatus.ENDED])
def test_a_hidden_project_comes_back_as_it_was(site, client, status):
    project = ProjectFactory(site=site, status=status)
    sam = UserFactory()
    grant_role(sam, site, Role.MODERATOR)
    report = f"/report/projects.project/{project.uuid}/"
    assert client.get(report).status_code == 200
    decide(sam, site, project.key, action="hide", reason="unkind")
    project.refresh_from_db()
    assert project.status == ProjectStatus.DRAFT
    assert project.title not in client.get(report).content.decode()
    decide(sam, site, project.key, action="restore", reason="fine")
    project.refresh_from_db()
    assert (project.status, project.status_before) == (status, "")


@pytest.mark.parametrize("id_", ["junk", "%00", "6f9619ff-8b86-d011-b42d-00c04fc964ff"])
def test_reporting_what_is_no_project_is_not_found(site, client, id_):
    assert client.get(f"/report/projects.project/{id_}/").status_code == 404


def test_who_said_they_are_coming_reads_nothing_of_what_is_hidden_and_can_still_leave(
    site, client, section, mailoutbox
):
    project = ProjectFactory(site=site, title="Nasty plover", slug="nasty-plover", bring="A plover")
    session = SessionFactory(project=project, place_text="Plover Hall")
    dawn = ContributorFactory(site=site, email="dawn@pellbridge.example", email_confirmed_at=timezone.now())
    coming = say_coming(session, dawn)
    write_to_everyone_coming(session, text="Bring your plover.")
    sam = UserFactory()
    grant_role(sam, site, Role.MODERATOR)
    decide(sam, site, project.key, action="hide", reason="unkind")
    drain()  # what was still on its way says no more than the screens
    client.post("/my-voice/open/", {"code": dawn.receipt})
    pages = ["/my-voice/", "/my-voice/export/my-voice.html", "/my-voice/export/my-voice.json"]
    pages += [coming_url(coming), *(f"/my-voice/messages/{one.uuid}/" for one in Message.objects.all())]
    assert len(pages) == 6
    for page in pages:
        shown = client.get(page)
        assert shown.status_code == 200
        assert "plover" not in shown.content.decode().lower(), page
    assert len(mailoutbox) == 2
    assert all("plover" not in mail.body.lower() for mail in mailoutbox)
    assert client.post(coming_url(coming), {"action": "back"}).status_code == 422
    client.post(coming_url(coming), {"action": "cancel"})
    coming.refresh_from_db()
    assert coming.state == ComingState.CANCELLED
    decide(sam, site, project.key, action="restore", reason="fine")
    assert "Nasty plover" in client.get(coming_url(coming)).content.decode()


def test_the_picture_of_a_hidden_project_is_drawn_no_more(site, client, section):
    project = ProjectFactory(site=site, title="Nasty plover")
    pages = [project_url(project), session_url(SessionFactory(project=project))]
    pictures = [
        re.search(r'og:image" content="([^"]*)"', client.get(page).content.decode())[1] for page in pages
    ]
    assert [client.get(picture).status_code for picture in pictures] == [200, 200]
    assert client.get(pictures[0])["Cache-Control"] == "public, no-cache"
    sam = UserFactory()
    grant_role(sam, site, Role.MODERATOR)
    decide(sam, site, project.key, action="hide", reason="unkind")
    assert [client.get(picture).status_code for picture in pictures] == [404, 404]
    decide(sam, site, project.key, action="restore", reason="fine")
    assert client.get(pictures[0]).status_code == 200
