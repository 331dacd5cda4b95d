"""Find plugins before Django starts. Imports no models and no settings.

Whatever is wrong with a plugin here becomes a fault; its name is then missing from
``INSTALLED_APPS`` and the site starts without it.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType

from django.utils.translation import gettext_noop as _
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from civic import __version__
from civic.pluginkit.faults import WRONG, record_start_fault
from civic.pluginkit.plugin import CivicPlugin

ENTRY_POINTS = "civic.plugins"


def discover(
    folders: Iterable[Path],
    *,
    blocked: Iterable[str] = (),
    only: Iterable[str] | None = None,
    taken: Iterable[str] = (),
) -> list[str]:
    """Return the dotted paths of the plugin configs to install, in a stable order.

    ``blocked`` are packages to leave out, by their dotted or last name; with ``only``, every other is
    left out without a word. ``taken`` are the apps already installed, whose labels a plugin may not use.
    """
    labels = {name.rpartition(".")[2] for name in taken}
    left_out, wanted = set(blocked), None if only is None else set(only)
    configs: list[str] = []
    for package in packages(folders):
        names = {package, package.rpartition(".")[2]}
        if wanted is not None and not names & wanted:
            continue
        if names & left_out:
            record_start_fault(package, "blocked", _("left out by BLOCKED_PLUGINS"))
            continue
        config = _sound_config(package, labels)
        if config:
            labels.add(_label(config))
            configs.append(f"{config.__module__}.{config.__qualname__}")
    return configs


def packages(folders: Iterable[Path]) -> list[str]:
    """Return the dotted names of all packages that may hold a plugin, without importing any."""
    return list(dict.fromkeys([*_in_folders(folders), *_in_entry_points()]))


def package_in(folder: Path, name: str) -> str:
    """Return the dotted name a plugin of this name has in a folder of plugins."""
    return f"{_root_of(Path(folder))[1]}{name}"


def _in_folders(folders: Iterable[Path]) -> Iterator[str]:
    for folder in map(Path, folders):
        if not folder.is_dir():
            record_start_fault(str(folder), "folder", _("there is no such folder"))
            continue
        prefix = _importable(folder)
        for child in sorted(folder.iterdir()):
            if child.name.isidentifier() and (child / "__init__.py").exists():
                yield f"{prefix}{child.name}"


def _importable(folder: Path) -> str:
    """Make a folder's children importable and return what goes before their names."""
    root, prefix = _root_of(folder)
    if str(root) not in sys.path:
        sys.path.append(str(root))
    return prefix


def _root_of(folder: Path) -> tuple[Path, str]:
    """Return the folder to import from, and what goes before the names of a folder's children."""
    parts: list[str] = []
    root = folder.resolve()
    while (root / "__init__.py").exists():
        parts.insert(0, root.name)
        root = root.parent
    return root, "".join(f"{part}." for part in parts)


def _in_entry_points() -> Iterator[str]:
    for point in sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        yield point.module.removesuffix(".apps")


def _sound_config(package: str, labels: set[str]) -> type[CivicPlugin] | None:
    """Return a plugin's one config, or None where something is wrong and has been recorded."""
    try:
        module = import_module(f"{package}.apps")
    except WRONG as error:  # a stranger's module may raise anything
        record_start_fault(package, "apps.py", error)
        return None
    found = _configs_in(module)
    if len(found) != 1:
        names = ", ".join(config.__name__ for config in found) or "–"
        said = _("needs exactly one CivicPlugin, has %(n)s (%(names)s)")
        record_start_fault(package, "apps.py", said, n=len(found), names=names)
        return None
    config = found[0]
    try:
        complaint = _wrong_with(config, package, labels)
    except WRONG as error:  # what it says of itself may be of any type
        record_start_fault(package, "apps.py", error)
        return None
    if complaint:
        where, said, given = complaint
        record_start_fault(package, where, said, **given)
        return None
    return config


def _configs_in(module: ModuleType) -> list[type[CivicPlugin]]:
    return [
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, CivicPlugin) and item.__module__ == module.__name__
    ]


def _label(config: type[CivicPlugin]) -> str:
    return str(getattr(config, "label", None) or config.name.rpartition(".")[2])


def _wrong_with(
    config: type[CivicPlugin], package: str, labels: set[str]
) -> "tuple[str, str, dict[str, str]] | None":
    """Return where something is wrong with a config, what, and its particulars; or None."""
    name = getattr(config, "name", None)
    if name != package:
        said = _("its name is %(name)s and should be %(package)s")
        return "apps.py", said, {"name": repr(name), "package": repr(package)}
    label = _label(config)
    if not label.isidentifier():
        return "apps.py", _("the label %(label)s is not a Python name"), {"label": repr(label)}
    if label in labels:
        return "apps.py", _("the label %(label)s is already taken"), {"label": repr(label)}
    if not isinstance(config.url_prefix, str):
        return "apps.py", _("url_prefix %(prefix)s should be text"), {"prefix": repr(config.url_prefix)}
    if not isinstance(config.slots, Mapping):
        said = _("slots %(slots)s should say which function fills which slot")
        return "apps.py", said, {"slots": repr(config.slots)}
    try:
        Version(config.version)
    except (InvalidVersion, TypeError):
        return "version", _("%(version)s is not a version (PEP 440)"), {"version": repr(config.version)}
    try:
        wanted = SpecifierSet(config.requires_civic)
    except (InvalidSpecifier, TypeError, AttributeError):
        said = _("requires_civic %(wanted)s cannot be read (PEP 440)")
        return "version", said, {"wanted": repr(config.requires_civic)}
    if not wanted.contains(__version__, prereleases=True):
        said = _("needs civic %(wanted)s, and this is %(here)s")
        return "version", said, {"wanted": f"{config.requires_civic}", "here": __version__}
    return None
