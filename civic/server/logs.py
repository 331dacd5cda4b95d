"""Logs as JSON lines: a stable event name, and no personal data.

A log call's message is its event (``log.info("task.failed", extra={"task": ...})``); what is in
``extra`` becomes fields. Django's own request log names the path, which may hold somebody's
receipt code or a link that signs them in, so of that only the route is kept.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

#: What every record has; anything else came with ``extra``.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


def described(record: logging.LogRecord) -> dict[str, Any]:
    """Return a record's event and fields, JSON values only."""
    request = getattr(record, "request", None)
    fields: dict[str, Any] = {}
    event = record.getMessage()
    if record.name == "django.request" or record.name.startswith("django.security"):
        event = "request.refused" if record.levelno < logging.ERROR else "request.error"
        match = getattr(request, "resolver_match", None)
        fields["route"] = getattr(match, "route", "")
        fields["method"] = getattr(request, "method", "")
    for key, value in vars(record).items():
        if key not in _STANDARD and key != "request":
            fields[key] = value if isinstance(value, int | float | bool | None) else str(value)
    return {"event": event, **fields}


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
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class PlainFormatter(logging.Formatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one readable line, and a traceback where there is one."""
        fields = described(record)
        event = fields.pop("event")
        told = " ".join(f"{key}={value}" for key, value in fields.items())
        line = (
            f"{datetime.fromtimestamp(record.created):%H:%M:%S} {record.levelname.lower():7} {event} {told}"
        )
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line.rstrip()
