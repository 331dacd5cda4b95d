"""``manage.py start_plugin``: what it writes works, keeps to the contract, and passes its own test."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from civic.pluginkit.management.commands.start_plugin import TEMPLATE
from tests.databases import migrations_fingerprint

NAME = "outreach_bell"
#: A second one, that fills the same slot: neither's test may be about the other.
BESIDE = "spaces_cats"
PROJECT = (
    "civic",
    "engagement",
    "assets_register",
    "plugins",
    "themes",
    "tests",
    "manage.py",
    "pyproject.toml",
)

#: Every function of it says its types. Whether those of the site fit is ``make check``'s question.
TYPED = (
    "--config-file=", "--strict", "--follow-imports=skip", "--ignore-missing-imports",
    "--allow-subclassing-any", "--allow-untyped-decorators", "--no-warn-return-any",
)  # fmt: skip


@pytest.fixture
def copy(django_db_setup, tmp_path) -> Path:
    """A copy of the project, with a migrated database for its tests: the new plugin has no tables."""
    folder = tmp_path / "project"
    folder.mkdir()
    for part in PROJECT:
        source = settings.BASE_DIR / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("shelf", "node_modules"))
        else:
            shutil.copy2(source, folder / part)
    return folder


def run(copy: Path, *command: str) -> str:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        env=kept
        | {
            "DJANGO_SETTINGS_MODULE": "civic.settings.test",
            "JUNCTION_HOME": str(copy / "var"),
            "PYTHONPATH": str(copy),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.embedded
def test_what_it_writes_passes_its_own_test_and_the_contract(copy):
    run(copy, "manage.py", "start_plugin", NAME)
    run(copy, "manage.py", "start_plugin", BESIDE)
    written = copy / "plugins" / NAME
    assert sorted(
        str(file.relative_to(written)) for file in written.rglob("*.*") if file.suffix != ".pyc"
    ) == [
        "README.md",
        "__init__.py",
        "apps.py",
        "receivers.py",
        "slots.py",
        f"templates/{NAME}/_newest_answer.html",
        "tests/__init__.py",
        f"tests/test_{NAME}.py",
    ]
    (template,) = settings.HOME.glob("test-template-*.sqlite3")
    both = {f"plugins.{name}": copy / "plugins" / name for name in (NAME, BESIDE)}
    fingerprint = migrations_fingerprint(both)
    shutil.copy(template, copy / "var" / f"test-template-{fingerprint}.sqlite3")
    told = run(
        copy, "-m", "pytest", "-q", f"plugins/{NAME}", f"plugins/{BESIDE}", "tests/pluginkit/test_contract.py"
    )
    assert "failed" not in told
    run(copy, "-m", "ruff", "check", "plugins")
    run(copy, "-m", "ruff", "format", "--check", "plugins")
    run(copy, "-m", "mypy", *TYPED, *(str(file) for file in written.glob("*.py")))


def test_it_is_small_enough_to_read_in_one_sitting():
    lines = [line for file in TEMPLATE.rglob("*.*-tpl") for line in file.read_text().splitlines()]
    assert len(lines) < 130


@pytest.mark.parametrize(
    "name", ["bell", "outreach", "outreach_", "Outreach_bell", "outreach-bell", "os_path"]
)
def test_name_that_will_not_do_is_refused_and_nothing_written(name, tmp_path):
    with pytest.raises(CommandError, match="Call it <family>_<name>, in small letters"):
        call_command("start_plugin", name, into=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "apps.py").write_text("mine")
    with pytest.raises(CommandError, match="already; nothing was written"):
        call_command("start_plugin", NAME, into=tmp_path)
    assert (tmp_path / NAME / "apps.py").read_text() == "mine"


def test_in_another_folder_it_is_named_as_it_is_imported_from_there(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    call_command("start_plugin", NAME, into=tmp_path / "more", verbosity=0)
    assert f'    name = "{NAME}"\n' in (tmp_path / "more" / NAME / "apps.py").read_text()
