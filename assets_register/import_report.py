"""What an import did, or would do, for a page: counts, filters, and rows with what changed."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from assets_register.enums import RowOutcome, UndoOutcome
from assets_register.importing.reporting import changes_of, gone_of, summary_lines
from assets_register.models import ImportRun

if TYPE_CHECKING:
    from django.http import QueryDict

#: Rows on a page, and how many of one kind are shown at most; the report as a file has all of them.
PAGE_SIZE, SHOWN = 50, 1_000


def report_context(run: ImportRun, asked: "QueryDict") -> dict[str, Any]:
    """Return what the template of a report needs. ``show`` in the address narrows the rows."""
    show = asked.get("show", asked.get("outcome", ""))
    filters = _filters(run)
    if show not in {key for key, _label, _count in filters}:
        show = ""
    context: dict[str, Any] = {
        "run": run,
        "summary": summary_lines(run),
        "show": show,
        "filters": filters,
        "shown": SHOWN if next(count for key, _label, count in filters if key == show) > SHOWN else 0,
    }
    if show == "gone":
        gone = gone_of(run)[:SHOWN]
        return context | {"gone": True, "page": Paginator(gone, PAGE_SIZE).get_page(asked.get("p"))}
    rows = run.rows.select_related("asset")
    if show in RowOutcome.values:
        rows = rows.filter(outcome=show)
    elif show == "suspicious":
        rows = rows.filter(suspicious=True)
    elif show.startswith("undone-"):
        rows = rows.filter(undone=show.removeprefix("undone-"))
    page = Paginator(rows.order_by("number")[:SHOWN], PAGE_SIZE).get_page(asked.get("p"))
    return context | {"page": page, "rows": [(row, changes_of(row)) for row in page]}


def _filters(run: ImportRun) -> list[tuple[str, Any, int]]:
    """Return key, words and count of every way to narrow the rows."""
    counts = run.counts
    found: list[tuple[str, Any, int]] = [("", _("All rows"), counts["rows"])]
    found += [(key, label, counts.get(key, 0)) for key, label in RowOutcome.choices]
    found.append(("suspicious", _("Look at these"), counts.get("suspicious", 0)))
    found.append(("gone", _("Not in this file any more"), counts.get("not_in_file", 0)))
    undone = counts.get("undone", {})
    return found + [
        (f"undone-{key}", label, undone[key]) for key, label in UndoOutcome.choices if undone.get(key)
    ]
