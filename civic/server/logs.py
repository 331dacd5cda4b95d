"""Logs as JSON lines: a stable event name, and no personal data.

A log call's message is its event (``log.info("task.failed", extra={"task": ...})``); what is in
``extra`` becomes fields. Django's own request log names the path, which may hold somebody's
receipt code or a link that signs them in, so of that only the route is kept. A library's message is
kept as it stands in its source, without what it was filled with. An error's own words may be what
somebody typed ("Key (email)=(…) already exists"), so of an error the JSON has its class and its lines
of code; a person at a terminal, in development, sees all of it.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from civic.pluginkit.secrets import without_secrets

#: What every record has; anything else came with ``extra``.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


#: How our own events are named; whatever else is said is a library's.
EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def described(record: logging.LogRecord) -> dict[str, Any]:
    """Return a record's event and fields, JSON values only."""
    refused = _is_refusal(record)
    if record.name == "django.request" or refused:
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        return {
            "event": "request.refused" if refused or record.levelno < logging.ERROR else "request.error",
            "route": getattr(match, "route", ""),
            "method": getattr(request, "method", ""),
            "status_code": getattr(record, "status_code", None),
        }
    event = str(record.msg)
    if not EVENT.fullmatch(event):
        return {"event": "library.said", "said": event}
    fields = {key: value for key, value in vars(record).items() if key not in _STANDARD}
    for key, value in fields.items():
        fields[key] = value if isinstance(value, int | float | bool | None) else str(value)
    return {"event": event, **fields}


def _is_refusal(record: logging.LogRecord) -> bool:
    """Whether Django turned a request away as unsafe: strangers try all day, and nothing is broken."""
    return record.name.startswith("django.security")


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            **described(record),
        }
        if record.exc_info and not _is_refusal(record):
            line["traceback"] = code_lines(record.exc_info[1])
        return without_secrets(json.dumps(line, ensure_ascii=False))


def code_lines(error: BaseException | None) -> str:
    """Return where an error and what led to it were raised: classes and lines of code, no messages."""
    told: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = "".join(traceback.format_tb(error.__traceback__))
        told.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nbecause of\n".join(told)


class PlainFormatter(logging.Formatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one readable line, and a traceback where there is one."""
        fields = described(record)
        event = fields.pop("event")
        if fields.pop("said", None) is not None:
            event = record.getMessage()
        told = " ".join(f"{key}={value}" for key, value in fields.items())
        line = (
            f"{datetime.fromtimestamp(record.created):%H:%M:%S} {record.levelname.lower():7} {event} {told}"
        )
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return without_secrets(line.rstrip())
