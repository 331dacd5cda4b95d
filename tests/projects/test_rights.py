"""What a person joined or wished, in My voice: where it stands, taken back, erased."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civic.notify import erasing
from civic.notify.models import Message
from civic.pages.templatetags.ui import day
from civic.record.voices import put_back, take_back, voice_of
from civic.residents.services import grant_role
from engagement.projects import services
from engagement.projects.models import StartWish
from engagement.projects.rules import RUNNERS
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture
def dawn(site):
    return ContributorFactory(site=site, display_name="Dawn")


@pytest.fixture
def session(site, section):
    project = services.create_project(site, title="Fix-it", summary="Mend things.")
    services.publish_project(project)
    starts = timezone.now() + timedelta(days=2)
    return services.add_session(project, starts_at=starts, ends_at=starts + timedelta(hours=2))


def test_what_was_joined_stands_under_its_project_and_can_be_changed(client, session, dawn):
    coming = services.say_coming(session, dawn, people=3, note="One wheelchair.")
    (item,) = voice_of(dawn)
    assert item.what == f"You said you're coming on {day(timezone.localtime(session.starts_at))}"
    assert item.subject_key == session.project.key
    assert item.details == ("You wrote to the host: One wheelchair.",)
    client.post("/my-voice/open/", {"code": dawn.receipt})
    page = client.get("/my-voice/").content.decode()
    assert "<h3><a href=" in page
    assert item.edit_url in page
    services.cancel_coming(coming)
    assert "You are not coming any more" in client.get("/my-voice/").content.decode()


def test_wish_is_taken_back_and_put_back_by_who_wished_only(client, site, section, dawn):
    wish = services.wish_to_start(site, dawn, idea="A choir")
    key = f"projects.wish:{wish.uuid}"
    assert take_back(ContributorFactory(site=site), key) is False
    client.post("/my-voice/open/", {"code": dawn.receipt})
    client.post("/my-voice/take-back/", {"key": key})
    wish.refresh_from_db()
    assert wish.state == "closed"
    client.post("/my-voice/take-back/", {"key": key, "undo": "1"})
    wish.refresh_from_db()
    assert wish.state == "new"
    StartWish.objects.update(state="started")
    assert (take_back(dawn, key), put_back(dawn, key)) == (False, False)


def test_erasing_frees_places_and_forgets_notes_and_wishes(site, session, dawn):
    helper = UserFactory()
    grant_role(helper, site, RUNNERS[0])
    coming = services.say_coming(session, dawn, people=3, note="One wheelchair.")
    past = services.add_session(
        session.project,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
    been = services.say_coming(past, dawn, people=2, note="Dawn of Quay Row.")
    ago = timezone.now() - timedelta(days=3)
    type(past).objects.filter(pk=past.pk).update(starts_at=ago, ends_at=ago + timedelta(hours=1))
    wish = services.wish_to_start(site, dawn, idea="A choir", need="A piano")
    assert Message.objects.filter(context__idea="A choir").exists()
    erasing.ask_to_erase(dawn)
    assert erasing.erase_person(dawn.pk, at_once=True)
    for row in (coming, been, session, past, wish):
        row.refresh_from_db()
    assert (coming.state, coming.note, session.coming_count) == ("cancelled", "", 0)
    assert (been.state, been.note, past.coming_count) == ("coming", "", 2)
    assert (wish.idea, wish.need, wish.state) == ("", "", "closed")
    assert not Message.objects.filter(context__idea="A choir").exists()
