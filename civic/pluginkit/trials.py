"""Start the site once for each plugin, alone and in a process of its own, to find what stops it.

An error in a plugin's ``models.py`` or ``wagtail_hooks.py`` cannot be caught while the site starts.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings

#: What a trial writes before what is wrong, once the site has started; a plugin may write lines of its own.
STARTED = "The site started: "
LAST_PLACE = re.compile(r'File "([^"]+)", line (\d+)')
ERROR_CLASS = re.compile(r"^([A-Za-z_][\w.]*)(?::.*)?$")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How the site started with one plugin."""

    plugin: str
    """The dotted name of its package."""
    stops: bool
    """The site does not start with it: it is to be named in ``BLOCKED_PLUGINS``."""
    said: str
    """What is wrong, without an error's own message, which may hold a secret; empty where nothing is."""


def try_plugin(package: str, *, seconds: float) -> Trial:
    """Start the site with one plugin and no other, within a time."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "trial_plugins", "--start"]
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, "ONLY_PLUGINS": package},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Trial(plugin=package, stops=True, said=f"it had not started after {seconds:g} seconds")
    if done.returncode:
        return Trial(plugin=package, stops=True, said=_ending(done.stderr, done.returncode))
    told = [line for line in done.stdout.splitlines() if line.startswith(STARTED)]
    if not told:  # a plugin may end the process and call that a success
        return Trial(plugin=package, stops=True, said="it ended the process before the site had started")
    return Trial(plugin=package, stops=False, said="; ".join(json.loads(told[-1].removeprefix(STARTED))))


def _ending(told: str, code: int) -> str:
    """Return an error's class, file and line out of what a process wrote before it ended."""
    lines = told.rstrip().splitlines()
    error, places = ERROR_CLASS.match(lines[-1]) if lines else None, LAST_PLACE.findall(told)
    if error is None or not places:
        return f"it ended the process ({code})"
    file, line = places[-1]
    return f"{error[1]} ({os.path.relpath(file, settings.BASE_DIR)}, line {line})"
