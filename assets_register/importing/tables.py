"""What any kind of file becomes: headings, rows under them, and what was odd about it.

Plain Python: nothing here knows of Django's database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assets_register.importing.notes import Note

#: The largest file read whole, in bytes: what comes through the browser, a workbook, GeoJSON. The longest
#: council list we know has 40,000 rows and 8 MB.
FILE_LIMIT = 32 * 1024 * 1024
#: More cells than this in a heading, or in a file read whole, and it is not a list of assets.
COLUMN_LIMIT, ROW_LIMIT = 200, 200_000
#: A CSV on the server's own disk is read row by row, so it may be longer: all of England's assets twice.
CSV_LIMIT, CSV_ROW_LIMIT = 2 * 1024 * 1024 * 1024, 5_000_000


class UnreadableFile(ValueError):
    """The file as a whole cannot be used; the message says why, in the language of whoever sent it."""


_BEYOND = "(beyond the last heading, "


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """One row as it stands in the file."""

    number: int
    """Counted from 1, below the heading; empty rows and headings again are not counted."""
    cells: dict[str, str]
    filled: int = 0
    """How many cells the row has in the file."""
    """Cell by heading; the second column of the same heading is called ``Heading (2)``."""
    ragged: str = ""
    """Why the cells cannot be trusted to stand under their headings, as a message; empty where they can."""

    @property
    def lengths(self) -> dict[str, int]:
        """What that message is given."""
        beyond = sum(heading.startswith(_BEYOND) for heading in self.cells)
        return {"cells": self.filled, "headings": len(self.cells) - beyond}


@dataclass(frozen=True, kw_only=True)
class Table:
    """A whole file."""

    headings: list[str]
    rows: list[RawRow]
    encoding: str
    empty_rows: int = 0
    notes: list[Note] = field(default_factory=list)
    """What was odd about the file."""

    def all_rows(self) -> Iterator[RawRow]:
        """Give every row."""
        return iter(self.rows)


class Rows:
    """The rows under a heading, one at a time; says what it passed over once all were taken.

    Raises ``UnreadableFile`` where no heading is found, and at the end where no row came.
    """

    def __init__(self, lines: Iterable[list[str]], notes: Iterable[Note] = ()) -> None:
        """Take lines of cells; reads as far as the heading."""
        self._heading, self._lines = _headings(iter(lines))
        self.names = _unique(self._heading)
        self.empty = self.again = self.taken = 0
        self._notes = list(notes)

    def __iter__(self) -> Iterator[RawRow]:
        """Give every row that says anything."""
        heading, names = self._heading, self.names
        for cells in self._lines:
            if cells and " ".join(cells[0].split()) == heading[0] and _plain(cells) == heading:
                self.again += 1
                continue
            if not any(cell.strip() for cell in cells):
                self.empty += 1
                continue
            self.taken += 1
            yield _row(self.taken, names, cells)
        if not self.taken:
            raise UnreadableFile(_("The file has a heading and no rows under it."))

    @property
    def notes(self) -> list[Note]:
        """What was odd about the file."""
        told = list(self._notes)
        repeated = [name for name, count in Counter(self._heading).items() if name and count > 1]
        if repeated:
            said = gettext_noop("Headings that come twice: %(names)s. Both columns were kept.")
            told.append(Note(message=said, given={"names": ", ".join(repeated)}))
        if self.empty:
            said = gettext_noop("%(n)s empty rows were passed over.")
            told.append(Note(message=said, given={"n": self.empty}))
        if self.again:
            said = gettext_noop(
                "The heading comes again %(n)s times among the rows; it was passed over there."
            )
            told.append(Note(message=said, given={"n": self.again}))
        return told


def table_of(lines: Iterable[list[str]], *, encoding: str = "utf-8", notes: Iterable[Note] = ()) -> Table:
    """Return a table of lines of cells. Raises ``UnreadableFile`` where no heading or no row is found."""
    found = Rows(lines, notes)
    rows = list(found)
    return Table(
        headings=found.names, rows=rows, encoding=encoding, empty_rows=found.empty, notes=found.notes
    )


def _plain(cells: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


def _headings(lines: Iterator[list[str]]) -> tuple[list[str], Iterator[list[str]]]:
    """Return the heading, passing over title lines above it: the first line with three filled cells."""
    first = list(islice(lines, 10))
    for index, line in enumerate(first):
        filled = [cell for cell in line if cell.strip()]
        if len(filled) < 3:
            continue
        if len(line) > COLUMN_LIMIT:
            said = _("The heading has %(n)d columns; a list of assets has about twenty.")
            raise UnreadableFile(said % {"n": len(line)})
        return _plain(line), chain(first[index + 1 :], lines)
    raise UnreadableFile(
        _(
            "No heading row with at least three columns was found. The first row must name the columns, "
            "such as AssetCode, PropertyName and PostCode."
        )
    )


def _unique(headings: list[str]) -> list[str]:
    """Return headings that are all different: empty ones numbered, repeated ones counted."""
    names: list[str] = []
    for index, heading in enumerate(headings, start=1):
        stem = name = heading or f"Column {index}"
        number = 1
        while name in names:
            number += 1
            name = f"{stem} ({number})"
        names.append(name)
    return names


def _row(number: int, names: list[str], cells: list[str]) -> RawRow:
    found = dict(zip(names, cells, strict=False))
    ragged = ""
    extra = cells[len(names) :]
    for index, cell in enumerate(extra, start=1):
        found[f"{_BEYOND}{index})"] = cell
    if any(cell.strip() for cell in extra):
        ragged = gettext_noop(
            "This row has %(cells)s cells and the heading has %(headings)s. A comma or a quotation mark is "
            "probably wrong, so the cells may stand under the wrong heading."
        )
    elif len(cells) < len(names):
        found |= dict.fromkeys(names[len(cells) :], "")
        if len(cells) < len(names) / 2:
            ragged = gettext_noop("This row stops after %(cells)s of %(headings)s cells.")
    return RawRow(number=number, cells=found, filled=len(cells), ragged=ragged)
