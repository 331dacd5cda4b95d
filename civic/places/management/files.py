"""What the import commands share: the file, the place, the report."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from django.core.management.base import CommandError
from wagtail.models import Site

from civic.places.services import FILE_LIMIT

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

    from civic.places.services import ImportReport

#: The most problem rows printed one by one.
SHOWN = 200


def site_named(host: str) -> Site:
    """Return the place of this host name (``host`` or ``host:port``); without one, the only place there is.

    Raises ``CommandError`` naming the places there are.
    """
    sites = list(Site.objects.order_by("pk"))
    name, _, port = host.partition(":")
    found = [site for site in sites if not host or (site.hostname == name and port in ("", str(site.port)))]
    if len(found) == 1:
        return found[0]
    if not host:
        problem = "Say which place with --site."
    elif found:
        problem = f"Several places are at {host}: say which with --site HOST:PORT."
    else:
        problem = f"No place is at {host}."
    raise CommandError(f"{problem} Places here: {_known(sites)}.")


def _known(sites: Sequence[Site]) -> str:
    """Return the places as ``--site`` takes them: the port only where the host name is not enough."""
    hosts = Counter(site.hostname for site in sites)
    names = [site.hostname if hosts[site.hostname] == 1 else f"{site.hostname}:{site.port}" for site in sites]
    return ", ".join(names) or "none yet; manage.py make_place makes one"


def read_file(name: str) -> bytes:
    """Return a file's bytes. Raises ``CommandError`` in plain words."""
    path = Path(name)
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise CommandError(f"{name} is larger than {FILE_LIMIT // 1024 // 1024} MB.")
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"Cannot read {name}: {error.strerror}.") from error


def print_report(out: "OutputWrapper | TextIO", report: "ImportReport", things: str) -> None:
    """Print what became of every row."""
    out.write(
        f"{report.total} {things}: {report.created} new, {report.changed} changed, "
        f"{report.unchanged} as before, {len(report.problems)} left out.\n"
    )
    if report.not_in_file:
        out.write(f"{report.not_in_file} known before are not in this file; they are kept.\n")
    for note in report.notes[:SHOWN]:
        out.write(f"Note: {note}\n")
    for problem in report.problems[:SHOWN]:
        out.write(f"Left out: row {problem.row} ({problem.what}): {problem.why}.\n")
    if len(report.problems) > SHOWN:
        out.write(f"... and {len(report.problems) - SHOWN} more rows left out.\n")
