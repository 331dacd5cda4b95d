"""What there is for plugins to use, read out of the code: the second half of ``plugins/README.md``.

- a **slot** is a ``{% plugin_slot %}`` in a template of ours; a comment after it says where it is;
- an **event** is a subclass of ``Event`` in a room's ``events.py``;
- a **hook** is a function ``register_<what>(one_thing) -> None`` of a room, to be called in ``ready``;
- what ``apps.py`` says is the documented attributes of ``CivicPlugin``.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path

from django.conf import settings

from civic.pluginkit import plugin
from civic.pluginkit.events import Event

ROOMS = ("civic", "engagement", "assets_register")
BEGINS = "<!-- From the code, by manage.py plugin_reference: -->"
SLOT = re.compile(r'{% plugin_slot "([^"]+)"((?: \w+=\S+)*) %}(?:{# (.+?) #})?')


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing a plugin can use."""

    name: str
    given: str
    said: str
    """What it is for; empty where nobody has said it."""


def slots() -> list[Entry]:
    """Return every slot in our templates."""
    found: dict[str, Entry] = {}
    for file in _files("*.html", *ROOMS, "themes"):
        for name, given, said in SLOT.findall(file.read_text(encoding="utf-8")):
            names = ", ".join(part.partition("=")[0] for part in given.split())
            found.setdefault(name, Entry(name=name, given=names, said=said))
    return [found[name] for name in sorted(found)]


def events() -> list[Entry]:
    """Return every event of a room that is published: not those others are made from."""
    for file in _files("events.py", *ROOMS):
        import_module(".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts))
    ours = [event for event in Event.known.values() if event.__module__.split(".")[0] in ROOMS]
    return [
        Entry(
            name=f"{event.__module__}.{event.__name__}",
            given=", ".join(field.name for field in fields(event) if field.name != "site_id"),
            said=_first(event.__doc__),
        )
        for event in sorted(ours, key=lambda event: event.name())
        if not event.__subclasses__()
    ]


def hooks() -> list[Entry]:
    """Return every function by which a plugin adds something to a room."""
    return sorted(_hooks(), key=lambda entry: entry.name)


def _hooks() -> Iterator[Entry]:
    for file in _files("*.py", *ROOMS):
        module = ".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts)
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            match node:
                case ast.FunctionDef(
                    name=name,
                    args=ast.arguments(args=[ast.arg(annotation=ast.expr() as kind)]),
                    returns=ast.Constant(value=None),
                ) if name.startswith("register_"):
                    said = _first(ast.get_docstring(node)).removesuffix(" Call in `AppConfig.ready`.")
                    yield Entry(name=f"{module}.{name}", given=ast.unparse(kind), said=said)


def attributes() -> list[Entry]:
    """Return what a plugin's ``apps.py`` says, with its default."""
    (config,) = (
        node
        for node in ast.parse(inspect.getsource(plugin)).body
        if isinstance(node, ast.ClassDef) and node.name == "CivicPlugin"
    )
    found = []
    for node, after in zip(config.body, config.body[1:], strict=False):
        match node, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value),
                ast.Expr(value=ast.Constant(value=str() as said)),
            ):
                found.append(Entry(name=name, given=ast.unparse(value), said=_first(said)))
    return found


def reference() -> str:
    """Return the tables."""
    parts = [
        ("What `apps.py` says", "Attribute", "Without it", attributes()),
        ("Slots", "Slot", "Given", slots()),
        ("Events, each with its `site_id` besides", "Event", "Holds", events()),
        ("Hooks, to be called in `ready`", "Hook", "Takes", hooks()),
    ]
    return "\n\n".join(f"## {title}\n\n{_table(first, second, rows)}" for title, first, second, rows in parts)


def with_reference(readme: str) -> str:
    """Return the README with the tables as the code has them now."""
    return f"{readme.partition(BEGINS)[0]}{BEGINS}\n\n{reference()}\n"


def _table(first: str, second: str, rows: list[Entry]) -> str:
    lines = [f"| {first} | {second} | |", "|---|---|---|"]
    lines += [f"| `{row.name}` | {f'`{row.given}`' if row.given else ''} | {row.said} |" for row in rows]
    return "\n".join(lines)


def _first(doc: str | None) -> str:
    """Return a docstring's first sentence or line, as Markdown writes code."""
    return " ".join((doc or "").partition("\n\n")[0].split()).replace("``", "`")


def _files(pattern: str, *rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((settings.BASE_DIR / room).rglob(pattern))
