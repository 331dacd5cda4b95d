"""What is wrong with plugins: found at the start, kept in the process; found later, in a table."""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class StartFault:
    """Why a plugin was left out, or is off, in this process."""

    plugin: str
    """The dotted name of its package."""
    where: str
    """apps.py, version, ready, urls, or blocked."""
    said: str


_found: list[StartFault] = []


def record_start_fault(plugin: str, where: str, error: BaseException | str) -> StartFault:
    """Keep a fault for the system check and the admin page, and log it. Said once per place."""
    said = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    fault = StartFault(plugin=plugin, where=where, said=said)
    if fault not in _found:
        _found.append(fault)
        log.error("plugin.fault", extra={"plugin": plugin, "where": where, "said": said})
    return fault


def start_faults() -> tuple[StartFault, ...]:
    """Return what was wrong when this process started."""
    return tuple(_found)


def told_without_secrets(error: BaseException) -> str:
    """Return an error's class, file and line: its message may hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{at}"
