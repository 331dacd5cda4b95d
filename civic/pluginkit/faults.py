"""What is wrong with plugins: found at the start, kept in the process; found later, in a table."""

import logging
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

log = logging.getLogger(__name__)

#: What a stranger's code may end with and the site goes on from; ``SystemExit`` would end a process.
WRONG = (Exception, SystemExit)


class PluginFailed(Exception):
    """Stands for what a plugin raised, whose own message may hold what somebody wrote."""


class OutOfBounds(Exception):
    """A plugin went past a bound of ours: a message of the catalogue, and its particulars.

    Nothing of it is the plugin's. As a text it is English, for the log.
    """

    def __init__(self, message: str, **given: Any) -> None:
        super().__init__(message % given)
        self.message, self.given = message, given


@dataclass(frozen=True, kw_only=True)
class StartFault:
    """Why a plugin was left out, or is off, in this process."""

    plugin: str
    """The dotted name of its package."""
    where: str
    """apps.py, version, ready, urls, or blocked."""
    said: str
    """In English, for the log and the system check."""
    message: str = ""
    """The same as a message of the catalogue; empty for an error, which is nobody's language."""
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What is said, in the language in force."""
        return gettext(self.message) % self.given if self.message else self.said


_found: list[StartFault] = []


def record_start_fault(plugin: str, where: str, error: BaseException | str, **given: Any) -> StartFault:
    """Keep a fault for the system check and the admin page, and log it. Said once per place.

    Of our own faults ``error`` is a message of the catalogue: no language is known before the site starts.
    """
    message = error if isinstance(error, str) else ""
    said = told_without_secrets(error) if isinstance(error, BaseException) else error % given
    fault = StartFault(plugin=plugin, where=where, said=said, message=message, given=given)
    if fault not in _found:
        _found.append(fault)
        log.error("plugin.fault", extra={"plugin": plugin, "where": where, "said": said})
    return fault


def start_faults() -> tuple[StartFault, ...]:
    """Return what was wrong when this process started."""
    return tuple(_found)


def told_without_secrets(error: BaseException) -> str:
    """Return an error's class, file and line: its message may hold a secret, or what somebody wrote.

    Of a module that is missing its name is told too.
    """
    if isinstance(error, OutOfBounds):
        return str(error)
    said = type(error).__name__
    if isinstance(error, ModuleNotFoundError) and error.name:
        said += f": No module named '{error.name}'"
    frames = traceback.extract_tb(error.__traceback__)
    where, line = (frames[-1].filename, frames[-1].lineno) if frames else ("", None)
    if isinstance(error, SyntaxError) and error.filename:
        where, line = error.filename, error.lineno
    return f"{said} ({Path(where).name}, line {line})" if where else said
