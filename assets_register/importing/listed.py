"""A stranger's list read again and again, one row at a time: a CSV of any length takes no more memory.

Workbooks and GeoJSON are read whole, within ``FILE_LIMIT`` and ``ROW_LIMIT``. Plain Python.
"""

import codecs
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assets_register.importing.geojson import read_geojson
from assets_register.importing.notes import Note
from assets_register.importing.reading import (
    NO_TEXT,
    WIDE,
    csv_lines_of,
    other_kind,
    separator_of,
)
from assets_register.importing.spreadsheets import is_spreadsheet, read_spreadsheet
from assets_register.importing.tables import (
    CSV_LIMIT,
    CSV_ROW_LIMIT,
    FILE_LIMIT,
    RawRow,
    Rows,
    Table,
    UnreadableFile,
)

#: Bytes taken at a time while looking at what a file is; letters that say what separates cells.
_STEP, _BEGINNING = 1024 * 1024, 20_000


@dataclass(kw_only=True)
class Listed:
    """A list of assets in a file."""

    headings: list[str]
    encoding: str
    sha256: str
    _again: Callable[[], Iterator[RawRow]]
    notes: list[Note]
    """What was odd about the file; all of it once ``all_rows`` has been gone through."""
    total: int = 0
    """How many rows it has, once ``all_rows`` has been gone through."""

    def all_rows(self) -> Iterator[RawRow]:
        """Give every row, from the first. Raises ``UnreadableFile`` where the file stops making sense."""
        return self._again()


def open_list(content: bytes | Path) -> Listed:
    """Return the list in a file, or in its bytes.

    Raises ``UnreadableFile`` with a plain reason where there is none, and ``OSError`` where the file cannot
    be opened.
    """
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    with _opened(content) as file:
        start = file.read(_STEP)
    whole = start.startswith(b"PK\x03\x04") or _is_json(start)
    if size > (FILE_LIMIT if whole or isinstance(content, bytes) else CSV_LIMIT):
        raise UnreadableFile(_too_large(whole=whole and not isinstance(content, bytes)))
    if start.startswith(b"PK\x03\x04") and is_spreadsheet(data := _all(content)):
        return _of_table(read_spreadsheet(data), data)
    if kind := other_kind(start):
        raise UnreadableFile(kind)
    encoding, digest = _looked_at(content, start)
    named = {"utf-8": "utf-8-sig", "Windows-1252": "cp1252", "Latin-1": "latin-1"}.get(encoding, encoding)
    beginning = start.decode(named, errors="replace")
    if beginning.lstrip().startswith("{"):
        data = _all(content)
        return _of_table(read_geojson(data.decode(named)), data)
    if kind := other_kind(beginning):
        raise UnreadableFile(kind)
    said = gettext_noop("The file is not UTF-8; it was read as %(encoding)s.")
    notes = [] if encoding == "utf-8" else [Note(message=said, given={"encoding": encoding})]
    return _of_csv(content, named, separator_of(beginning[:_BEGINNING]), encoding, digest, notes)


def _too_large(*, whole: bool) -> str:
    if whole:
        said = _(
            "A workbook or GeoJSON is read whole, so it may have %(n)d MB at most. Save the list as CSV: "
            "that is read row by row."
        )
        return said % {"n": FILE_LIMIT // 1024 // 1024}
    return _("The file is larger than %(n)d MB.") % {"n": FILE_LIMIT // 1024 // 1024}


def _is_json(start: bytes) -> bool:
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    return text.startswith(b"{")


def _opened(content: bytes | Path) -> IO[bytes]:
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _all(content: bytes | Path) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def _looked_at(content: bytes | Path, start: bytes) -> tuple[str, str]:
    """Return how a file's letters are written, and its SHA-256. Raises ``UnreadableFile`` for no text."""
    wide = next((encoding for mark, encoding in WIDE if start.startswith(mark)), "")
    candidates = {
        name: codecs.getincrementaldecoder(codec)()
        for name, codec in ([(wide, wide)] if wide else [("utf-8", "utf-8-sig"), ("Windows-1252", "cp1252")])
    }
    digest, empty = hashlib.sha256(), True
    with _opened(content) as file:
        while part := file.read(_STEP):
            digest.update(part)
            empty = empty and not part.strip()
            if not wide and b"\x00" in part:
                raise UnreadableFile(_(NO_TEXT))
            _try(candidates, part, final=False)
    _try(candidates, b"", final=True)
    if empty:
        raise UnreadableFile(_("The file is empty."))
    if wide and not candidates:
        raise UnreadableFile(_(NO_TEXT))
    # The last resort reads every byte as something; the five bytes cp1252 lacks become controls.
    return next(iter(candidates), "Latin-1"), digest.hexdigest()


def _try(candidates: dict[str, Any], part: bytes, *, final: bool) -> None:
    for name, decoder in list(candidates.items()):
        try:
            if "\x00" in decoder.decode(part, final):
                raise UnicodeError
        except UnicodeError:
            del candidates[name]


def _of_table(table: Table, data: bytes) -> Listed:
    return Listed(
        headings=table.headings,
        encoding=table.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        notes=table.notes,
        total=len(table.rows),
        _again=lambda: iter(table.rows),
    )


def _of_csv(
    content: bytes | Path, codec: str, separator: str, encoding: str, digest: str, notes: list[Note]
) -> Listed:
    def rows() -> Iterator[RawRow]:
        with _opened(content) as file:
            text = io.TextIOWrapper(file, encoding=codec, newline="")
            found = Rows(csv_lines_of(text, separator, most=CSV_ROW_LIMIT), notes)
            yield from found
            listed.notes, listed.total = found.notes, found.taken

    with _opened(content) as file:
        text = io.TextIOWrapper(file, encoding=codec, newline="")
        headings = Rows(csv_lines_of(text, separator, most=CSV_ROW_LIMIT)).names
    listed = Listed(headings=headings, encoding=encoding, sha256=digest, notes=list(notes), _again=rows)
    return listed
