"""Run in a process of its own with the shelf installed: visit the site and say what was seen, as JSON."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings.test")
django.setup()

from django.test import Client  # noqa: E402 - Django has to be set up first

from civic.pluginkit.events import publish  # noqa: E402 - as above
from civic.pluginkit.models import PluginFault  # noqa: E402 - as above
from civic.pluginkit.selectors import installed_plugins  # noqa: E402 - as above
from civic.pluginkit.services import switch_plugin  # noqa: E402 - as above
from civic.tasks.services import drain  # noqa: E402 - as above
from tests.conftest import make_site  # noqa: E402 - as above
from tests.shelf.sound.events import ShelfRang  # noqa: E402 - as above
from tests.shelf.sound.receivers import heard  # noqa: E402 - as above


def ring(site) -> str:
    """Tell everybody, as the worker would; the one that explodes does so in its own task."""
    publish(ShelfRang(site_id=site.pk, times=3))
    exploded = []
    for _i in range(5):
        try:
            drain()
        except ValueError as error:
            exploded.append(type(error).__name__)
    return exploded


def main() -> None:
    site = make_site("testserver", "Pellbridge", default=True)
    other = make_site("other.example", "Otherham")
    client = Client()
    seen = {
        "installed": [p.label for p in installed_plugins()],
        "home": client.get("/").status_code,
        "page": client.get("/plugins/sound/").content.decode(),
        "broken_urls": client.get("/plugins/broken/").status_code,
        "exploded": ring(site),
    }
    seen["heard"] = heard == [(site.pk, 3)]
    switch_plugin(other, "sound", on=False)
    seen["off_elsewhere"] = client.get("/plugins/sound/", HTTP_HOST="other.example").status_code
    seen["still_on_here"] = client.get("/plugins/sound/").status_code
    publish(ShelfRang(site_id=other.pk, times=9))
    for _i in range(5):
        try:
            drain()
        except ValueError:
            continue
    seen["heard_where_off"] = (other.pk, 9) in heard
    seen["faults"] = sorted(PluginFault.objects.values_list("plugin", "where", "said", "times"))
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
