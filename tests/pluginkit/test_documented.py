"""Every slot in our templates is in the README of civic.pluginkit, and every slot in it exists."""

import re
from pathlib import Path

from django.conf import settings

from civic.pluginkit.selectors import installed_plugins

ROOT = Path(settings.BASE_DIR)


def slots_in_templates():
    found = set()
    for room in ("civic", "engagement", "assets_register", "themes"):
        for file in (ROOT / room).rglob("*.html"):
            found |= set(re.findall(r'{% plugin_slot "([^"]+)"', file.read_text(encoding="utf-8")))
    return found


def test_every_slot_is_documented():
    readme = (ROOT / "civic" / "pluginkit" / "README.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", readme, flags=re.MULTILINE))
    assert documented == slots_in_templates()


def test_our_plugins_fill_only_slots_that_exist():
    filled = {slot for plugin in installed_plugins() for slot in plugin.slots}
    assert filled <= slots_in_templates()


def test_each_shipped_plugin_says_what_it_is():
    for plugin in installed_plugins():
        assert plugin.summary
        assert plugin.sound
        readme = (Path(plugin.path) / "README.md").read_text(encoding="utf-8")
        assert len(readme.splitlines()) < 60, "one screen"
