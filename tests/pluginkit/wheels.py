"""Make a wheel of a package without a build tool or a network: a wheel is an archive of agreed shape."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path


def make_wheel(source: Path, folder: Path) -> Path:
    """Write the wheel of a package of pure Python into a folder and return it (PEP 427)."""
    facts = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))
    project = facts["project"]
    name, version = project["name"], project["version"]
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    files = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "".join(
            f"[{group}]\n" + "".join(f"{key} = {target}\n" for key, target in points.items())
            for group, points in project["entry-points"].items()
        ),
    }
    for package in facts["tool"]["setuptools"]["packages"]:
        for file in (source / package).rglob("*.py"):
            files[str(file.relative_to(source))] = file.read_text(encoding="utf-8")
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    wheel = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return wheel


def install_wheel(wheel: Path, into: Path) -> None:
    """Install a wheel with pip into a folder of its own, without asking any registry."""
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(into), str(wheel)],
        check=True,
        timeout=120,
    )
