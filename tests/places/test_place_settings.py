"""A place's settings are its administrators' to change, and nobody else's."""

import pytest
from wagtail.contrib.settings.registry import registry
from wagtail.permissions import policy_registry

from civic.places.models import PlaceSettings
from civic.places.policies import PlaceSettingPolicy
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.projects.models import ProjectSettings
from tests.factories.residents import UserFactory

PLACE = {
    "name": "Pellbridge",
    "timezone": "Europe/London",
    "contact_email": "hello@pellbridge.example",
    "stop_seconds": "20",
    "data_licence": "CC-BY-4.0",
}


def address(model, site):
    return f"/admin/settings/{model._meta.app_label}/{model._meta.model_name}/{site.pk}/"


def signed_in(client, site, *roles):
    user = UserFactory()
    for role in roles:
        grant_role(user, site, role)
    client.force_login(user)
    return user


def test_every_setting_of_a_place_is_its_administrators():
    policies = {model.__name__: type(policy_registry.get_by_type(model)) for model in registry}
    assert policies == dict.fromkeys(
        ["DeskSettings", "PlaceSettings", "ProjectSettings", "RegisterSettings"], PlaceSettingPolicy
    )


def test_administrator_changes_their_own_place_and_no_other(client, site, other_site):
    helper = signed_in(client, site, Role.PLACE_ADMINISTRATOR)
    for model, said in ((PlaceSettings, PLACE), (ProjectSettings, {"helper": helper.pk})):
        assert client.get(address(model, site)).status_code == 200
        assert client.post(address(model, site), said).status_code == 302
        assert client.get(address(model, other_site))["Location"] == "/admin/"
        assert client.post(address(model, other_site), said)["Location"] == "/admin/"
    kept = PlaceSettings.objects.get()
    assert (kept.site, kept.contact_email, kept.stop_seconds) == (site, "hello@pellbridge.example", 20)
    assert ProjectSettings.objects.get().site == site
    assert ProjectSettings.objects.get().helper == helper


def test_the_way_in_leads_to_their_own_place(client, site, other_site):
    signed_in(client, other_site, Role.PLACE_ADMINISTRATOR)
    page = client.get("/admin/").content.decode()
    assert "/admin/settings/places/placesettings/" in page
    answer = client.get("/admin/settings/places/placesettings/")
    assert answer["Location"] == address(PlaceSettings, other_site)
    assert "Pellbridge" not in client.get(answer["Location"]).content.decode()


def test_administrator_of_two_places_is_offered_both(client, site, other_site):
    user = signed_in(client, site, Role.PLACE_ADMINISTRATOR)
    grant_role(user, other_site, Role.PLACE_ADMINISTRATOR)
    page = client.get(address(PlaceSettings, site)).content.decode()
    assert address(PlaceSettings, other_site) in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PLACE_ADMINISTRATOR])
def test_no_other_role_changes_them(client, site, other_site, role):
    user = signed_in(client, site, role)
    for model in (PlaceSettings, ProjectSettings):
        assert client.post(address(model, site), PLACE | {"helper": user.pk})["Location"] == "/admin/"
    assert not PlaceSettings.objects.exclude(contact_email="").exists()
    assert not ProjectSettings.objects.exclude(helper=None).exists()
    assert "/admin/settings/" not in client.get("/admin/").content.decode()
