"""The demo bar: one click to be somebody, in the demo and nowhere else; neighbours that stop."""

from datetime import timedelta

import pytest
from django.conf import settings as live_settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings
from django.utils import timezone

from civic.demo import neighbours, words
from civic.demo.checks import demo_only_at_hand
from civic.demo.neighbours import EVERY
from civic.demo.next_steps import next_steps
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.models import QueuedTask
from civic.tasks.services import drain
from engagement.conversations.models import Contribution, Nod
from tests.factories.conversations import make_conversation
from tests.factories.residents import UserFactory


@pytest.fixture
def in_the_demo(settings):
    """The demo's addresses, and staff without a second step."""
    settings.ROOT_URLCONF = "tests.demo.urls"
    settings.JUNCTION_DEMO, settings.STAFF_NEED_SECOND_STEP = True, False


@pytest.fixture
def ifan(site):
    user = UserFactory(email="ifan@pellbridge.example", first_name="Ifan")
    grant_role(user, site, Role.FACILITATOR)
    return user


def test_nobody_is_signed_in_by_a_click_outside_the_demo(client, site, ifan):
    assert live_settings.JUNCTION_DEMO is False
    assert client.post("/demo/be/Ifan/").status_code == 404
    assert b"demo-bar" not in client.get("/").content


def test_one_click_leads_to_work_in_the_demo_and_to_the_door_elsewhere(client, site, ifan, in_the_demo):
    assert client.post("/demo/be/Ifan/").headers["Location"] == "/admin/"
    dashboard = client.get("/admin/")
    assert dashboard.status_code == 200
    assert "The demo: you are Ifan" in dashboard.content.decode()
    with override_settings(STAFF_NEED_SECOND_STEP=True):
        assert client.get("/admin/").headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("wanted", "led"),
    [("/admin/look/", "/admin/look/"), ("https://evil.example/", "/admin/"), ("//evil.example", "/admin/")],
)
def test_being_somebody_leads_only_within_the_place(client, site, ifan, in_the_demo, wanted, led):
    assert client.post("/demo/be/Ifan/", {"next": wanted}).headers["Location"] == led


def test_only_people_of_the_demo_can_be_been(client, site, in_the_demo):
    UserFactory(email="root@pellbridge.example", first_name="Root", is_superuser=True)
    assert client.post("/demo/be/Root/").status_code == 404
    assert client.get("/demo/be/Ifan/").status_code == 405


def test_production_refuses_the_demo():
    assert demo_only_at_hand(None) == []
    with override_settings(SETTINGS_MODULE="civic.settings.production"):
        assert [error.id for error in demo_only_at_hand(None)] == ["demo.E001"]
        with pytest.raises(SystemCheckError, match=r"demo\.E001"):
            call_command("check")


@pytest.fixture
def hall(site):
    return make_conversation(site, question=words.TICKET_HALL_QUESTION)


def test_neighbours_say_and_agree_by_the_same_addresses_as_anybody(site, other_site, hall):
    make_conversation(other_site, question=words.TICKET_HALL_QUESTION)
    neighbours.switch_on(site)
    assert neighbours.stop_at() > timezone.now()
    drain(limit=15, ahead=EVERY)  # their turns, and what those set off at once
    said = Contribution.objects.order_by("number")
    assert said.count() >= 2
    assert [one.text for one in said] == list(words.TICKET_HALL_NEIGHBOURS[: said.count()])
    assert {one.conversation for one in said} == {hall}
    assert all(one.contributor.display_name.endswith(" (demo neighbour)") for one in said)
    assert Nod.objects.filter(contribution=said[1]).count() == 1
    neighbours.switch_off()
    assert neighbours.stop_at() is None
    before = said.count()
    drain(limit=15, ahead=EVERY)
    assert said.count() == before


def test_neighbours_stop_by_themselves(site, hall):
    past = timezone.now() - timedelta(seconds=1)
    neighbours.take_turn(site_id=site.pk, run="a" * 32, turn=0, until=past.isoformat())
    assert not Contribution.objects.exists()
    assert neighbours.stop_at() is None
    assert not QueuedTask.objects.filter(name__startswith="civic.demo").exists()


def test_the_switch_leads_to_where_they_talk(client, site, hall, in_the_demo):
    answer = client.post("/demo/neighbours/", {"do": "on"})
    assert str(hall.uuid) in answer.headers["Location"]
    assert neighbours.stop_at() is not None
    answer = client.post("/demo/neighbours/", {"do": "off", "next": "/spaces/"})
    assert answer.headers["Location"] == "/spaces/"
    assert neighbours.stop_at() is None


@pytest.mark.parametrize(
    ("role", "be"),
    [
        (None, ["Pat", "Olwen", "Olwen", ""]),
        (Role.ASSET_MANAGER, ["", "Olwen", "Olwen", ""]),
        (Role.PLACE_ADMINISTRATOR, ["", "", "", ""]),
    ],
)
def test_what_next_works_for_whoever_is_signed_in(rf, site, role, be):
    request = rf.get("/")
    request.user = AnonymousUser()
    if role:
        request.user = UserFactory()
        grant_role(request.user, site, role)
    assert [step.be for step in next_steps(request, site)] == be
