"""Writes about where things are: a place's boundaries and postcodes, from open data files.

Both imports can be run again: what is there already is compared, not doubled. Neither removes
anything; what the file no longer names is counted in the report.
"""

import csv
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify
from shapely import transform

from civic.places.geo import (
    PostcodeKind,
    area_shape,
    as_geojson,
    grid_to_wgs84,
    in_britain,
    joined_area,
    normalised_postcode,
)
from civic.places.models import Neighbourhood, Postcode
from civic.places.selectors import neighbourhood_areas

if TYPE_CHECKING:
    from wagtail.models import Site

#: The largest file read, in bytes: boundaries of a whole city at full detail are some 20 MB.
FILE_LIMIT = 64 * 1024 * 1024
#: A point shared by at least this many postcodes stands for a wider area.
SHARED_POINT = 20

_CODE_NAMES = ("area_code", "code", "ward_code", "gss_code", "id")
_NAME_NAMES = ("area_name", "name", "ward_name", "label", "title")
_POSTCODE_COLUMNS = {
    "code": ("postcode", "pcds", "pcd", "pcd7", "pcd8", "post_code"),
    "longitude": ("lon", "long", "longitude", "lng"),
    "latitude": ("lat", "latitude"),
    "area": ("ward_code", "osward", "wd_code", "area_code"),
}


class UnreadableFile(ValueError):
    """The file as a whole cannot be used; says why in plain words."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A row that was not taken as it stood, and why."""

    row: int
    """Counted from 1, the heading row included where there is one."""
    what: str
    why: str


@dataclass(kw_only=True)
class ImportReport:
    """What became of every row."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    not_in_file: int = 0
    """Known already and not named by this file; kept."""
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Rows accounted for, problems that were left out included."""
        return self.created + self.changed + self.unchanged + len(self.problems)


