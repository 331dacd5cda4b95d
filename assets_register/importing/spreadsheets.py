"""Read an Excel workbook (xlsx) as if it were a CSV, without trusting its size.

A workbook is a zip of XML. Python's ``zipfile`` gives no more of a part than the part says it has,
so adding up what they say bounds what is unpacked; openpyxl reads XML through defusedxml.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from openpyxl import load_workbook

from assets_register.importing.notes import Note
from assets_register.importing.tables import COLUMN_LIMIT, ROW_LIMIT, Table, UnreadableFile, table_of

#: The most that a workbook may unpack to, in bytes, and the most cells that are read.
UNPACKED_LIMIT, CELL_LIMIT = 200 * 1024 * 1024, 5_000_000
#: What a formula that failed leaves in its cell.
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"})
_BROKEN = gettext_noop(
    "The workbook is damaged or cut short and cannot be read. Send it again, or save the list as CSV."
)

_SHEETS = gettext_noop("The workbook has %(n)s sheets; “%(name)s” was read.")


def is_spreadsheet(content: bytes) -> bool:
    """Say whether this is a zip that holds a workbook, or one too damaged to tell."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return True  # cut short on its way, most often: reading it says so


def read_spreadsheet(content: bytes) -> Table:
    """Return the rows of the first sheet that has a heading. Formulas give what they last came to.

    Raises ``UnreadableFile`` where the workbook is damaged, too large or has no list in it.
    """
    try:
        _refuse_bombs(content)
        return _read(content)
    except UnreadableFile:
        raise
    except Exception:
        # A zip cut short is none, and a damaged or hostile workbook makes openpyxl raise whatever comes
        # first: KeyError, XML errors, …
        raise UnreadableFile(_(_BROKEN)) from None


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
    if len(parts) > 2000 or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise UnreadableFile(
            _(
                "The workbook unpacks to more than %(n)d MB. "
                "Save only the list, without pictures and other sheets, as CSV."
            )
            % {"n": UNPACKED_LIMIT // 1024 // 1024}
        )


def _read(content: bytes) -> Table:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = workbook.worksheets
        why = UnreadableFile(_("The workbook has no sheet with cells in it."))
        for sheet in sheets:
            notes = (
                [Note(message=_SHEETS, given={"n": len(sheets), "name": sheet.title})] if sheets[1:] else []
            )
            sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
            try:
                return table_of(_evened(list(_lines(sheet))), encoding="xlsx", notes=notes)
            except UnreadableFile as error:
                why = error
        raise why
    finally:
        workbook.close()


def _lines(sheet: Any) -> Iterator[list[str]]:
    """Give the rows as text, without the empty cells at their ends."""
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        line = [cell_text(value) for value in row]
        while line and not line[-1]:
            line.pop()
        cells += len(line)
        if len(line) > COLUMN_LIMIT:
            said = _("The sheet has %(n)d columns; a list of assets has about twenty.")
            raise UnreadableFile(said % {"n": len(line)})
        if number > ROW_LIMIT or cells > CELL_LIMIT:
            raise UnreadableFile(_("The sheet has more than %(n)s rows.") % {"n": f"{ROW_LIMIT:,}"})
        yield line


def _evened(lines: list[list[str]]) -> list[list[str]]:
    """Return lines that are all as long as the longest: a spreadsheet leaves empty cells at the end out."""
    width = max((len(line) for line in lines), default=0)
    return [[*line, *[""] * (width - len(line))] for line in lines]


def cell_text(value: Any) -> str:
    """Return a cell as a CSV would have it: days without hours, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = str(value)
    return "" if text in _ERRORS else text
