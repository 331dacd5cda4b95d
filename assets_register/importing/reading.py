"""Read a stranger's CSV: whatever its encoding, separator and line ends, or a plain reason why not.

Plain Python: nothing here knows of Django's database.
"""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field

#: The largest file read, in bytes. The longest council list we know has 40,000 rows and 8 MB.
FILE_LIMIT = 32 * 1024 * 1024
#: More cells than this in a heading, or in a file, and it is not a list of assets.
COLUMN_LIMIT, ROW_LIMIT = 200, 200_000
_SEPARATORS = ",;\t|"

#: How other kinds of file begin, and what to do with them.
_KINDS = (
    (b"PK\x03\x04", "a zip file or a spreadsheet (xlsx, ods)"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (xls)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file (gz)"),
    (b"{\\rtf", "a word-processor document (rtf)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"Rar!", "a compressed file (rar)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
)
#: How text that is no CSV begins, after spaces; brackets open no list of headings.
_TEXT_KINDS = (
    ("<", "a web page or an XML file"),
    ("{", "a JSON or GeoJSON file"),
    ("[", "a JSON file"),
)

#: Byte order marks of wide encodings, the longer first: UTF-16's is how UTF-32's begins.
_WIDE = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_NO_TEXT = "This is not a text file, so it is not a CSV."


class UnreadableFile(ValueError):
    """The file as a whole cannot be used; the message says why, in words for whoever sent it."""


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """One row as it stands in the file."""

    number: int
    """Counted from 1, below the heading; empty rows and headings again are not counted."""
    cells: dict[str, str]
    """Cell by heading; the second column of the same heading is called ``Heading (2)``."""
    ragged: str = ""
    """Why the cells cannot be trusted to stand under their headings; empty where they can."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A whole file."""

    headings: list[str]
    rows: list[RawRow]
    encoding: str
    empty_rows: int = 0
    notes: list[str] = field(default_factory=list)
    """What was odd about the file, in plain words."""


def read_table(content: bytes) -> Table:
    """Return the rows of a CSV. Raises ``UnreadableFile`` with a plain reason where there are none."""
    text, encoding = _decoded(content)
    for start, kind in _TEXT_KINDS:
        if text.lstrip().startswith(start):
            raise UnreadableFile(_no_csv(kind))
    separator = _separator(text)
    lines = _parsed(text, separator)
    headings, lines = _headings(lines)
    notes = [] if encoding == "utf-8" else [f"The file is not UTF-8; it was read as {encoding}."]
    repeated = [name for name, count in Counter(headings).items() if name and count > 1]
    if repeated:
        notes.append(f"Headings that come twice: {', '.join(repeated)}. Both columns were kept.")
    names = _unique(headings)
    rows: list[RawRow] = []
    empty = again = 0
    for cells in lines:
        if [" ".join(cell.split()) for cell in cells] == headings:
            again += 1
            continue
        if not any(cell.strip() for cell in cells):
            empty += 1
            continue
        rows.append(_row(len(rows) + 1, names, cells))
    if not rows:
        raise UnreadableFile("The file has a heading and no rows under it.")
    if empty:
        notes.append(f"{empty} empty rows were passed over.")
    if again:
        notes.append(f"The heading comes again {again} times among the rows; it was passed over there.")
    return Table(headings=names, rows=rows, encoding=encoding, empty_rows=empty, notes=notes)


def _decoded(content: bytes) -> tuple[str, str]:
    if len(content) > FILE_LIMIT:
        raise UnreadableFile(f"The file is larger than {FILE_LIMIT // 1024 // 1024} MB.")
    if not content.strip():
        raise UnreadableFile("The file is empty.")
    for start, kind in _KINDS:
        if content.startswith(start):
            raise UnreadableFile(_no_csv(kind))
    for mark, encoding in _WIDE:
        if content.startswith(mark):
            return _wide(content, encoding), encoding
    if b"\x00" in content:
        raise UnreadableFile(_NO_TEXT)
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        # The last resort reads every byte as something; the five bytes cp1252 lacks become controls.
        return content.decode("latin-1"), "Latin-1"


def _wide(content: bytes, encoding: str) -> str:
    """Return text of two or four bytes a letter; what still holds a NUL is none."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile(_NO_TEXT) from None
    if "\x00" in text:
        raise UnreadableFile(_NO_TEXT)
    return text


def _no_csv(kind: str) -> str:
    return f"This is {kind}, not a CSV. Open it and save the list as CSV first."


def _separator(text: str) -> str:
    """Return the sign that parts cells: the most frequent one on any of the first lines."""
    lines = text[:20_000].split("\n")[:10]
    return max(_SEPARATORS, key=lambda sign: max(line.count(sign) for line in lines))


def _parsed(text: str, separator: str) -> list[list[str]]:
    """Return all lines. Strict, because a quote that is never closed swallows every row after it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[list[str]] = []
    try:
        for line in reader:
            lines.append(line)
            if len(lines) > ROW_LIMIT:
                raise UnreadableFile(f"The file has more than {ROW_LIMIT:,} rows.")
    except csv.Error as error:
        raise UnreadableFile(
            f"The file stops making sense near line {reader.line_num} ({error}). "
            "A quotation mark is probably missing or doubled there. Nothing was read in."
        ) from None
    return lines


def _headings(lines: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return the heading, passing over title lines above it: the first line with three filled cells."""
    for index, line in enumerate(lines[:10]):
        filled = [cell for cell in line if cell.strip()]
        if len(filled) < 3:
            continue
        if len(line) > COLUMN_LIMIT:
            raise UnreadableFile(f"The heading has {len(line)} columns; a list of assets has about twenty.")
        return [" ".join(cell.split()) for cell in line], lines[index + 1 :]
    raise UnreadableFile(
        "No heading row with at least three columns was found. The first row must name the columns, "
        "such as AssetCode, PropertyName and PostCode."
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
        found[f"(beyond the last heading, {index})"] = cell
    if any(cell.strip() for cell in extra):
        ragged = (
            f"This row has {len(cells)} cells and the heading has {len(names)}. "
            "A comma or a quotation mark is probably wrong, so the cells may stand under the wrong heading."
        )
    elif len(cells) < len(names):
        found |= dict.fromkeys(names[len(cells) :], "")
        if len(cells) < len(names) / 2:
            ragged = f"This row stops after {len(cells)} of {len(names)} cells."
    return RawRow(number=number, cells=found, ragged=ragged)
