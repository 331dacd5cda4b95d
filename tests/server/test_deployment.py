"""The deployment page says what the code does: its variables, commands, units and numbers."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from civic.server import metrics

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "civic/server/deploy"
PAGE = (ROOT / "civic/server/DEPLOYMENT.md").read_text()
README = (ROOT / "README.md").read_text()
#: Read by Django itself, or said by a test run; not ours to explain or not for a deployment.
DJANGOS, TESTS = {"DJANGO_SETTINGS_MODULE"}, {"PYTEST_XDIST_WORKER"}


def table() -> dict[str, str]:
    """Return the variables of the page's table, each with its default as written."""
    rows = re.findall(r"^\| (`[A-Z].*?) \| (.*?) \|", PAGE, re.MULTILINE)
    return {name: default for names, default in rows for name in re.findall(r"`(\w+)`", names)}


def test_the_table_names_exactly_what_is_read():
    source = (ROOT / "civic/settings/environment.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', source))
    assert set(table()) - DJANGOS == read - TESTS


def test_defaults_in_the_table_are_the_defaults_in_the_code():
    source = (ROOT / "civic/settings/environment.py").read_text()
    for name, default in re.findall(r'env\.\w+\("(\w+)", (?:"([^"]+)"|[\d.]+)\)', source):
        if default:
            assert table()[name] == f"`{default}`", name
    assert table()["TASK_LEASE_SECONDS"] == f"`{settings.TASK_LEASE_SECONDS:g}`"
    assert table()["TRUSTED_PROXIES"] == f"`{settings.TRUSTED_PROXIES}`"


def test_nothing_else_reads_the_environment():
    readers = [
        str(file.relative_to(ROOT))
        for room in ("civic", "engagement", "assets_register", "plugins", "themes")
        for file in (ROOT / room).rglob("*.py")
        if re.search(r"os\.getenv|os\.environ(\.get\(|\[[^]]+\](?! = ))", file.read_text())
    ]
    assert readers == []


def commands_on_the_page() -> list[list[str]]:
    """Return every management command named on the page or in the files beside it, with its arguments."""
    texts = [PAGE, README, *(file.read_text() for file in sorted(DEPLOY.iterdir()))]
    lines = [line for text in texts for line in re.findall(r"manage\.py ([a-z_]+[^`\n#]*)", text)]
    found = [shlex.split(re.sub(r"\s{2,}.*|[,;.)].*(?= |$)", "", line)) for line in lines]
    for words in re.findall(r"CMD (\[.*\])", (DEPLOY / "Containerfile").read_text()):
        found.append(re.findall(r'"([^"]+)"', words))
    return found


@pytest.mark.parametrize("words", commands_on_the_page(), ids=" ".join)
def test_every_command_named_there_exists_with_its_options(words):
    name, *arguments = words
    assert name in get_commands()
    app = get_commands()[name]
    command = load_command_class(app, name) if isinstance(app, str) else app
    parser = command.create_parser("manage.py", name)
    known = {option for action in parser._actions for option in action.option_strings}
    assert {argument for argument in arguments if argument.startswith("--")} <= known


def test_numbers_to_watch_are_the_ones_given():
    given = {"junction_request_seconds", "junction_live_sockets", "junction_database_up"}
    given |= {f"junction_tasks_{name}" for name in ("waiting", "oldest_seconds", "failed")}
    assert set(re.findall(r"junction_\w+", PAGE)) == given
    names = {metric.name for metric in metrics.counted.collect()}
    assert names <= given


def test_limits_named_there_are_the_ones_in_force():
    megabytes = settings.REQUEST_BODY_LIMIT // (1024 * 1024)
    assert f"up to {megabytes} MB" in PAGE
    assert f"client_max_body_size {megabytes}m;" in PAGE
    for path, (longest, _seconds) in settings.REQUEST_LONG_BODIES.items():
        assert f"at `{path}` up to {longest // (1024 * 1024)} MB" in PAGE
        assert f"location = {path} {{\n    client_max_body_size {longest // (1024 * 1024)}m;" in PAGE


def test_files_named_there_are_there():
    assert {file.name for file in DEPLOY.iterdir()} == {
        "Containerfile", "junction-box.service", "junction-box-backup.service", "junction-box-backup.timer",
    }  # fmt: skip
    assert "civic/server/DEPLOYMENT.md" in README


def test_production_answers_the_machine_itself_and_your_places_only():
    code = (
        "from civic.settings import production as p;"
        " print(p.ALLOWED_HOSTS, p.SECURE_REDIRECT_EXEMPT, p.STAFF_NEED_SECOND_STEP)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "SECRET_KEY": "x" * 60,
            "ALLOWED_HOSTS": "pellbridge.example",
            "JUNCTION_DEMO": "true",  # is refused by a check, and opens nothing meanwhile
            "JUNCTION_HOME": str(settings.HOME),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said == (
        "['pellbridge.example', 'localhost', '127.0.0.1'] ['^healthz$', '^readyz$', '^metrics$'] True\n"
    )


def test_any_asgi_server_can_load_the_application_first(tmp_path):
    """As ``uvicorn civic.asgi:application`` does, without ``manage.py serve`` before it."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from civic.asgi import application; print(sorted(application.application_mapping))",
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "civic.settings.test", "JUNCTION_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "['http', 'lifespan', 'websocket']", done.stderr
