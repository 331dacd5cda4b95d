"""Finds a theme's own templates, and never hands one place's to another.

Django's cached loader keeps compiled templates by name alone, so a theme inside it would leak from
the first place that asked to all others. This one keeps them by theme and name, and stands outside
the ordinary loaders: what no theme overrides is compiled once for everybody.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template import Origin
from django.template.loaders import cached, filesystem

from civic.themekit.registry import line_of
from civic.themekit.selectors import theme_in_force


class ThemeFiles(filesystem.Loader):
    """Reads templates from the folders of the theme in force and its parents."""

    def get_dirs(self) -> list[str | Path]:
        """Return the template folders in force, nearest first."""
        return [theme.template_folder for theme in line_of(theme_in_force())]


class Loader(cached.Loader):
    """Keeps what ``ThemeFiles`` found, by theme."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine, ["civic.themekit.loader.ThemeFiles"])

    def get_dirs(self) -> Iterator[Path]:
        """Watch every theme's templates, whichever is in force, so that a change is seen in dev."""
        from civic.themekit.registry import shelf

        yield from (theme.template_folder for theme in shelf().themes.values())

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """Return a key no other theme shares."""
        return f"{theme_in_force()}\n{super().cache_key(template_name, skip)}"
