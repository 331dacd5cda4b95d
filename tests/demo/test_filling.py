"""Pellbridge as ``fill_demo`` leaves it: what a newcomer counts, and that it is made once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from assets_register.enums import AssetStatus
from assets_register.models import Asset, AssetFact, ImportedRow
from assets_register.suggestions import waiting_suggestions
from civic.demo import words
from civic.demo.activities import PROJECTS
from civic.demo.holdings import HOLDINGS
from civic.demo.lists import listed_by
from civic.demo.spaces import SPACES
from civic.places.models import Neighbourhood
from civic.record.models import Answer, Disposition, Insight
from civic.record.selectors import overdue_insights
from civic.tasks.models import QueuedTask
from engagement.conversations.models import Contribution, Conversation, Participation
from engagement.projects.models import Project, Session
from plugins.insight_themes.models import Theme


def test_lists_name_every_place_once_and_every_project_meets_in_one_of_them():
    listed = [row.name for owner in HOLDINGS for row in listed_by(owner)]
    names = Counter([*listed, *(space.name for space in SPACES)])
    assert len(names) == names.total() == 311
    assert {project.space for project in PROJECTS} <= set(names)
    assert len({project.title for project in PROJECTS}) == len(PROJECTS) == 46


@pytest.mark.audit  # fifteen seconds of work; the walk in a browser begins with the same
@pytest.mark.django_db
def test_filling_makes_the_place_once(capsys):
    call_command("fill_demo", "--hostname", "pellbridge.example", "--port", "80")
    site = Conversation.objects.first().site
    assert site.hostname == "pellbridge.example"

    # The register: many owners, much of it known, some of it for somebody to look after.
    assert Neighbourhood.objects.filter(site=site).count() == 8
    assert Counter(Asset.objects.filter(site=site).values_list("status", flat=True)) == {
        AssetStatus.PUBLISHED: 302,
        AssetStatus.DRAFT: 5,
        AssetStatus.HELD_BACK: 4,
    }
    assert Asset.objects.values("owner").distinct().count() == 11
    assert Asset.objects.public().unplaced().count() == 53
    assert Asset.objects.public().filter(checked_at=None).count() == 79
    assert Counter(AssetFact.objects.values_list("value", flat=True)).keys() == {"yes", "no"}
    assert Counter(ImportedRow.objects.values_list("outcome", flat=True)) == {
        "created": 275,
        "duplicate": 1,
        "problem": 1,
    }
    assert waiting_suggestions(site).count() == 5

    # Projects with sessions in the coming weeks.
    assert Project.objects.filter(site=site, status="published").count() == 46
    assert Session.objects.upcoming().count() == Session.objects.count() >= 230
    assert not Session.objects.filter(space_key="").exists()

    # The library: 61 people, each of whose words ended in the finding or in a reason.
    library = Conversation.objects.get(question=words.LIBRARY_QUESTION)
    how = Participation.objects.filter(conversation=library).values_list("how", flat=True)
    assert Counter(how) == {"online": 48, "desk": 9, "workshop": 4}
    assert library.status == "answered"
    answer = Answer.objects.get(site=site)
    assert (answer.told_count, answer.insights.get().people_count) == (61, 23)
    assert Disposition.objects.filter(subject_key=library.key).count() == 61

    # Tannery Steps: in its second round, and its landlord nine days late.
    tannery = Conversation.objects.get(question=words.TANNERY_QUESTION)
    assert [stage.number for stage in tannery.rounds.all()] == [1, 2]
    (late,) = overdue_insights(site, timezone.localdate())
    assert (late.title, late.answer_owner_name) == (words.TANNERY_INSIGHT, "Riverbank Homes")
    assert late.answer_due_on == timezone.localdate() - timedelta(days=9)

    # The ticket hall: open, and a theme of it named.
    hall = Conversation.objects.get(question=words.TICKET_HALL_QUESTION)
    assert hall.takes_words
    theme = Theme.objects.get(subject_key=hall.key, renamed=True)
    assert theme.name == words.TICKET_HALL_THEME
    assert not Contribution.objects.filter(said_at__gt=timezone.now()).exists()
    assert Insight.objects.count() == 2
    assert not QueuedTask.objects.exclude(failed_at=None).exists()

    call_command("fill_demo", "--hostname", "pellbridge.example", "--port", "80")
    assert "Pellbridge is here already." in capsys.readouterr().out
    assert (Asset.objects.count(), Project.objects.count(), Conversation.objects.count()) == (311, 46, 3)
