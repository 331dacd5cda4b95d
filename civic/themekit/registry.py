"""Which themes there are, read from their folders once, with whatever is wrong with them.

A theme is a folder holding ``theme.toml``, ``templates/`` and ``static/<name>/``. One that cannot
be used (a file that does not parse, a parent that is missing, parents in a ring, a stylesheet that
calls out to another host, a template that leads back into itself) is left out, and said so by
``manage.py check``; a place that had chosen it wears the default.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civic.themekit.harm import call_out, template_loop, template_unfit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A look: its own folder first, then its parent's."""

    name: str
    title: str
    summary: str
    folder: Path
    parent: str = ""
    stylesheets: tuple[str, ...] = ()

    @property
    def template_folder(self) -> Path:
        """Where its own templates are."""
        return self.folder / "templates"

    @property
    def static_folder(self) -> Path:
        """The folder that holds ``<name>/tokens.css``."""
        return self.folder / "static"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a theme cannot be used."""

    theme: str
    why: "StrOrPromise"
    """In the language of whoever reads it: faults are kept as long as the process."""


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Every theme that can be worn, and every one that cannot."""

    themes: dict[str, Theme]
    faults: tuple[Fault, ...]


@cache
def shelf() -> Shelf:
    """Return the themes found in ``THEME_FOLDERS``; read once, ``shelf.cache_clear()`` reads again."""
    found: dict[str, Theme] = {}
    faults: list[Fault] = []
    for folder in map(Path, settings.THEME_FOLDERS):
        for file in sorted(folder.glob("*/theme.toml")):
            name = file.parent.name
            try:
                found[name] = _read(file)
            except (OSError, ValueError, TypeError) as error:
                faults.append(
                    Fault(theme=name, why=format_lazy(_("theme.toml cannot be read: {error}"), error=error))
                )
    for name in sorted(found):
        why = _broken_line(name, found) or _harm_in(name, found)
        if why:
            faults.append(Fault(theme=name, why=why))
    broken = {fault.theme for fault in faults}
    usable = {name: theme for name, theme in found.items() if name not in broken}
    if settings.DEFAULT_THEME not in usable:
        faults.append(
            Fault(theme=settings.DEFAULT_THEME, why=_("it is the default theme and cannot be used"))
        )
    return Shelf(themes=usable, faults=tuple(faults))


def _read(file: Path) -> Theme:
    values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    sheets = values.get("stylesheets", ["tokens.css"])
    if not isinstance(sheets, list) or not all(isinstance(sheet, str) for sheet in sheets):
        raise ValueError("stylesheets must be a list of file names")
    name = file.parent.name
    if not (file.parent / "static" / name / "tokens.css").is_file():
        raise ValueError(f"static/{name}/tokens.css is missing")
    return Theme(
        name=name,
        title=str(values.get("title", name)),
        summary=str(values.get("summary", "")),
        parent=str(values.get("parent", "")),
        stylesheets=tuple(sheets),
        folder=file.parent,
    )


def _broken_line(name: str, found: dict[str, Theme]) -> "StrOrPromise":
    """Return what is wrong with a theme's line of parents, or an empty string."""
    seen = [name]
    while parent := found[seen[-1]].parent:
        if parent not in found:
            return format_lazy(_("its parent “{parent}” is not there"), parent=parent)
        if parent in seen:
            return format_lazy(_("its parents run in a ring: {ring}"), ring=" → ".join([*seen, parent]))
        seen.append(parent)
    return ""


def _harm_in(name: str, found: dict[str, Theme]) -> "StrOrPromise":
    """Return what a theme, or a parent whose files it would wear, does that none may do."""
    line = [found[name]]
    while line[-1].parent:
        line.append(found[line[-1].parent])
    try:
        return next(
            (why for theme in line if (why := call_out(theme) or template_unfit(theme))), ""
        ) or _loop_said(line)
    except (OSError, ValueError) as error:
        return format_lazy(_("one of its files cannot be read: {error}"), error=error)


def _loop_said(line: list[Theme]) -> "StrOrPromise":
    """Return in words how a theme's templates run in a ring, or an empty string."""
    way = template_loop(line)
    return format_lazy(_("its templates lead back into themselves: {way}"), way=way) if way else ""


def line_of(name: str) -> tuple[Theme, ...]:
    """Return a theme and its parents, nearest first; the default's where the name cannot be used.

    Empty only where the default theme itself is broken, which ``manage.py check`` reports.
    """
    themes = shelf().themes
    line = []
    step = name if name in themes else settings.DEFAULT_THEME
    while step in themes:
        line.append(themes[step])
        step = themes[step].parent
    return tuple(line)


def stylesheets_of(name: str) -> list[str]:
    """Return a theme's stylesheets as static paths, in the order to link them.

    The farthest parent says which files there are. Of tokens every theme's is linked, parents
    first, so that a child states only what it changes; of the others the nearest one that exists.
    """
    line = line_of(name)
    if not line:
        return []
    sheets = dict.fromkeys(sheet for theme in reversed(line) for sheet in theme.stylesheets)
    linked: list[str] = []
    for sheet in sheets:
        having = [theme for theme in line if (theme.static_folder / theme.name / sheet).is_file()]
        worn = list(reversed(having)) if sheet == "tokens.css" else having[:1]
        linked += [f"{theme.name}/{sheet}" for theme in worn]
    return linked


def file_of(name: str, file: str) -> Path | None:
    """Return the nearest copy of a file in the static folders of a theme and its parents."""
    having = (theme.static_folder / theme.name / file for theme in line_of(name))
    return next((path for path in having if path.is_file()), None)
