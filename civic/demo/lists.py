# ruff: noqa: E501 - a table reads better than a column of broken lines
"""What each owner of Pellbridge would publish: its list of buildings and land, composed from tables we wrote.

Nothing is drawn by lot: which fact is known of which place follows from its place in the list, so the
demo is the same every time and still as uneven as a real register.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from civic.demo.geography import WARDS, Ward, at, spot_in
from civic.demo.holdings import HOLDINGS, Holding
from civic.demo.people import COUNCIL, TRADERS

#: The national schema's columns, as a council publishes its list of land and buildings.
_NATIONAL = (
    "OrganisationLabel", "OrganisationURI", "EffectiveDate", "UPRN", "AssetCode", "PropertyName",
    "StreetNumber", "StreetName", "PostTown", "PostCode", "CoordinateReferenceSystem", "GeoX", "GeoY",
    "TenureType", "TenureDetail", "OtherDetail", "HoldingType", "BuildingSize", "LandArea", "EnergyRating",
)  # fmt: skip
#: What everybody else calls the same things in a spreadsheet.
_PLAIN = (
    "Ref",
    "Asset name",
    "Use",
    "Number",
    "Street",
    "City",
    "Postcode",
    "Latitude",
    "Longitude",
    "Owner",
)

_ROADS = {
    "PB01": ("Quay Road", "Strand Parade"), "PB02": ("Tannery Steps", "Bridge Street"),
    "PB03": ("Church Row", "Bridge Street"), "PB04": ("Cinder Hill Road", "Foundry Lane"),
    "PB05": ("Priory Way", "Foundry Lane"), "PB06": ("Netherfold Lane", "Priory Way"),
    "PB07": ("Marl Lane", "Strand Parade"), "PB08": ("Hafod Road", "Church Row"),
}  # fmt: skip

#: Days since somebody checked a place, in turn; None is never.
_CHECKED = (6, 19, 33, None, 48, 61, 12, 97, 27, 140, 75, 4, None, 205, 54, 88, 310, 16, 420)
#: Who checked what the owner did not, in turn; empty is the owner.
_CHECKERS = ("", "", "Pellbridge Access Walkers", "", "Cinder Hill Library")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of an owner's list, and what people know about it beyond the list."""

    ref: str
    holding: Holding
    name: str
    number: str
    street: str
    postcode: str
    spot: tuple[float, float] | None
    """WGS84; None is not on the map."""
    checked_days_ago: int | None
    checked_by: str
    facts: tuple[tuple[str, str, str], ...]
    """Fact, yes or no, and a detail. What is not listed is not known."""


def _facts_of(holding: Holding, n: int) -> Iterator[tuple[str, str, str]]:
    """Yield what is known of the n-th of its kind: each fact goes through its pattern at its own pace."""
    for step, (key, pattern) in enumerate(holding.profile.items()):
        said = pattern[(n + step * 2) % len(pattern)]
        if said != "?":
            value = "yes" if said == "y" else "no"
            details = DETAILS.get((key, value), ("",))
            yield key, value, details[(n + step) % len(details)]


#: How people put it when they know more than yes or no.
DETAILS = {
    ("step_free", "yes"): (
        "Level from the pavement.", "", "By the ramp at the side; ring the bell.", "Through the car park door.", "",
    ),
    ("step_free", "no"): ("Two steps at the door.", "Upstairs, and no lift.", "One step; ask for the board.", ""),
    ("kitchen", "yes"): ("A kettle and a sink.", "", "An oven, an urn and forty cups.", "A microwave and a fridge."),
    ("parking", "yes"): ("Six spaces at the back.", "", "On the street, free after six."),
    ("hearing_loop", "yes"): ("Ask for it to be switched on.", "At the front three rows."),
    ("toilet", "yes"): ("", "20p.", "Open nine to five.", ""),
    ("outdoor", "yes"): ("", "A yard with a table.", "Grass and one good tree."),
}  # fmt: skip


def _spot(ward: Ward, n: int) -> tuple[float, float]:
    return at(*spot_in(ward, n + 0.5))


def listed_by(owner: str) -> list[Listed]:
    """Return an owner's list, its places spread over the wards."""
    rows: list[Listed] = []
    first = sum(ord(letter) for letter in owner) % 19
    for holding in HOLDINGS[owner]:
        for n, (name, code) in enumerate(holding.places()):
            number = len(rows) + 1
            ward = next(ward for ward in WARDS if ward.code == code)
            street = _ROADS[code][(n + number) % 2]
            house = str(2 + (number * 7 + first) % 88)
            turn = number + first
            mapped = holding.on_the_map and turn % 6 != 0
            rows.append(
                Listed(
                    ref=f"{holding.code}/{number:04d}",
                    holding=holding,
                    name=name.format(ward=ward.name, at=f"{house} {street}"),
                    number=house,
                    street=street,
                    postcode=f"{ward.outcode} {int(code[-1])}{'ABDEFGHJLN'[turn % 5]}{'BDEFG'[turn % 5]}",
                    spot=_spot(ward, turn + n) if mapped else None,
                    checked_days_ago=_CHECKED[turn % len(_CHECKED)] if holding.profile else None,
                    checked_by=_CHECKERS[turn % len(_CHECKERS)] or owner,
                    facts=tuple(_facts_of(holding, turn)),
                )
            )
    return rows


def _national(row: Listed) -> dict[str, str]:
    latitude, longitude = row.spot or ("", "")
    return {
        "OrganisationURI": "http://council.example/id/pellbridge",
        "OrganisationLabel": COUNCIL,
        "EffectiveDate": "2026-04-01",
        "AssetCode": row.ref,
        "PropertyName": row.name,
        "StreetNumber": row.number,
        "StreetName": row.street,
        "PostTown": "Pellbridge",
        "PostCode": row.postcode,
        "GeoX": str(longitude),
        "GeoY": str(latitude),
        "TenureType": "Freehold",
        "HoldingType": "Land" if row.holding.land else "Buildings",
        "CoordinateReferenceSystem": "WGS84",
        "OtherDetail": row.holding.use,
    }


def _plain(row: Listed, owner: str) -> dict[str, str]:
    latitude, longitude = row.spot or ("", "")
    return {
        "Ref": row.ref,
        "Asset name": row.name,
        "Use": row.holding.use,
        "Number": row.number,
        "Street": row.street,
        "City": "Pellbridge",
        "Postcode": row.postcode,
        "Latitude": str(latitude),
        "Longitude": str(longitude),
        "Owner": owner,
    }


def csv_of(owner: str, rows: list[Listed]) -> bytes:
    """Return an owner's list as the owner would publish it: the council's in the national columns."""
    out = io.StringIO()
    national = owner == COUNCIL
    writer = csv.DictWriter(out, fieldnames=_NATIONAL if national else _PLAIN, restval="")
    writer.writeheader()
    writer.writerows(_national(row) if national else _plain(row, owner) for row in rows)
    if owner == TRADERS:  # as such lists come: a line twice, and one whose cells have slipped
        writer.writerow(_plain(rows[0], owner))
        out.write(
            "PT/0900,The old kiosk,Kiosk,,Quay Road,Pellbridge,TZ1 1AB,,,Pellbridge Traders,ask Jo,both keys\r\n"
        )
    return out.getvalue().encode()
