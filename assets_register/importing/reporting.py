"""Say what became of every row: as a CSV to keep, and as lines to read."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from assets_register.enums import RowOutcome
from assets_register.importing.merging import change_words
from assets_register.importing.notes import words_of
from assets_register.models import Asset, ImportedRow, ImportRun

#: What is not worth a line of its own: it follows from the rest, or is only a key.
_UNSAID = frozenset({"owner_id", "source_ref"})

#: What the note codes mean, in the order in which a person should read them.
NOTE_WORDS: dict[str, str] = {
    "ragged": gettext_noop("cells do not fit the heading"),
    "nothing_to_call_it": gettext_noop("neither name nor address"),
    "ambiguous_code": gettext_noop("code of several assets, cannot tell which"),
    "code_reused": gettext_noop("code now means something else"),
    "code_unsure": gettext_noop("code with another ending, cannot tell whether it is the same"),
    "code_suffix": gettext_noop("code with another ending, matched"),
    "decided": gettext_noop("as a person decided"),
    "held_back": gettext_noop("held back: could do harm if shown"),
    "rent_charge": gettext_noop("not a place: a rent charge or a right"),
    "infrastructure": gettext_noop("not a place: infrastructure"),
    "bare_land": gettext_noop("not a place: bare land"),
    "swapped": gettext_noop("coordinates the wrong way round, turned"),
    "outside_place": gettext_noop("outside this place’s boundary"),
    "bad_coordinates": gettext_noop("coordinates that are none"),
    "no_coordinates": gettext_noop("no coordinates: not on the map"),
    "bad_postcode": gettext_noop("a postcode that is none"),
    "outcode_only": gettext_noop("only the first half of a postcode"),
    "bad_uprn": gettext_noop("a UPRN that is none"),
    "bad_date": gettext_noop("a date that is none"),
    "bad_number": gettext_noop("a number that is none"),
    "bad_energy_rating": gettext_noop("an energy rating that is none"),
    "bad_contact": gettext_noop("a telephone number, email or web address that is none"),
    "markup": gettext_noop("marks of a web page, taken out"),
    "garbled": gettext_noop("garbled letters, put right"),
    "no_name": gettext_noop("no name, called by its address"),
    "too_long": gettext_noop("text cut to fit"),
    "repeated_code": gettext_noop("code stands on rows that differ"),
    "duplicate": gettext_noop("the same row again"),
    "kept_edit": gettext_noop("a person’s edit was kept"),
    "kept_check": gettext_noop("a person’s check was kept"),
    "changed": gettext_noop("changed since the last import"),
    "undo_kept": gettext_noop("kept when the import was undone"),
}

#: What a person should look at before and after taking a list in.
SUSPICIOUS = frozenset({
    "ragged", "nothing_to_call_it", "ambiguous_code", "code_reused", "code_unsure", "code_suffix",
    "repeated_code", "held_back", "rent_charge", "infrastructure", "bare_land", "swapped", "outside_place",
    "bad_coordinates", "bad_postcode", "bad_uprn",
})  # fmt: skip


#: How many rows a run names of each kind of note.
ROWS_NAMED = 5


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection); numbers stay."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        try:
            float(text)
        except ValueError:
            return f"'{text}"
    return text


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Return rows as lines of a CSV (RFC 4180), one at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def report_csv(run: ImportRun) -> Iterator[str]:
    """Return the report of a run as lines of a CSV, one for every row of the file."""

    def rows() -> Iterator[list[str]]:
        yield [
            "Row",
            "Outcome",
            "What we noticed",
            "Kinds",
            "Asset code",
            "Name",
            "The row as it was",
            "What changed",
            "Undone",
        ]
        for row in run.rows.order_by("number").iterator(chunk_size=500):
            yield [
                str(row.number),
                row.outcome,
                " ".join(words_of(note) for note in row.problems),
                " ".join(note["code"] for note in row.problems),
                str(row.normalised.get("asset_code", "")),
                str(row.normalised.get("name", "")),
                json.dumps(row.raw, ensure_ascii=False),
                "; ".join(f"{field}: {before} → {after}" for field, before, after in changes_of(row)),
                row.undone,
            ]
        for code, name in gone_of(run).values_list("asset_code", "name"):
            yield [
                "",
                "gone",
                "In the register from this source, and not in this file.",
                "",
                code,
                name,
                "",
                "",
                "",
            ]

    return csv_lines(rows())


def changes_of(row: ImportedRow) -> list[tuple[str, str, str]]:
    """Return what a row changes: the field in words, before, and after."""
    return [
        (change_words(name), _value_words(before), _value_words(after))
        for name, (before, after) in sorted(row.changes.items())
        if name not in _UNSAID
    ]


def _value_words(value: Any) -> str:
    return _("nothing") if value in (None, "") else str(value)


def gone_of(run: ImportRun) -> "QuerySet[Asset]":
    """Return what the source gave before and this file does not have, as far as it is still there."""
    rows: QuerySet[Asset] = Asset.objects.filter(site=run.site_id, pk__in=run.counts.get("gone", []))
    return rows.order_by("name", "pk")


def summary_lines(run: ImportRun, *, named: int = 5) -> list[str]:
    """Return what a person reads at the end: counts that add up, and the first rows of each kind."""
    counts = run.counts
    words = {
        "created": pgettext("rows of a file", "%(n)s new"),
        "changed": _("%(n)s changed"),
        "unchanged": _("%(n)s as before"),
        "duplicate": _("%(n)s the same row again"),
        "problem": _("%(n)s not taken in"),
    }
    outcomes = ", ".join(words[name] % {"n": counts[name]} for name in RowOutcome.values)
    rows = ngettext("%(n)d row: %(outcomes)s.", "%(n)d rows: %(outcomes)s.", counts["rows"])
    lines = [rows % {"n": counts["rows"], "outcomes": outcomes}]
    lines += [words_of(note if isinstance(note, dict) else {"text": note}) for note in counts["file_notes"]]
    for code in sorted(counts["notes"], key=list(NOTE_WORDS).index):
        what = f"{counts['notes'][code]:>6}  {_(NOTE_WORDS[code])}"
        lines.append(f"{what} ({_rows_named(run, code, named)})")
    if counts["notes"]:
        lines.append(_("Rows are counted from the first one under the heading."))
    if counts["not_in_file"]:
        said = _("%(n)s assets of this source are not in the file; they were left as they are.")
        lines.append(said % {"n": counts["not_in_file"]})
    return lines


def _rows_named(run: ImportRun, code: str, named: int) -> str:
    """Name the first rows a kind of note was written to. The run keeps five of each; older ones kept none."""
    if "note_rows" in run.counts and named <= ROWS_NAMED:
        numbers = run.counts["note_rows"].get(code, [])
        more = run.counts["notes"][code] - min(named, len(numbers))
    else:
        rows = ImportedRow.objects.filter(run=run).order_by("number").values_list("number", "problems")
        numbers = [number for number, notes in rows if any(note["code"] == code for note in notes)]
        more = len(numbers) - named
    given = {"rows": ", ".join(map(str, numbers[:named])), "more": more}
    return (_("row %(rows)s and %(more)s more") if more > 0 else _("row %(rows)s")) % given
