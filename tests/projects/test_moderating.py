"""A project that is reported and hidden: gone at once, back as it was, and nonsense is not found."""

import pytest

from civic.moderation.services import decide
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.projects.enums import ProjectStatus
from tests.factories.projects import ProjectFactory
from tests.factories.residents import UserFactory


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
