"""Lets ``collectstatic`` and the development server find the themes' files."""

from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

from civic.themekit.registry import shelf


class ThemeFinder(FileSystemFinder):
    """Looks in ``static/`` of every usable theme."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        folders = [theme.static_folder for theme in shelf().themes.values()]
        self.locations = [("", str(folder)) for folder in folders]
        self.storages = {str(folder): FileSystemStorage(location=str(folder)) for folder in folders}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Leave it to ``civic.themekit.checks``, which names broken themes."""
        return []
