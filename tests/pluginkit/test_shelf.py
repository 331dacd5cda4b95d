"""The broken plugins: the site starts and serves, and the fault is named."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from civic.pluginkit.trials import try_plugin
from tests.pluginkit.wheels import install_wheel, make_wheel

SHELF = Path(settings.BASE_DIR) / "tests" / "shelf"

NAMED = {
    "tests.shelf.bad_apps": "No module named 'there_is_no_such_module'",
    "tests.shelf.wrong_version": "needs civic >=99",
    "tests.shelf.not_a_version": "is not a version",
    "tests.shelf.two_configs": "needs exactly one CivicPlugin, has 2",
    "tests.shelf.no_config": "needs exactly one CivicPlugin, has 0",
    "tests.shelf.taken_label": "the label 'record' is already taken",
    "tests.shelf.exploding_ready": "ready: RuntimeError (apps.py, line ",
    "tests.shelf.broken_tasks": "ready: ModuleNotFoundError: No module named 'there_is_no_such_module'",
    "tests.shelf.telling_apps": "apps.py: RuntimeError (apps.py, line 3)",
    "tests.shelf.broken_urls": "urls: ModuleNotFoundError",
    "tests.shelf.number_version": "1.0 is not a version",
    "tests.shelf.odd_label": "the label 'odd-label' is not a Python name",
    "tests.shelf.no_slots": "slots None should say which function fills which slot",
    "tests.shelf.leaving_ready": "ready: SystemExit (apps.py, line ",
}


def run_with_shelf(home: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the site with the shelf installed, in the embedded shape."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=shelf_environment(home) | more,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def shelf_environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "civic.settings.test",
        "JUNCTION_HOME": str(home),
        "PLUGIN_FOLDERS": str(SHELF),
        "PYTHONPATH": str(settings.BASE_DIR),
    }


@pytest.fixture
def home(django_db_setup, tmp_path) -> Path:
    """A folder with a migrated database in it: a copy of the tests' own where there is one."""
    templates = sorted(settings.HOME.glob("test-template-*.sqlite3"), key=lambda file: file.stat().st_mtime)
    if templates and not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        shutil.copy(templates[-1], tmp_path / "junction.sqlite3")
    else:
        done = run_with_shelf(tmp_path, "manage.py", "migrate", "--verbosity=0")
        assert done.returncode == 0, done.stderr
    return tmp_path


def test_check_names_every_fault_and_what_is_blocked_and_passes(tmp_path):
    done = run_with_shelf(tmp_path, "manage.py", "check", BLOCKED_PLUGINS="tests.shelf.huge_slot")
    assert done.returncode == 0, done.stderr
    for plugin, said in NAMED.items():
        line = next(line for line in done.stderr.splitlines() if f"The plugin {plugin} is off" in line)
        assert said in line
    assert "xyzzy" not in done.stderr + done.stdout, "an error's message may hold a secret"
    assert "The plugin tests.shelf.sound is off" not in done.stderr
    assert "(pluginkit.I001) The plugin tests.shelf.huge_slot is off: blocked" in done.stderr


