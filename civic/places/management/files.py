"""What the import commands share: the file, the place, the report."""

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
    """Return the place of this host name; without one, the only place there is.

    Raises ``CommandError`` naming the places there are.
    """
    sites = {site.hostname: site for site in Site.objects.order_by("pk")}
    if host in sites:
        return sites[host]
    if not host and len(sites) == 1:
        return next(iter(sites.values()))
    known = ", ".join(sites) or "none yet"
    problem = f"No place is at {host}." if host else "Say which place with --site."
    raise CommandError(f"{problem} Places here: {known}.")


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
