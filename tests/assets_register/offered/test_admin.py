"""Who keeps services, what the form asks, and how somebody says that one is still right."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assets_register.asking import ask_about_due, token_for
from assets_register.freshness import due_services_for
from assets_register.models import OfferedService, SchoolTerm
from assets_register.services import create_asset, hold_back
from civic.partners.models import Organisation, Representative
from civic.partners.services import ensure_organisation
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from tests.factories.assets import OfferedServiceFactory
from tests.factories.residents import UserFactory

SCREEN = "wagtailsnippets_assets_register_offeredservice:{}"
TIME = {"weekday": "1", "every": "week", "term_time": "always", "starts": "10:00", "ends": "12:00"}


def given(asset, organisation=None, *, times=({},), breaks=(), **more):
    """Return what the form sends: one time a Tuesday, and what a test changes of it."""
    data = {
        "name": "Debt advice",
        "kind": "advice",
        "description": "Bring your letters.",
        "organisation": organisation.pk if organisation else "",
        "new_organisation": "",
        "asset": asset.pk,
        "status": "running",
        "how_to_come": "turn_up",
        **more,
    }
    for name, rows in (("times", [{**TIME, **row} for row in times]), ("breaks", breaks)):
        data |= {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0}
        for n, row in enumerate(rows):
            data |= {f"{name}-{n}-{key}": value for key, value in row.items()}
    return data


def add(client, data):
    return client.post(reverse(SCREEN.format("add")), data)


@pytest.fixture
def librarian(client, pat):
    client.force_login(pat)
    return client


@pytest.fixture
def old(library, council):
    """A service nobody has looked at for half a year."""
    return OfferedServiceFactory(
        asset=library,
        organisation=council,
        name="Old drop-in",
        checked_at=timezone.now() - timedelta(days=183),
    )


# ---- writing one down ------------------------------------------------------------------------------
def test_librarian_writes_one_down_and_it_counts_as_checked_by_whom_they_act_for(
    librarian, pat, library, council
):
    Representative.objects.create(organisation=council, user=pat)
    assert add(librarian, given(library, council)).status_code == 302
    service = OfferedService.objects.get()
    assert (service.site, service.asset, service.organisation) == (library.site, library, council)
    assert (service.checked_by, service.checked_by_name) == (pat, "Pellbridge Council")
    assert timezone.now() - service.checked_at < timedelta(minutes=1)
    assert [str(time) for time in service.times.all()] == ["Tuesday 10:00 to 12:00"]
    history = librarian.get(reverse(SCREEN.format("history"), args=[service.pk]))
    assert history.status_code == 200


def test_organisation_that_is_not_listed_is_written_down_too(librarian, library):
    assert add(librarian, given(library, new_organisation="The Debt Shop")).status_code == 302
    assert OfferedService.objects.get().organisation.name == "The Debt Shop"
    assert Organisation.objects.get(name="The Debt Shop").site == library.site


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"new_organisation": ""}, "Say who offers it."),
        ({"times": [{"weekday": ""}]}, "Choose a day of the week, or give one date."),
        ({"times": [{"date": "2026-12-01"}]}, "Either a day of the week or one date, not both."),
        ({"times": [{"ends": "10:00"}]}, "It has to end after it starts."),
        ({"times": [{"every": "fortnight"}]}, "Say from which day the weeks are counted."),
        ({"times": [{"first_on": "2026-12-02", "last_on": "2026-12-01"}]}, "This is before the first day."),
        ({"breaks": [{"first_on": "2026-12-02", "last_on": "2026-12-01"}]}, "This is before the first day."),
        ({"minimum_age": "20", "maximum_age": "19"}, "This is younger than the age it starts from."),
    ],
)
def test_what_does_not_go_together_is_said_plainly_and_nothing_typed_is_lost(librarian, library, more, said):
    page = add(librarian, given(library, **{"new_organisation": "The Debt Shop", **more}))
    assert page.status_code == 200
    words = page.content.decode()
    assert said in words
    assert "Bring your letters." in words
    assert "Constraint" not in words
    assert not OfferedService.objects.exists()
    assert not Organisation.objects.filter(name="The Debt Shop").exists()


def test_what_people_have_seen_cannot_be_a_draft_again_nor_be_deleted(librarian, library, council, old):
    address = reverse(SCREEN.format("edit"), args=[old.pk])
    data = given(library, council, times=(), status="draft")
    assert "People have seen it already" in librarian.post(address, data).content.decode()
    librarian.post(reverse(SCREEN.format("delete"), args=[old.pk]))
    assert OfferedService.objects.filter(pk=old.pk, status="running").exists()
    draft = OfferedServiceFactory(asset=library, organisation=council, status="draft", checked_at=None)
    librarian.post(reverse(SCREEN.format("delete"), args=[draft.pk]))
    assert not OfferedService.objects.filter(pk=draft.pk).exists()


def test_form_takes_neither_a_space_nor_an_organisation_of_another_place(librarian, library, other_site):
    theirs = create_asset(other_site, name="Otherham Hall", publish=True)
    agency = ensure_organisation(other_site, "Otherham Agency")
    assert add(librarian, given(theirs, new_organisation="Us")).status_code == 200
    assert add(librarian, given(library, agency)).status_code == 200
    assert not OfferedService.objects.exists()


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.FACILITATOR, Role.BOARD_MEMBER])
def test_other_roles_may_not(client, site, library, council, role):
    person = UserFactory()
    grant_role(person, site, role)
    client.force_login(person)
    add(client, given(library, council))
    assert not OfferedService.objects.exists()
    assert client.get(reverse(SCREEN.format("list"))).status_code == 302


def test_school_terms_are_kept_beside_them(librarian, site):
    address = reverse("wagtailsnippets_assets_register_schoolterm:add")
    page = librarian.post(
        address, {"name": "Autumn", "first_on": "2026-10-01", "last_on": "2026-09-01"}
    ).content.decode()
    assert "This is before the first day." in page
    librarian.post(address, {"name": "Autumn", "first_on": "2026-09-01", "last_on": "2026-10-23"})
    assert SchoolTerm.objects.get().site == site


# ---- still right -----------------------------------------------------------------------------------
def test_listing_shows_what_is_due_and_one_press_confirms_all_of_it(librarian, pat, library, council, old):
    OfferedServiceFactory(asset=library, organisation=council, name="New drop-in")
    ended = OfferedServiceFactory(
        asset=library, organisation=council, name="Ended long ago", status="ended", checked_at=old.checked_at
    )
    page = librarian.get(reverse(SCREEN.format("list")) + "?checked=due").content.decode()
    assert "Old drop-in" in page
    assert "New drop-in" not in page
    assert "Ended long ago" not in page

    action = reverse("wagtail_bulk_action", args=["assets_register", "offeredservice", "service_still_right"])
    address = f"{action}?id={old.pk}&next=/admin/"
    asked = librarian.get(address).content.decode()
    assert "Old drop-in, Cinder Hill Library" in asked
    old.refresh_from_db()
    assert old.is_due(), "looking changes nothing"
    assert librarian.post(address).status_code == 302
    old.refresh_from_db()
    assert not old.is_due()
    assert old.checked_by == pat
    ended.refresh_from_db()
    assert ended.checked_by is None


@pytest.fixture
def steward(site, library):
    """Whoever acts for the library's owner, and so is asked about it."""
    person = UserFactory(email="grace@council.example")
    grant_role(person, site, Role.STEWARD)
    Representative.objects.create(organisation=library.owner, user=person)
    return person


