"""Run in a process of its own with the shelf installed: visit the site and say what was seen, as JSON."""

import json
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings.test")
django.setup()

from django.apps import apps  # noqa: E402 - Django has to be set up first
from django.conf import settings  # noqa: E402 - as above
from django.db import connection  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above

from civic.pluginkit import edge  # noqa: E402 - as above
from civic.pluginkit.events import publish  # noqa: E402 - as above
from civic.pluginkit.faults import PluginFailed  # noqa: E402 - as above
from civic.pluginkit.models import PluginFault  # noqa: E402 - as above
from civic.pluginkit.selectors import installed_plugins  # noqa: E402 - as above
from civic.pluginkit.services import switch_plugin  # noqa: E402 - as above
from civic.tasks.registry import find_task  # noqa: E402 - as above
from civic.tasks.services import drain, enqueue  # noqa: E402 - as above
from tests.conftest import make_site  # noqa: E402 - as above
from tests.factories.residents import UserFactory  # noqa: E402 - as above
from tests.shelf.sound.events import ShelfRang  # noqa: E402 - as above
from tests.shelf.sound.receivers import heard  # noqa: E402 - as above


def work() -> list[str]:
    """Do what is queued, as the worker would; what fails does so in its own task."""
    failed = []
    for _i in range(8):
        try:
            drain()
        except PluginFailed as error:
            failed.append(str(error))
    return failed


def visit_page(client) -> dict:
    """Open the page with all the panels twice: late ones are not waited for again."""
    edge.BUDGET = 1.0
    times = []
    for _i in range(2):
        began = time.monotonic()
        page = client.get("/plugins/sound/").content.decode()
        times.append(time.monotonic() - began)
    return {"page": page, "seconds": times, "secret_shown": settings.SECRET_KEY in page}


def visit_settings() -> int:
    """Open the settings whose form fails."""
    staff = Client(raise_request_exception=False)
    staff.force_login(UserFactory(is_superuser=True))
    return staff.get("/admin/settings/exploding_settings/shelfsettings/", follow=True).status_code


def main() -> None:
    with connection.schema_editor() as editor:  # the shelf has no migrations
        editor.create_model(apps.get_model("exploding_settings", "ShelfSettings"))
    site = make_site("testserver", "Pellbridge", default=True)
    other = make_site("other.example", "Otherham")
    client = Client()
    seen = {
        "installed": [p.label for p in installed_plugins()],
        "home": client.get("/").status_code,
        **visit_page(client),
        "broken_urls": client.get("/plugins/broken/").status_code,
        "exploding_page": client.get("/plugins/exploding/").status_code,
        "leaving_page": client.get("/plugins/exploding/leave/").status_code,
        "exploding_settings": visit_settings(),
        "from_package": client.get("/plugins/doorbell/").content.decode(),
    }
    publish(ShelfRang(site_id=site.pk, times=3))
    seen["failed"] = work()
    enqueue(find_task("tests.shelf.exploding_task.tasks.explode"), word="xyzzy")
    seen["failed_task"] = work()
    seen["heard"] = heard == [(site.pk, 3)]
    switch_plugin(other, "sound", on=False)
    seen["off_elsewhere"] = client.get("/plugins/sound/", HTTP_HOST="other.example").status_code
    seen["still_on_here"] = client.get("/plugins/sound/").status_code
    publish(ShelfRang(site_id=other.pk, times=9))
    work()
    seen["heard_where_off"] = (other.pk, 9) in heard
    seen["faults"] = sorted(PluginFault.objects.values_list("plugin", "where", "said", "times"))
    seen["home_after_all"] = client.get("/").status_code
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
