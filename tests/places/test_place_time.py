"""Staff read and type times as their place has them, and dates as they are written here."""

from datetime import UTC, date, datetime

import pytest
from django.utils import formats, translation
from wagtail.users.models import UserProfile

from civic.places.licences import DataLicence
from civic.places.models import PlaceSettings
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations.models import Conversation
from tests.factories.conversations import make_conversation
from tests.factories.residents import UserFactory

NOON = datetime(2031, 8, 15, 12, tzinfo=UTC)  # one o'clock in London, in summer


@pytest.fixture
def boss(client, site):
    person = UserFactory()
    grant_role(person, site, Role.PLACE_ADMINISTRATOR)
    client.force_login(person)
    return person


@pytest.mark.parametrize("chose", [None, "America/New_York"])
def test_times_are_the_places_on_lists_and_in_forms(client, site, boss, chose):
    if chose:
        UserProfile.objects.create(user=boss, current_time_zone=chose)
    made = make_conversation(site, closes_at=NOON)
    listed = client.get("/admin/snippets/conversations/conversation/").content.decode()
    assert "15 August 2031, 13:00" in listed
    form = client.get(f"/admin/snippets/conversations/conversation/edit/{made.pk}/")
    assert 'value="2031-08-15 13:00"' in form.content.decode()
    assert list(UserProfile.objects.values_list("current_time_zone", flat=True)) == ([chose] if chose else [])


def test_time_that_is_typed_is_the_places(client, site, boss):
    made = make_conversation(site, closes_at=NOON)
    address = f"/admin/snippets/conversations/conversation/edit/{made.pk}/"
    form = client.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    said |= {"closes_at": "16/08/2031 18:30", "opens_at": form["opens_at"].value().strftime("%Y-%m-%d %H:%M")}
    said |= {"why_changed": "A day more."} | {
        f"options-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
    }
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Conversation.objects.get().closes_at == datetime(2031, 8, 16, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Lndon", "GMT+one", ""])
def test_time_zone_that_is_none_is_refused_and_what_was_typed_stays(client, site, boss, zone):
    address = f"/admin/settings/places/placesettings/{site.pk}/"
    typed = {"name": "Pellbridge", "timezone": zone, "stop_seconds": "20", "data_licence": DataLicence.OGL_3}
    page = client.post(address, typed)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["timezone"]
    assert page.context["form"]["name"].value() == "Pellbridge"
    assert PlaceSettings.for_site(site).timezone == "Europe/London"


@pytest.mark.parametrize(("language", "said"), [("en", "4 March 2031"), ("cy", "4 Mawrth 2031")])
def test_dates_are_said_and_typed_day_first(language, said):
    with translation.override(language):
        assert formats.date_format(date(2031, 3, 4)) == said
        assert formats.get_format("DATE_INPUT_FORMATS")[:2] == ["%Y-%m-%d", "%d/%m/%Y"]
        assert formats.time_format(datetime(2031, 3, 4, 12)) == "12:00"


def test_account_offers_the_languages_our_screens_speak_and_no_other(client, boss):
    form = client.get("/admin/account/").content.decode()
    assert 'value="cy"' in form
    assert 'value="fr"' not in form
    assert "current_time_zone" not in form