def decoded(content: bytes) -> str:
    """Return a file's text: UTF-8, or the Windows encoding older exports use.

    Raises ``UnreadableFile`` where it is too large, empty or not text.
    """
    if len(content) > FILE_LIMIT:
        raise UnreadableFile(f"The file is larger than {FILE_LIMIT // 1024 // 1024} MB.")
    if not content.strip():
        raise UnreadableFile("The file is empty.")
    if content[:4] == b"PK\x03\x04":
        raise UnreadableFile("This is a zip or a spreadsheet. Please unpack it or save it as text first.")
    if b"\x00" in content[:4096]:
        raise UnreadableFile("This is not a text file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


# ---- boundaries ------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class _Area:
    code: str
    name: str
    area: Any


def import_boundaries(
    site: "Site", content: bytes, *, code_property: str = "", name_property: str = ""
) -> ImportReport:
    """Take a place's neighbourhoods from GeoJSON, in WGS84 or National Grid metres.

    The properties holding code and name are guessed where they are not given; features of the
    same code become one. Postcodes already known are put in their neighbourhoods.
    Raises ``UnreadableFile``; then nothing has changed.
    """
    features = _features(decoded(content))
    properties = features[0].get("properties") or {}
    name_property = name_property or _guessed(properties, _NAME_NAMES, "nm", "name")
    if not name_property or name_property not in properties:
        named = ", ".join(sorted(properties)) or "none"
        raise UnreadableFile(f"No property holds a name. Properties found: {named}. Say which to use.")
    code_property = code_property or _guessed(properties, _CODE_NAMES, "cd", "code") or name_property
    report = ImportReport()
    areas = _areas(features, code_property, name_property, report)
    with transaction.atomic():
        _save_areas(site, areas, report)
        moved = place_postcodes(site)
    if moved:
        report.notes.append(f"{moved} postcodes were put in another neighbourhood than before.")
    return report


def _features(text: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("This is not JSON, so it is not GeoJSON.") from error
    features = data.get("features") if isinstance(data, dict) else None
    if isinstance(data, dict) and data.get("type") == "Feature":
        features = [data]
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise UnreadableFile("This is JSON, but not a GeoJSON FeatureCollection.")
    if not features:
        raise UnreadableFile("There are no features in this file.")
    return features


def _guessed(properties: Mapping[str, Any], names: Sequence[str], ending: str, part: str) -> str:
    """Return the property of a usual name, then ONS' ``wd23nm``, then anything that says it."""
    lower = {key.lower(): key for key in properties}
    for name in names:
        if name in lower:
            return lower[name]
    for key in lower:
        if key.endswith(ending):
            return lower[key]
    return next((lower[key] for key in lower if part in key), "")


def _areas(
    features: Iterable[Mapping[str, Any]], code_property: str, name_property: str, report: ImportReport
) -> list[_Area]:
    parts: dict[str, tuple[str, list[Any]]] = {}
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        name = str(properties.get(name_property) or "").replace("\0", "").strip()
        code = str(properties.get(code_property) or name).replace("\0", "").strip()
        if len(code) > 40:  # cut, and still another than the next one that begins alike
            code = f"{code[:31]}~{zlib.crc32(code.encode('utf-8', 'replace')):08x}"
        try:
            if not name:
                raise ValueError("it has no name")
            area = _in_britain(_in_wgs84(area_shape(feature.get("geometry") or {})))
        except ValueError as error:
            report.problems.append(Problem(row=number, what=name or code or "?", why=str(error)))
            continue
        parts.setdefault(code, (name, []))[1].append(area)
    return [
        _Area(code=code, name=name[:120], area=joined_area(shapes)) for code, (name, shapes) in parts.items()
    ]


def _in_wgs84(area: Any) -> Any:
    """Return an area in WGS84. Raises ``ValueError`` where its coordinates are neither kind."""
    west, south, east, north = area.bounds
    if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
        return area

    def moved(easting: float, northing: float) -> tuple[float, float]:
        point = grid_to_wgs84(easting, northing)
        return point.longitude, point.latitude

    return transform(area, lambda points: [moved(x, y) for x, y in points])


def _in_britain(area: Any) -> Any:
    """Return an area as it is. Raises ``ValueError`` where it lies elsewhere, as a turned one does."""
    west, south, east, north = area.bounds
    if in_britain(south, west) and in_britain(north, east):
        return area
    why = "it is not in Great Britain"
    if in_britain(west, south) and in_britain(east, north):
        why += "; longitude and latitude look swapped"
    raise ValueError(why)


def _save_areas(site: "Site", areas: Sequence[_Area], report: ImportReport) -> None:
    known = {row.code: row for row in Neighbourhood.objects.filter(site=site)}
    slugs = {row.slug for row in known.values()}
    for area in areas:
        row = known.pop(area.code, None)
        west, south, east, north = area.area.bounds
        facts = {
            "name": area.name,
            "geometry": as_geojson(area.area),
            **{"west": west, "south": south, "east": east, "north": north},
        }
        if row is None:
            slug = _free_slug(area.name, slugs)
            Neighbourhood.objects.create(site=site, code=area.code, slug=slug, **facts)
            report.created += 1
        elif row.name == facts["name"] and row.geometry == facts["geometry"]:
            report.unchanged += 1
        else:
            for key, value in facts.items():
                setattr(row, key, value)
            row.save()
            report.changed += 1
    report.not_in_file = len(known)


def _free_slug(name: str, taken: set[str]) -> str:
    base = slugify(name)[:130] or "area"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug


def place_postcodes(site: "Site") -> int:
    """Put every postcode of a place in the neighbourhood its point lies in; return how many moved."""
    areas, moved = neighbourhood_areas(site), []
    for row in Postcode.objects.filter(site=site).iterator(chunk_size=5000):
        found = areas.containing(row.latitude, row.longitude)
        if found is not None and found != row.neighbourhood_id:
            row.neighbourhood_id = found
            moved.append(row)
    Postcode.objects.bulk_update(moved, ["neighbourhood"], batch_size=500)
    return len(moved)


# ---- postcodes -------------------------------------------------------------------------------
def import_postcodes(site: "Site", content: bytes) -> ImportReport:
    """Take a place's postcodes from a CSV with a postcode, a longitude and a latitude.

    The neighbourhood is the one the point lies in; where the file lists a ward that says
    otherwise, the row is named in the report (and taken).
    Raises ``UnreadableFile``; then nothing has changed.
    """
    reader = csv.reader(io.StringIO(decoded(content), newline=""))
    report = ImportReport()
    rows: dict[str, Postcode] = {}
    listed: dict[str, tuple[int, str]] = {}
    areas = neighbourhood_areas(site)
    try:
        columns = _postcode_columns(next(reader, []))
        for number, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            postcode = _postcode_row(site, number, cells, columns, rows, report)
            if postcode is None:
                continue
            postcode.neighbourhood_id = areas.containing(postcode.latitude, postcode.longitude)
            rows[postcode.code] = postcode
            listed[postcode.code] = (number, _cell(cells, columns.get("area")))
    except csv.Error as error:
        raise UnreadableFile(f"This is not a CSV file that can be read: {error}.") from error
    if not rows:
        raise UnreadableFile("No row of this file holds a postcode with its longitude and latitude.")
    _note_disagreements(site, rows, listed, report)
    _note_shared_points(rows.values(), report)
    _save_postcodes(site, rows, report)
    return report


def _postcode_columns(heading: Sequence[str]) -> dict[str, int]:
    names = {name.strip().lower(): index for index, name in reversed(list(enumerate(heading)))}
    found = {
        wanted: next(names[each] for each in usual if each in names)
        for wanted, usual in _POSTCODE_COLUMNS.items()
        if any(each in names for each in usual)
    }
    missing = [wanted for wanted in ("code", "longitude", "latitude") if wanted not in found]
    if missing:
        words = {"code": "postcode", "longitude": "lon", "latitude": "lat"}
        raise UnreadableFile(
            "The first row must name the columns postcode, lon and lat. Not found: "
            + ", ".join(words[each] for each in missing)
            + "."
        )
    return found


def _cell(cells: Sequence[str], index: int | None) -> str:
    return cells[index].strip() if index is not None and index < len(cells) else ""


def _postcode_row(
    site: "Site",
    number: int,
    cells: Sequence[str],
    columns: Mapping[str, int],
    before: Mapping[str, Postcode],
    report: ImportReport,
) -> Postcode | None:
    """Return one row as a postcode, or None with the reason in the report."""
    text = _cell(cells, columns["code"])
    reading = normalised_postcode(text)
    why = ""
    if reading.kind is not PostcodeKind.UNIT:
        why = "it is not a full postcode"
        if reading.suggestion:
            why += f" (perhaps {reading.suggestion})"
    elif reading.code in before:
        why = "it is in the file twice; the first is kept"
    else:
        try:
            longitude = float(_cell(cells, columns["longitude"]))
            latitude = float(_cell(cells, columns["latitude"]))
            if in_britain(latitude, longitude):
                return Postcode(site=site, code=reading.code, latitude=latitude, longitude=longitude)
            why = f"{latitude}, {longitude} is not in Great Britain"
            if in_britain(longitude, latitude):
                why += "; longitude and latitude look swapped"
        except ValueError:
            why = "its longitude or latitude is not a number"
    report.problems.append(Problem(row=number, what=text, why=why))
    return None


def _note_disagreements(
    site: "Site",
    rows: Mapping[str, Postcode],
    listed: Mapping[str, tuple[int, str]],
    report: ImportReport,
) -> None:
    known = dict(Neighbourhood.objects.filter(site=site).values_list("code", "pk"))
    names = dict(Neighbourhood.objects.filter(site=site).values_list("pk", "name"))
    for code, (number, ward) in listed.items():
        row = rows[code]
        if ward in known and row.neighbourhood_id != known[ward]:
            lies_in = names.get(row.neighbourhood_id or 0, "no neighbourhood")
            report.notes.append(
                f"Row {number}, {code}: listed in {names[known[ward]]}, but its point lies in {lies_in}."
            )
    outside = sum(1 for row in rows.values() if row.neighbourhood_id is None)
    if known and outside:
        report.notes.append(f"{outside} postcodes lie in no neighbourhood of this place.")


def _note_shared_points(rows: Iterable[Postcode], report: ImportReport) -> None:
    points = Counter((row.latitude, row.longitude) for row in rows)
    shared = [count for count in points.values() if count >= SHARED_POINT]
    if shared:
        report.notes.append(
            f"{sum(shared)} postcodes share {len(shared)} points ({max(shared)} share one): "
            "distances from them are rough."
        )


def _save_postcodes(site: "Site", rows: Mapping[str, Postcode], report: ImportReport) -> None:
    facts = ("latitude", "longitude", "neighbourhood_id")
    known = {row[0]: row[1:] for row in Postcode.objects.filter(site=site).values_list("code", *facts)}
    changed = []
    for code, row in rows.items():
        before = known.pop(code, None)
        if before is None:
            report.created += 1
        elif before != tuple(getattr(row, fact) for fact in facts):
            report.changed += 1
        else:
            report.unchanged += 1
            continue
        changed.append(row)
    report.not_in_file = len(known)
    Postcode.objects.bulk_create(
        changed,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["site", "code"],
        update_fields=["latitude", "longitude", "neighbourhood"],
    )
