"""Writes about projects."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override

from civic.notify.models import Message
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.projects.enums import ComingState
from engagement.projects.models import Coming, ProjectSettings, Session
from engagement.projects.services import (
    NotPossible,
    add_session,
    cancel_coming,
    cancel_session,
    create_project,
    pass_on_what_somebody_knows,
    publish_project,
    say_coming,
    wish_to_start,
    write_to_everyone_coming,
)
from engagement.projects.tasks import refresh_places, remind_who_is_coming
from tests.factories.projects import ProjectFactory, SessionFactory
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture
def session(site, section):
    return SessionFactory(project=ProjectFactory(site=site))


def test_project_of_same_title_gets_its_own_address(site, other_site):
    first = create_project(site, title="Big Pot", summary="Cook together")
    second = create_project(site, title="Big Pot", summary="Cook together")
    elsewhere = create_project(other_site, title="Big Pot", summary="Cook together")
    assert [first.slug, second.slug, elsewhere.slug] == ["big-pot", "big-pot-2", "big-pot"]


def test_session_that_ends_before_it_starts_is_refused(site):
    project = publish_project(create_project(site, title="Fix-it", summary="Mend"))
    now = timezone.now()
    with pytest.raises(NotPossible):
        add_session(project, starts_at=now, ends_at=now - timedelta(hours=1))
    assert project.sessions.count() == 0


def test_coming_counts_at_once_and_once(session, site):
    dawn = ContributorFactory(site=site)
    say_coming(session, dawn, people=2)
    say_coming(session, dawn, people=3)
    session.refresh_from_db()
    assert session.coming_count == 3
    assert Message.objects.filter(contributor=dawn, kind="projects.coming").count() == 1


def test_coming_beyond_the_places_is_refused_with_the_number_left(site, section):
    session = SessionFactory(project=ProjectFactory(site=site), places=3)
    say_coming(session, ContributorFactory(site=site), people=2)
    with pytest.raises(NotPossible, match="only 1 place left"):
        say_coming(session, ContributorFactory(site=site), people=2)
    say_coming(session, ContributorFactory(site=site), people=1)
    with pytest.raises(NotPossible, match="no place left"):
        say_coming(session, ContributorFactory(site=site))
    session.refresh_from_db()
    assert session.coming_count == 3


def test_cancelling_twice_frees_the_places_once(session, site):
    coming = say_coming(session, ContributorFactory(site=site), people=4)
    cancel_coming(coming)
    cancel_coming(coming)
    session.refresh_from_db()
    coming.refresh_from_db()
    assert (session.coming_count, coming.state) == (0, ComingState.CANCELLED)


def test_coming_to_what_is_over_or_called_off_is_refused(site, section):
    project = ProjectFactory(site=site)
    over = SessionFactory(project=project, starts_at=timezone.now() - timedelta(days=1))
    off = SessionFactory(project=project)
    cancel_session(off, why="The boiler broke.")
    for session in (over, off):
        with pytest.raises(NotPossible):
            say_coming(session, ContributorFactory(site=site))


def test_person_of_another_place_cannot_come(session, other_site):
    with pytest.raises(NotPossible):
        say_coming(session, ContributorFactory(site=other_site))


def test_calling_off_tells_everyone_still_coming_once(session, site):
    dawn, yusuf = ContributorFactory(site=site), ContributorFactory(site=site)
    say_coming(session, dawn)
    cancel_coming(say_coming(session, yusuf))
    cancel_session(session, why="The boiler broke.")
    cancel_session(session, why="The boiler broke.")
    told = Message.objects.filter(kind="projects.called_off")
    assert [message.contributor for message in told] == [dawn]
    assert told.get().context["why"] == "The boiler broke."


def test_who_chose_welsh_is_led_to_welsh_pages(session, site):
    who = ContributorFactory(site=site, language="cy")
    say_coming(session, who)
    cancel_session(session, why="The boiler broke.")
    for kind, name in (("coming", "cancel_url"), ("called_off", "project_url")):
        assert "/cy/" in Message.objects.get(kind=f"projects.{kind}").context[name]


def test_host_message_reaches_who_is_coming(session, site):
    dawn = ContributorFactory(site=site)
    say_coming(session, dawn)
    sent = write_to_everyone_coming(session, text="  Bring a cup.  ")
    assert sent.sent_to == 1
    assert Message.objects.get(kind="projects.from_host").context["text"] == "Bring a cup."


def test_empty_host_message_is_refused(session):
    with pytest.raises(NotPossible):
        write_to_everyone_coming(session, text="  \n ")


def test_wish_reaches_the_named_helper(site, section):
    helper = UserFactory(first_name="Pat")
    settings = ProjectSettings.for_site(site)
    settings.helper = helper
    settings.save()
    wish_to_start(site, ContributorFactory(site=site, display_name="Dawn"), idea="A bike morning")
    message = Message.objects.get(kind="projects.wish")
    assert message.contributor.user == helper
    assert message.context["who"] == "Dawn"


def test_who_gave_no_name_is_a_neighbour_in_the_language_of_each_reader(site, section):
    helpers = {language: UserFactory(language=language) for language in ("cy", "en")}
    for helper in helpers.values():
        grant_role(helper, site, Role.FACILITATOR)
    wish_to_start(site, ContributorFactory(site=site, display_name=""), idea="A bike morning")
    project = ProjectFactory(site=site, host=None)
    pass_on_what_somebody_knows(project, text="It rains in.", who=" ", key=uuid4())
    for kind in ("projects.wish", "projects.told"):
        who = {
            message.contributor.user.language: message.context["who"]
            for message in Message.objects.filter(kind=kind)
        }
        with override("cy"):
            neighbour = gettext("A neighbour")
        assert who == {"cy": neighbour, "en": "A neighbour"}
        assert neighbour != "A neighbour"


def test_wish_sent_twice_is_kept_and_told_once(site):
    helper = UserFactory()
    settings = ProjectSettings.for_site(site)
    settings.helper = helper
    settings.save()
    dawn, pat = ContributorFactory.create_batch(2, site=site)
    first = wish_to_start(site, dawn, idea="A bike morning")
    assert wish_to_start(site, dawn, idea=" A bike morning ") == first
    assert wish_to_start(site, pat, idea="A bike morning") != first
    assert Message.objects.filter(kind="projects.wish").count() == 2


def test_wish_where_nobody_is_named_reaches_who_runs_projects_here(site, other_site, section):
    runner, gone, elsewhere = UserFactory(), UserFactory(is_active=False), UserFactory()
    grant_role(runner, site, Role.FACILITATOR)
    grant_role(elsewhere, other_site, Role.FACILITATOR)
    ProjectSettings.objects.update_or_create(site=site, defaults={"helper": gone})
    wish_to_start(site, ContributorFactory(site=site), idea="A bike morning")
    assert [told.contributor.user for told in Message.objects.filter(kind="projects.wish")] == [runner]


def test_reminder_goes_once_to_who_said_so_a_while_ago(site, section):
    project = ProjectFactory(site=site)
    soon = SessionFactory(project=project, starts_at=timezone.now() + timedelta(hours=20))
    off = SessionFactory(project=project, starts_at=timezone.now() + timedelta(hours=20))
    later = SessionFactory(project=project, starts_at=timezone.now() + timedelta(days=3))
    dawn, yusuf = ContributorFactory(site=site), ContributorFactory(site=site)
    for session in (soon, off, later):
        say_coming(session, dawn)
    Coming.objects.update(said_at=timezone.now() - timedelta(days=5))
    say_coming(soon, yusuf)  # just now: that email is reminder enough
    cancel_session(off, why="The boiler broke.")
    remind_who_is_coming()
    remind_who_is_coming()
    reminder = Message.objects.get(kind="projects.reminder")
    assert (reminder.contributor, reminder.context["title"]) == (dawn, "Fix-it")


def test_nightly_look_at_spaces_keeps_what_is_known_of_one_that_is_gone(site):
    session = SessionFactory(project=ProjectFactory(site=site), space_key="assets_register.asset:gone")
    Session.objects.update(place_text="", place_name="Reading Room", step_free="yes")
    refresh_places()
    session.refresh_from_db()
    assert (session.place_name, session.step_free) == ("Reading Room", "yes")