def test_site_with_broken_plugins_serves_and_sound_ones_work(home, tmp_path):
    install_wheel(make_wheel(SHELF.parent / "packages" / "doorbell", tmp_path), tmp_path / "installed")
    path = os.pathsep.join([str(settings.BASE_DIR), str(tmp_path / "installed")])
    done = run_with_shelf(home, "-m", "tests.pluginkit.visit_shelf", PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert {"sound", "exploding_receiver", "exploding_slot"} <= set(seen["installed"])
    assert not {"bad_apps", "wrong_version", "two_configs", "no_config"} & set(seen["installed"])
    assert (seen["home"], seen["home_after_all"]) == (200, 200)

    # Panels: the sound one is shown, the others are left out, a late one is waited for once.
    assert "before &lt;b&gt;hello&lt;/b&gt; from Pellbridge after" in " ".join(seen["page"].split())
    assert seen["page"].count("hello") == 1, "a plugin whose ready failed fills no slot"
    assert seen["secret_shown"] is False
    first, second = seen["seconds"]
    assert 1 <= first < 20, "the panel hangs for 30 seconds and has 1 here"
    assert second < 1

    # Pages and forms.
    assert seen["broken_urls"] == 404
    assert (seen["exploding_page"], seen["leaving_page"], seen["exploding_settings"]) == (500, 500, 500)

    # A plugin that is a package of its own.
    assert "junction_doorbell" in seen["installed"]
    assert seen["from_package"] == "ding dong"

    # Receivers and tasks, and places.
    assert sorted(failed.partition(" (")[0] for failed in seen["failed"]) == [
        "tests.shelf.exploding_receiver: ValueError",
        "tests.shelf.leaving_receiver: SystemExit",
    ]
    assert [failed.partition(" (")[0] for failed in seen["failed_task"]] == [
        "tests.shelf.exploding_task: ValueError"
    ]
    assert seen["heard"] is True
    assert (seen["off_elsewhere"], seen["still_on_here"]) == (404, 200)
    assert seen["heard_where_off"] is False

    faults = {
        plugin.removeprefix("tests.shelf."): (where, said, times)
        for plugin, where, said, times in seen["faults"]
    }
    told = {name: (where, said.partition(",")[0]) for name, (where, said, _times) in faults.items()}
    assert told == {
        "exploding_receiver": (
            "receiver tests.shelf.exploding_receiver.receivers.explode",
            "ValueError (receivers.py",
        ),
        "leaving_receiver": (
            "receiver tests.shelf.leaving_receiver.receivers.leave",
            "SystemExit (receivers.py",
        ),
        "exploding_task": ("task tests.shelf.exploding_task.tasks.explode", "ValueError (tasks.py"),
        "exploding_page": ("page exploding_page:leave", "SystemExit (urls.py"),
        "exploding_settings": ("page wagtailsettings:edit", "KeyError (models.py"),
        "exploding_slot": ("slot shelf.page", "ZeroDivisionError (slots.py"),
        "huge_slot": ("slot shelf.page", "gave 10"),
        "leaving_slot": ("slot shelf.page", "SystemExit (slots.py"),
        "slow_slot": ("slot shelf.page", "took longer than 1 seconds"),
        "telling_error": ("slot shelf.page", "RuntimeError (slots.py"),
        "telling_slot": ("slot shelf.page", "showed one of the site's secrets"),
    }
    rows = [(where, times) for plugin, where, _said, times in seen["faults"] if "exploding_rec" in plugin]
    assert rows == [(told["exploding_receiver"][0], 1)] * 2, "it failed once in each place"
    kept = json.dumps([seen["faults"], seen["failed"], seen["failed_task"]]) + done.stderr
    assert "ada@" not in kept, "an error's message may hold what somebody wrote"
    assert settings.SECRET_KEY not in kept
    assert "printed [secret]" in done.stderr


def test_trial_names_what_stops_the_site_and_nothing_else(tmp_path):
    stops = ["broken_models", "broken_hooks", "exploding_hook", "leaving_models", "quiet_leaving", "fine"]
    done = run_with_shelf(tmp_path, "manage.py", "trial_plugins", *stops, PLUGIN_FOLDERS=str(SHELF / "stops"))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "broken_models: stops the site: ModuleNotFoundError"
        " (tests/shelf/stops/broken_models/models.py, line 1)",
        "broken_hooks: stops the site: ModuleNotFoundError"
        " (tests/shelf/stops/broken_hooks/wagtail_hooks.py, line 1)",
        "exploding_hook: stops the site: RuntimeError"
        " (tests/shelf/stops/exploding_hook/wagtail_hooks.py, line 6)",
        "leaving_models: stops the site: it ended the process (3)",
        "quiet_leaving: stops the site: it ended the process before the site had started",
        "fine: starts",
    ]
    assert done.stderr.splitlines()[-1] == (
        "CommandError: Start the site with"
        " BLOCKED_PLUGINS=broken_models,broken_hooks,exploding_hook,leaving_models,quiet_leaving"
    )


def test_trial_does_not_wait_for_a_plugin_that_never_starts(monkeypatch):
    monkeypatch.setenv("PLUGIN_FOLDERS", str(SHELF / "stops"))
    trial = try_plugin("sleeping_start", seconds=1)
    assert (trial.stops, trial.said) == (True, "it had not started after 1 seconds")


def test_server_with_broken_plugins_starts(home):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = shelf_environment(home) | {"DJANGO_SETTINGS_MODULE": "civic.settings.dev"}
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert status_within(f"http://127.0.0.1:{port}/plugins/sound/", seconds=120) == 200
    finally:
        server.terminate()
        server.wait(timeout=90)


def status_within(address: str, *, seconds: int) -> int:
    """Return the status an address answers with, asked again until the server is there."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def test_trial_of_a_plugin_that_is_not_there_is_no_trial(tmp_path):
    done = run_with_shelf(tmp_path, "manage.py", "trial_plugins", "fien", PLUGIN_FOLDERS=str(SHELF / "stops"))
    assert done.returncode == 1
    assert "There is no plugin fien. There are: " in done.stderr
    assert done.stdout == ""
