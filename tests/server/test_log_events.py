"""What our own code logs: stable names, and no words built on the spot."""

import ast
from pathlib import Path

from django.conf import settings

from civic.server.logs import EVENT

ROOMS = ("civic", "engagement", "assets_register", "plugins")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
LOGGERS = {"log", "logger"}


def log_calls():
    for room in ROOMS:
        for file in sorted((Path(settings.BASE_DIR) / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                match node:
                    case ast.Call(func=ast.Attribute(attr=level, value=ast.Name(id=name))) if (
                        level in LEVELS and name in LOGGERS
                    ):
                        yield f"{file.name}:{node.lineno}", node


def test_every_log_call_says_one_event_by_name():
    calls = dict(log_calls())
    assert len(calls) > 20
    wrong = [
        where
        for where, call in calls.items()
        if len(call.args) != 1
        or not isinstance(call.args[0], ast.Constant)
        or not EVENT.fullmatch(str(call.args[0].value))
        or {keyword.arg for keyword in call.keywords} - {"extra"}
    ]
    assert wrong == []


def test_no_log_call_passes_on_an_errors_own_words():
    """``extra={"error": str(error)}`` would be whatever somebody typed; its class is enough."""
    wrong = [
        where
        for where, call in log_calls()
        for node in ast.walk(call)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"str", "repr"}
        and any(isinstance(arg, ast.Name) and arg.id in {"error", "exc", "e"} for arg in node.args)
    ]  # fmt: skip
    assert wrong == []