def test_letter_names_due_services_and_its_link_confirms_one_without_a_password(
    client, site, library, council, old, steward
):
    fresh = OfferedServiceFactory(asset=library, organisation=council, name="New drop-in")
    assert ask_about_due(site) == 1
    drain()
    (letter,) = mail.outbox
    assert letter.to == ["grace@council.example"]
    for body in (letter.body, letter.alternatives[0][0]):
        assert "Old drop-in" in body
        assert "New drop-in" not in body
        assert "0 spaces" not in body

    address = reverse("assets_register:still_right", args=[token_for(steward, site)])
    page = client.get(address).content.decode()
    assert "Old drop-in" in page
    assert "Tuesdays, 10am to noon" in page
    assert client.post(address, {"service": str(fresh.uuid)}).status_code == 200
    assert OfferedService.objects.get(pk=fresh.pk).checked_by is None, "it was not due"
    said = client.post(address, {"service": str(old.uuid)}).content.decode()
    assert "Thank you. Old drop-in counts as checked today." in said
    assert "Everything you look after is fresh." in said
    old.refresh_from_db()
    assert (old.checked_by, old.checked_by_name) == (steward, "Pellbridge Council")
    assert ask_about_due(site) == 0


def test_lapsed_service_comes_back_with_one_press(client, site, library, old, steward):
    OfferedService.objects.update(checked_at=timezone.now() - timedelta(days=300))
    assert "Old drop-in" not in client.get("/spaces/cinder-hill-library/who-is-in/").content.decode()
    address = reverse("assets_register:still_right", args=[token_for(steward, site)])
    assert "No longer shown until you say so." in client.get(address).content.decode()
    client.post(address, {"service": str(old.uuid)})
    assert "Old drop-in" in client.get("/spaces/cinder-hill-library/who-is-in/").content.decode()


def test_nobody_is_asked_about_services_of_others_spaces_or_of_hidden_ones(
    site, other_site, library, council, old, steward
):
    church = ensure_organisation(site, "St Aldhelm’s Church")
    vicar = UserFactory()
    grant_role(vicar, site, Role.STEWARD)
    Representative.objects.create(organisation=church, user=vicar)
    hall = create_asset(other_site, name="Otherham Hall", publish=True)
    OfferedServiceFactory(asset=hall, checked_at=old.checked_at)
    assert list(due_services_for(steward, site)) == [old]
    assert list(due_services_for(vicar, site)) == []
    assert list(due_services_for(steward, other_site)) == []
    hold_back(library, reason="a refuge", by=None)
    assert list(due_services_for(steward, site)) == []


def test_dashboard_says_how_many_services_wait(client, old, steward):
    client.force_login(steward)
    assert "1 service to look at again" in client.get(reverse("wagtailadmin_home")).content.decode()
