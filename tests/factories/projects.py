"""Projects for tests."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from engagement.projects.enums import ProjectStatus
from engagement.projects.models import Project, Session


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    slug = factory.Sequence(lambda n: f"fix-it-{n}")
    title = "Fix-it"
    summary = "Bring something broken. Leave with it mended."
    host_name = "Yusuf"
    status = ProjectStatus.PUBLISHED


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    site = factory.SelfAttribute("project.site")
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + timedelta(hours=2))
    place_text = "St Aldhelm's Hall"
    place_name = "St Aldhelm's Hall"
