"""Which column means what: one mapping per publisher, chosen by the heading, and a guess for the rest."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assets_register.importing.tables import UnreadableFile

#: The columns of the national schema for local authority land, in its order and spelling
#: (Local Government Transparency Code 2015; LGA "Local authority land" schema).
NATIONAL: dict[str, str] = {
    "OrganisationLabel": "organisation",
    "OrganisationURI": "organisation_uri",
    "EffectiveDate": "effective_date",
    "UPRN": "uprn",
    "AssetCode": "asset_code",
    "PropertyName": "property_name",
    "StreetNumber": "street_number",
    "StreetName": "street_name",
    "PostTown": "town",
    "PostCode": "postcode",
    "CoordinateReferenceSystem": "crs",
    "GeoX": "x",
    "GeoY": "y",
    "TenureType": "tenure_type",
    "TenureDetail": "tenure_detail",
    "OtherDetail": "other_detail",
    "HoldingType": "holding_type",
    "BuildingSize": "building_size",
    "LandArea": "land_area",
    "EnergyRating": "energy_rating",
}


@dataclass(frozen=True, kw_only=True)
class ColumnMapping:
    """How one publisher's columns are read."""

    name: str
    label: str
    columns: Mapping[str, str]
    """Our field by their heading."""
    grid: str = ""
    """What GeoX and GeoY are where no column says so: ``osgb36``, ``wgs84`` or empty (guess)."""

    def given(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Return a row's cells by our field names, as they stand; several columns of one field joined."""
        found: dict[str, str] = {}
        for heading, field in self.columns.items():
            cell = cells.get(heading, "")
            found[field] = (
                f"{found[field]}\n{cell}" if found.get(field) and cell.strip() else found.get(field) or cell
            )
        return found

    def speaks_of(self) -> frozenset[str]:
        """Return the fields of an asset that a list read so says anything about."""
        fields = set(self.columns.values())
        if {"x", "y", "location"} & fields:
            fields |= {"latitude", "longitude", "easting", "northing"}
        return frozenset(fields)


NATIONAL_SCHEMA = ColumnMapping(
    name="national", label="National schema for council land and buildings", columns=NATIONAL
)
#: Cheltenham's heading names Organisation and OrganisationLabel twice; the label holds the code.
CHELTENHAM = ColumnMapping(
    name="cheltenham",
    label="Cheltenham Borough Council, land and assets",
    columns={
        "Organisation": "organisation",
        "OrganisationLabel": "organisation_code",
        "UPRN": "uprn",
        "AssetCode": "asset_code",
        "PropertyName": "property_name",
        "StreetName": "street_name",
        "PostTown": "town",
        "PostCode": "postcode",
        "GeoX": "x",
        "GeoY": "y",
        "TenureType": "tenure_type",
        "TenureDetail": "tenure_detail",
        "HoldingType": "holding_type",
    },
    grid="osgb36",
)

#: What others call the same things; spelled without spaces, punctuation and capitals.
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "organisation": ("organisationlabel", "organisation", "organisationname", "org", "owner", "council"),
    "organisation_uri": ("organisationuri",),
    "organisation_code": ("organisationcode",),
    "effective_date": ("effectivedate", "date", "extractdate", "datapublished", "publisheddate"),
    "uprn": ("uprn", "uniquepropertyreferencenumber"),
    "asset_code": (
        "assetcode", "uniqueassetid", "uniqueassetidentity", "assetid", "assetreference", "assetref",
        "assetnumber", "propertyreference", "propertyref", "propref", "reference", "ref", "id", "osmid",
    ),
    "property_name": (
        "propertyname", "assetname", "nameofthebuildingland", "nameofbuildingland", "buildingname",
        "sitename", "name", "asset", "property", "title", "facility", "venue", "communityhub", "hub",
        "centre", "library", "description",
    ),
    "street_number": ("streetnumber", "streetnumberornumbers", "housenumber", "number"),
    "street_name": ("streetname", "street", "road", "address", "address1", "addressline1", "propertyaddress"),
    "town": ("posttown", "town", "city", "locality"),
    "postcode": ("postcode", "postalcode"),
    "crs": ("coordinatereferencesystem", "crs", "geometrycrs"),
    "location": ("location", "latlng", "latlong", "coordinates", "geopoint"),
    "x": ("geometryx", "geox", "easting", "eastings", "x", "xcoordinate", "longitude", "lon", "long", "lng"),
    "y": ("geometryy", "geoy", "northing", "northings", "y", "ycoordinate", "latitude", "lat"),
    "tenure_type": ("tenuretype", "tenure", "interest"),
    "tenure_detail": ("tenuredetail",),
    "other_detail": ("otherdetail",),
    "holding_type": ("holdingtype", "assettype", "landorbuilding", "landonlyorpermanentbuilding"),
    "purpose": ("purpose", "use", "usage", "assetpurpose", "propertytype", "category", "type"),
    "building_size": ("buildingsize", "totalbuildinggia", "gia", "grossinternalarea", "floorarea"),
    "land_area": ("landarea", "sitearea", "area", "areahectares", "hectares"),
    "energy_rating": ("energyrating", "epc", "epcrating", "decrating"),
    "description": ("description", "details", "about"),
    "opening_hours": ("openinghours", "openingtimes", "hours", "opening"),
    "bookings_phone": ("telephone", "phone", "telephonenumber", "phonenumber", "tel"),
    "bookings_email": ("email", "emailaddress", "contactemail"),
    "bookings_url": ("bookingurl", "bookinglink", "booking"),
}  # fmt: skip


def plain(heading: str) -> str:
    """Return a heading without capitals, spaces and punctuation, and without a trailing unit."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", heading.lower()))


def choose_mapping(headings: Sequence[str]) -> ColumnMapping:
    """Return how to read a file by its heading.

    Raises ``UnreadableFile`` where no column can be a name or an address.
    """
    known = set(headings)
    national = known & set(NATIONAL)
    if {"AssetCode", "PropertyName", "GeoX", "CoordinateReferenceSystem"} <= national:
        return NATIONAL_SCHEMA
    if "Organisation (2)" in known and {"Organisation", "UPRN", "AssetCode", "PropertyName"} <= known:
        return CHELTENHAM
    return _guessed(headings)


def guess_by_heading(headings: Sequence[str]) -> dict[str, str]:
    """Return our field by heading, for the headings whose name we know; each field once."""
    by_plain = {plain(heading): heading for heading in reversed(headings)}
    columns: dict[str, str] = {}
    for field, names in _SYNONYMS.items():
        heading = next((by_plain[name] for name in names if name in by_plain), None)
        if heading is not None and heading not in columns:
            columns[heading] = field
    return columns


def _guessed(headings: Sequence[str]) -> ColumnMapping:
    columns = guess_by_heading(headings)
    found = set(columns.values())
    if not ({"property_name", "street_name"} & found) or len(found) < 3:
        shown = ", ".join(heading[:30] for heading in headings[:25])
        raise UnreadableFile(
            _(
                "The heading names no columns we know for a list of assets. Use the national names "
                "(%(names)s …). The heading found: %(shown)s."
            )
            % {"names": ", ".join(list(NATIONAL)[:11]), "shown": shown}
        )
    return ColumnMapping(name="guessed", label="Guessed from the heading", columns=columns)
