"""Editors' screens for projects."""

from datetime import timedelta

from django.utils import timezone

from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.projects.models import Project, Session
from tests.factories.projects import ProjectFactory
from tests.factories.residents import UserFactory


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
