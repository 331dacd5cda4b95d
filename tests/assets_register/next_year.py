"""Makes a second year's list from a publisher's first, as real ones differ: for tests of imports.

Codes get another ending, columns another name and order, a few rows change, go and come.
"""

import csv
import io
import re
from dataclasses import dataclass

#: What the columns are called a year later; the others keep their names.
RENAMED = {
    "AssetCode": "Asset Ref",
    "PropertyName": "Name of building/land",
    "StreetName": "Address",
    "PostCode": "Postcode",
    "GeoX": "Longitude",
    "GeoY": "Latitude",
    "UPRN": "Unique Property Reference Number",
    "TenureType": "Held as",  # nobody could guess this one
}


@dataclass(frozen=True)
class NextYear:
    """A second year's file, and what was done to it."""

    content: bytes
    suffixes: list[str]
    """Names of the assets whose code has another ending."""
    renamed: str
    """The asset whose name and code's ending changed: nothing says that it is the same."""
    tenure: list[str]
    """Names of the assets whose tenure changed."""
    gone: list[str]
    new: str


def next_year(content: bytes, *, encoding: str = "utf-8-sig") -> NextYear:
    """Return the list a year later."""
    rows = list(csv.DictReader(io.StringIO(content.decode(encoding))))
    with_suffix = [row for row in rows if re.search(r"/[A-Z]+\d+$", row["AssetCode"])]
    suffixes = with_suffix[:20]
    for number, row in enumerate(suffixes):
        row["AssetCode"] = row["AssetCode"].rpartition("/")[0] + f"/Z{number:07}"
    odd = with_suffix[20]
    odd["AssetCode"] = odd["AssetCode"].rpartition("/")[0] + "/Z9999999"
    odd["PropertyName"], odd["StreetName"] = "Something else entirely", "Nowhere Road"
    tenure = with_suffix[21:26]
    for row in tenure:
        row["TenureType"] = "Leasehold" if row["TenureType"] != "Leasehold" else "Freehold"
    gone = rows[-3:]
    rows = rows[:-3]
    rows.append({**rows[0], "AssetCode": "TMBC9999", "PropertyName": "New Pavilion", "UPRN": ""})
    headings = sorted(rows[0], key=str.lower, reverse=True)
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([RENAMED.get(heading, heading) for heading in headings])
    writer.writerows([[row[heading] for heading in headings] for row in rows])
    return NextYear(
        content=written.getvalue().encode(),
        suffixes=[row["PropertyName"] for row in suffixes],
        renamed="Something else entirely",
        tenure=[row["PropertyName"] for row in tenure],
        gone=[row["PropertyName"] for row in gone],
        new="New Pavilion",
    )
