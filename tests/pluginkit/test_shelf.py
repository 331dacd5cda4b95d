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

SHELF = Path(settings.BASE_DIR) / "tests" / "shelf"

NAMED = {
    "tests.shelf.bad_apps": "No module named 'there_is_no_such_module'",
    "tests.shelf.wrong_version": "needs civic >=99",
    "tests.shelf.not_a_version": "is not a version",
    "tests.shelf.two_configs": "needs exactly one CivicPlugin, has 2",
    "tests.shelf.no_config": "needs exactly one CivicPlugin, has 0",
    "tests.shelf.taken_label": "the label 'record' is already taken",
    "tests.shelf.exploding_ready": "RuntimeError: not today",
    "tests.shelf.broken_urls": "urls: ModuleNotFoundError",
    "tests.shelf.number_version": "1.0 is not a version",
    "tests.shelf.odd_label": "the label 'odd-label' is not a Python name",
    "tests.shelf.no_slots": "slots None should say which function fills which slot",
    "tests.shelf.leaving_ready": "ready: SystemExit: I am off",
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


def test_check_names_every_fault_and_passes(tmp_path):
    done = run_with_shelf(tmp_path, "manage.py", "check")
    assert done.returncode == 0, done.stderr
    for plugin, said in NAMED.items():
        line = next(line for line in done.stderr.splitlines() if f"The plugin {plugin} is off" in line)
        assert said in line
    assert "tests.shelf.sound" not in done.stderr


def test_blocked_plugin_is_mentioned_and_left_out(tmp_path):
    done = run_with_shelf(tmp_path, "manage.py", "check", BLOCKED_PLUGINS="tests.shelf.sound")
    assert "(pluginkit.I001) The plugin tests.shelf.sound is off: blocked" in done.stderr


def test_site_with_broken_plugins_serves_and_sound_one_works(home):
    done = run_with_shelf(home, "-m", "tests.pluginkit.visit_shelf")
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert {"sound", "exploding_receiver", "exploding_slot"} <= set(seen["installed"])
    assert not {"bad_apps", "wrong_version", "two_configs", "no_config"} & set(seen["installed"])
    assert seen["home"] == 200
    assert "before &lt;b&gt;hello&lt;/b&gt; from Pellbridge after" in " ".join(seen["page"].split())
    assert seen["page"].count("hello") == 1, "a plugin whose ready failed fills no slot"
    assert seen["broken_urls"] == 404
    assert seen["exploded"] == ["ValueError"]
    assert seen["heard"] is True
    assert seen["off_elsewhere"] == 404
    assert seen["still_on_here"] == 200
    assert seen["heard_where_off"] is False
    receiver, slot = seen["faults"]
    assert receiver[0] == "tests.shelf.exploding_receiver"
    assert receiver[2].startswith("ValueError (receivers.py, line ")
    assert receiver[3] == 2, "it failed once in each place"
    assert slot[:2] == ["tests.shelf.exploding_slot", "slot shelf.page"]
    assert "ada@" not in json.dumps(seen["faults"]), "an error's message may hold what somebody wrote"


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
        assert status_within(f"http://127.0.0.1:{port}/plugins/sound/", seconds=60) == 200
    finally:
        server.terminate()
        server.wait(timeout=20)


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
