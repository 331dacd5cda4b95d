"""Read a stranger's list: CSV in whatever encoding, a spreadsheet or GeoJSON; or a plain reason why not.

Plain Python: nothing here knows of Django's database.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assets_register.importing.geojson import read_geojson
from assets_register.importing.notes import Note
from assets_register.importing.spreadsheets import is_spreadsheet, read_spreadsheet
from assets_register.importing.tables import (
    COLUMN_LIMIT,
    FILE_LIMIT,
    ROW_LIMIT,
    RawRow,
    Table,
    UnreadableFile,
    table_of,
)

__all__ = ["COLUMN_LIMIT", "FILE_LIMIT", "ROW_LIMIT", "RawRow", "Table", "UnreadableFile", "read_table"]

_SEPARATORS = ",;\t|"

#: How other kinds of file begin, and what to do with them.
_KINDS = (
    (b"PK\x03\x04", gettext_noop("a zip file or a spreadsheet that is no Excel workbook (xlsx)")),
    (b"PK\x05\x06", gettext_noop("an empty zip file")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old Excel file (xls)")),
    (b"%PDF", gettext_noop("a PDF")),
    (b"\x1f\x8b", gettext_noop("a compressed file (gz)")),
    (b"{\\rtf", gettext_noop("a word-processor document (rtf)")),
    (b"\x89PNG", gettext_noop("a picture")),
    (b"\xff\xd8\xff", gettext_noop("a picture")),
    (b"Rar!", gettext_noop("a compressed file (rar)")),
    (b"7z\xbc\xaf", gettext_noop("a compressed file (7z)")),
)
#: How text that is no CSV begins, after spaces; brackets open no list of headings.
_TEXT_KINDS = (
    ("<", gettext_noop("a web page or an XML file")),
    ("[", gettext_noop("a JSON file")),
)

#: Byte order marks of wide encodings, the longer first: UTF-16's is how UTF-32's begins.
WIDE = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
NO_TEXT = gettext_noop("This is not a text file, so it is not a CSV.")


def read_table(content: bytes) -> Table:
    """Return the rows of a file. Raises ``UnreadableFile`` with a plain reason where there are none."""
    if len(content) > FILE_LIMIT:
        raise UnreadableFile(_("The file is larger than %(n)d MB.") % {"n": FILE_LIMIT // 1024 // 1024})
    if is_spreadsheet(content):
        return read_spreadsheet(content)
    text, encoding = _decoded(content)
    if text.lstrip().startswith("{"):
        return read_geojson(text)
    if kind := other_kind(text):
        raise UnreadableFile(kind)
    said = gettext_noop("The file is not UTF-8; it was read as %(encoding)s.")
    notes = [] if encoding == "utf-8" else [Note(message=said, given={"encoding": encoding})]
    lines = list(csv_lines_of(io.StringIO(text, newline=""), separator_of(text), most=ROW_LIMIT))
    return table_of(lines, encoding=encoding, notes=notes)


def other_kind(start: bytes | str) -> str:
    """Return why what begins so is no list, in plain words; empty where it may be one."""
    if isinstance(start, bytes):
        kinds = [kind for mark, kind in _KINDS if start.startswith(mark)]
    else:
        text = start.lstrip()
        kinds = [kind for mark, kind in _TEXT_KINDS if text.startswith(mark)]
    return _no_csv(kinds[0]) if kinds else ""


def _decoded(content: bytes) -> tuple[str, str]:
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if kind := other_kind(content):
        raise UnreadableFile(kind)
    for mark, encoding in WIDE:
        if content.startswith(mark):
            return _wide(content, encoding), encoding
    if b"\x00" in content:
        raise UnreadableFile(_(NO_TEXT))
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
        raise UnreadableFile(_(NO_TEXT)) from None
    if "\x00" in text:
        raise UnreadableFile(_(NO_TEXT))
    return text


def _no_csv(kind: str) -> str:
    said = _("This is %(kind)s, not a CSV, an Excel workbook (xlsx) or GeoJSON. Save the list as CSV first.")
    return said % {"kind": _(kind)}


def separator_of(text: str) -> str:
    """Return the sign that parts cells: the most frequent one on any of the first lines."""
    lines = text[:20_000].split("\n")[:10]
    return max(_SEPARATORS, key=lambda sign: max(line.count(sign) for line in lines))


def csv_lines_of(text: Iterable[str], separator: str, *, most: int) -> Iterator[list[str]]:
    """Give every line's cells. Strict, because a quote that is never closed swallows every row after it.

    Raises ``UnreadableFile`` where the text stops making sense, and beyond ``most`` lines.
    """
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        for number, line in enumerate(reader, start=1):
            if number > most:
                raise UnreadableFile(_("The file has more than %(n)s rows.") % {"n": f"{most:,}"})
            yield line
    except csv.Error as error:
        raise UnreadableFile(
            _(
                "The file stops making sense near line %(n)d (%(error)s). "
                "A quotation mark is probably missing or doubled there. Nothing was read in."
            )
            % {"n": reader.line_num, "error": error}
        ) from None
