import pytest

from engagement.projects.pages import ProjectsIndexPage


def add_projects_section(site):
    return site.root_page.add_child(instance=ProjectsIndexPage(title="Join in", slug="projects"))


@pytest.fixture
def section(site):
    return add_projects_section(site)


@pytest.fixture
def other_section(other_site):
    return add_projects_section(other_site)
