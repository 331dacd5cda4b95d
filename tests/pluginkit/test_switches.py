"""Plugins switched place by place, by the place's administrator."""

import pytest
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.places.context import site_context
from civic.pluginkit.models import PluginFault
from civic.pluginkit.selectors import installed_plugins, is_on, open_faults, switched_on
from civic.pluginkit.services import mark_mended, record_fault, switch_plugin
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.residents import UserFactory

OURS = "governance_boards"


def test_plugin_is_on_by_default_and_off_only_where_switched(site, other_site):
    assert is_on(OURS, site)
    switch_plugin(site, OURS, on=False)
    assert not is_on(OURS, site)
    assert is_on(OURS, other_site)
    assert not is_on(OURS, None)
    switch_plugin(site, OURS, on=True)
    assert is_on(OURS, site)


def test_switches_cost_nothing_once_the_place_is_kept(site):
    switched_on(site)
    again = type(site).objects.get(pk=site.pk)
    with CaptureQueriesContext(connection) as seen:
        for _i in range(5):
            switched_on(again)
    assert [query["sql"] for query in seen] == ["SELECT number FROM places_keptnumber WHERE id = 1"]


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.BOARD_MEMBER])
def test_switching_is_refused_without_the_role_here(client, site, other_site, role):
    user = UserFactory()
    grant_role(user, other_site, Role.PLACE_ADMINISTRATOR)
    if role:
        grant_role(user, site, role)
    client.force_login(user)
    client.post(reverse("pluginkit:switch", args=[OURS]), {"on": "0"})
    assert is_on(OURS, site)
    assert client.get(reverse("pluginkit:plugins")).status_code in {302, 403}


def test_administrator_switches_their_own_place_only(client, site, other_site):
    user = UserFactory()
    grant_role(user, site, Role.PLACE_ADMINISTRATOR)
    client.force_login(user)
    page = client.get(reverse("pluginkit:plugins")).content.decode()
    for plugin in installed_plugins():
        assert str(plugin.verbose_name) in page
        assert plugin.version in page
    client.post(reverse("pluginkit:switch", args=[OURS]), {"on": "0"})
    assert not is_on(OURS, site)
    assert is_on(OURS, other_site)
    client.post(reverse("pluginkit:switch", args=["no_such_plugin"]), {"on": "0"})


def test_fault_is_counted_in_one_row_until_it_goes_well(site):
    for _i in range(3):
        record_fault("a.plugin", "receiver x", ValueError("about ada@pellbridge.example"))
    fault = PluginFault.objects.get()
    assert (fault.times, fault.said) == (3, "ValueError")
    assert list(open_faults()) == [fault]
    mark_mended("a.plugin", "receiver x", site.pk)  # in another place
    assert open_faults().count() == 1
    mark_mended("a.plugin", "receiver x", None)
    assert list(open_faults()) == []
    record_fault("a.plugin", "receiver x", ValueError())
    assert open_faults().get().times == 4


def test_slot_nobody_fills_is_empty_and_outside_a_place_too(rf, site):
    template = engines["django"].from_string('{% load plugins %}<{% plugin_slot "no.such.slot" %}>')
    with site_context(site):
        assert template.render({}, rf.get("/")) == "<>"
    assert template.render({}, rf.get("/")) == "<>"
