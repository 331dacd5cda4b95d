"""Editors' screens for projects."""

from datetime import timedelta

from django.utils import timezone

from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.projects.models import Project, ProjectSettings, Session
from engagement.projects.services import wish_to_start
from tests.factories.projects import ProjectFactory, SessionFactory
from tests.factories.residents import ContributorFactory, UserFactory


def sign_in_as_facilitator(client, site):
    user = UserFactory()
    grant_role(user, site, Role.FACILITATOR)
    client.force_login(user)


def test_facilitator_adds_a_project_and_it_gets_an_address(client, site, section):
    sign_in_as_facilitator(client, site)
    response = client.post(
        "/admin/snippets/projects/project/add/",
        {
            "title": "Big Pot",
            "summary": "Cook together",
            "children_welcome": "yes",
            "buggy": "unknown",
            "cost_pence": "0",
            "status": "published",
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    project = Project.objects.get()
    assert (project.site, project.slug) == (site, "big-pot")
    assert client.get("/projects/big-pot/").status_code == 200


def test_session_nowhere_or_backwards_is_refused(client, site, section):
    sign_in_as_facilitator(client, site)
    project = ProjectFactory(site=site)
    now = timezone.now()
    response = client.post(
        "/admin/snippets/projects/session/add/",
        {
            "project": project.pk,
            "starts_at": f"{now:%Y-%m-%d %H:%M}",
            "ends_at": f"{now - timedelta(hours=1):%Y-%m-%d %H:%M}",
            "attendance": "just_turn_up",
        },
    )
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"ends_at", "place_text"}
    assert Session.objects.count() == 0


def test_project_of_another_place_is_not_offered(client, site, other_site, section):
    sign_in_as_facilitator(client, site)
    elsewhere = ProjectFactory(site=other_site, title="Otherham quilting")
    listing = client.get("/admin/snippets/projects/project/")
    assert "Otherham quilting" not in listing.content.decode()
    assert client.get(f"/admin/snippets/projects/project/edit/{elsewhere.pk}/").status_code == 404


def test_host_is_named_by_their_accounts_email_and_may_then_write(client, site, section):
    yusuf = UserFactory(email="yusuf@pellbridge.example")
    sign_in_as_facilitator(client, site)
    project = ProjectFactory(site=site)
    values = {
        "title": "Fix-it", "summary": "Mend", "children_welcome": "yes", "buggy": "no", "cost_pence": "0",
        "status": "published", "host_email": "nobody@pellbridge.example",
    }  # fmt: skip
    url = f"/admin/snippets/projects/project/edit/{project.pk}/"
    assert "Nobody has an account" in client.post(url, values).content.decode()
    assert client.post(url, values | {"host_email": "Yusuf@pellbridge.example"}).status_code == 302
    project.refresh_from_db()
    assert project.host.user == yusuf
    assert client.post(url, values | {"host_email": ""}).status_code == 302
    project.refresh_from_db()
    assert project.host is None


def test_moved_session_is_a_newer_one_to_calendars(client, site, section):
    sign_in_as_facilitator(client, site)
    session = SessionFactory(project=ProjectFactory(site=site))
    moved = session.starts_at + timedelta(days=1)
    values = {
        "project": session.project_id, "starts_at": f"{moved:%Y-%m-%d %H:%M}",
        "ends_at": f"{moved + timedelta(hours=2):%Y-%m-%d %H:%M}", "place_text": session.place_text,
        "attendance": "just_turn_up", "step_free": "yes",
    }  # fmt: skip
    response = client.post(f"/admin/snippets/projects/session/edit/{session.pk}/", values)
    assert response.status_code == 302, response.context["form"].errors
    session.refresh_from_db()
    assert (session.revision, session.step_free) == (1, "yes")


def test_helper_is_chosen_among_who_works_in_this_place(site, other_site, rf):
    here, elsewhere = UserFactory(), UserFactory()
    grant_role(here, site, Role.LIBRARIAN)
    grant_role(elsewhere, other_site, Role.LIBRARIAN)
    form = ProjectSettings.edit_handler.bind_to_model(ProjectSettings).get_form_class()
    offered = form(instance=ProjectSettings.for_site(site)).fields["helper"].queryset
    assert list(offered) == [here]


def test_dashboard_shows_waiting_wishes_of_this_place_to_who_runs_projects(client, site, other_site, section):
    wish_to_start(site, ContributorFactory(site=site), idea="A bike morning")
    wish_to_start(other_site, ContributorFactory(site=other_site), idea="An Otherham secret")
    sign_in_as_facilitator(client, site)
    page = client.get("/admin/").content.decode()
    assert "A bike morning" in page
    assert "An Otherham secret" not in page
    moderator = UserFactory()
    grant_role(moderator, site, Role.MODERATOR)
    client.force_login(moderator)
    assert "A bike morning" not in client.get("/admin/").content.decode()
