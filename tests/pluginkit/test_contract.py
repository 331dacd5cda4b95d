"""What every plugin in our folder keeps to, so that any of them can be left out."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from packaging.specifiers import SpecifierSet
from wagtail.models import Page

from civic.pluginkit import reference
from civic.pluginkit.events import Event, receivers
from civic.pluginkit.management.commands.start_plugin import FAMILIES
from civic.pluginkit.selectors import installed_plugins
from civic.pluginkit.services import switch_plugin
from civic.pluginkit.slots import render_slot

OURS = [plugin for plugin in installed_plugins() if plugin.name.startswith("plugins.")]
each_plugin = pytest.mark.parametrize("plugin", OURS, ids=lambda plugin: plugin.label)


def test_every_plugin_in_the_folder_is_tried():
    folder = Path(settings.BASE_DIR) / "plugins"
    assert [plugin.label for plugin in OURS] == sorted(file.parent.name for file in folder.glob("*/apps.py"))


@each_plugin
def test_it_says_what_it_is(plugin):
    assert plugin.sound
    assert plugin.summary
    assert SpecifierSet(plugin.requires_civic), "it says which versions of the site it works with"
    assert plugin.label.partition("_")[0] in FAMILIES
    readme = (Path(plugin.path) / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) < 60, "one screen"
    assert "**How it fails.**" in readme


@each_plugin
def test_its_panels_fill_slots_there_are_and_bear_having_nothing(plugin, site, rf):
    assert set(plugin.slots) <= {slot.name for slot in reference.slots()}
    for slot, path in plugin.slots.items():
        given = dict.fromkeys(next(s.given for s in reference.slots() if s.name == slot).split(", "))
        assert import_string(path)(rf.get("/"), site, **given) is None


@each_plugin
def test_it_listens_to_events_there_are(plugin):
    heard = {
        name
        for name, functions in receivers.items()
        if any(function.__module__.startswith(f"{plugin.name}.") for function in functions.values())
    }
    assert heard <= set(Event.known)


@each_plugin
def test_nothing_of_it_shows_where_it_is_off(plugin, site, rf, client):
    switch_plugin(site, plugin.label, on=False)
    assert all(plugin.label not in render_slot(slot, rf.get("/"), site) for slot in plugin.slots)
    if plugin.url_prefix:
        assert client.get(f"/plugins/{plugin.url_prefix}/").status_code == 404


@each_plugin
def test_it_can_be_left_out(plugin):
    own = set(plugin.get_models())
    assert not [model for model in own if issubclass(model, Page)], "a plugin defines no page types"
    into = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model not in own
        for field in model._meta.get_fields()
        if field.concrete and field.related_model in own
    ]
    assert into == [], "no table outside a plugin points into it"
