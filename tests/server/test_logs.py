"""What a log line says, and what it must not."""

import json
import logging
import sys

from civic.server.logs import JsonFormatter, PlainFormatter


def record(name: str, level: int, message: str, **extra: object) -> logging.LogRecord:
    return logging.getLogger(name).makeRecord(name, level, __file__, 1, message, (), None, extra=extra)


def test_a_line_is_json_with_its_event_and_fields():
    line = json.loads(
        JsonFormatter().format(record("civic.tasks", logging.ERROR, "task.failed", task="x", attempt=3))
    )
    assert line.pop("at").endswith("+00:00")
    assert isinstance(line.pop("process"), int)
    assert line == {
        "level": "error",
        "logger": "civic.tasks",
        "event": "task.failed",
        "task": "x",
        "attempt": 3,
    }


def test_a_failed_request_names_its_route_and_never_its_path(rf):
    request = rf.get("/voice/K7QF-2MXD-9RTB/")
    request.resolver_match = type("Match", (), {"route": "voice/<receipt>/"})()
    told = record(
        "django.request",
        logging.ERROR,
        "Internal Server Error: /voice/K7QF-2MXD-9RTB/",
        request=request,
        status_code=500,
    )
    for formatter in (JsonFormatter(), PlainFormatter()):
        text = formatter.format(told)
        assert "K7QF" not in text
        assert "request.error" in text
        assert "voice/<receipt>/" in text


def test_a_strangers_host_name_is_refused_and_no_error_of_ours():
    failed = record(
        "django.security.DisallowedHost", logging.ERROR, "Invalid HTTP_HOST header: 'dawn.example'"
    )
    failed.exc_info = (ValueError, ValueError("dawn.example"), None)
    line = json.loads(JsonFormatter().format(failed))
    assert line["event"] == "request.refused"
    assert "traceback" not in line
    assert "dawn" not in str(line)


def test_an_exception_keeps_its_lines_of_code_and_not_what_was_typed():
    words = "The words of Dawn"
    try:
        try:
            raise KeyError("dawn@pellbridge.example")
        except KeyError as first:
            raise ValueError(f"{words} are no number") from first
    except ValueError:
        failed = record("civic", logging.ERROR, "task.raised")
        failed.exc_info = sys.exc_info()
    line = JsonFormatter().format(failed)
    assert json.loads(line)["traceback"].endswith(
        'raise KeyError("dawn@pellbridge.example")\nbuiltins.KeyError'
    )
    assert "raise ValueError(f" in json.loads(line)["traceback"]
    assert "The words of Dawn" not in line
    assert "ValueError: The words of Dawn" in PlainFormatter().format(failed)


def test_a_librarys_message_is_kept_without_what_it_was_filled_with():
    told = logging.getLogger("mail.log").makeRecord(
        "mail.log", logging.WARNING, __file__, 1, "%s refused", ("dawn@pellbridge.example",), None,
        extra={"peer": "dawn"},
    )  # fmt: skip
    line = json.loads(JsonFormatter().format(told))
    assert (line["event"], line["said"]) == ("library.said", "%s refused")
    assert "dawn" not in str(line)
    assert "dawn@pellbridge.example refused" in PlainFormatter().format(told)
