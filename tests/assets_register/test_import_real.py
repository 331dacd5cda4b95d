"""Two councils' real lists: every row accounted for, every known mess named."""

import csv
import json

import pytest

from assets_register.importing.running import import_assets
from assets_register.models import Asset
from civic.places.geo import distance_metres
from civic.places.services import import_boundaries

pytestmark = pytest.mark.data


def _named(run, code):
    rows = run.rows.order_by("number").values_list("number", "problems")
    return [number for number, notes in rows if any(note["code"] == code for note in notes)]


def test_trafford_all_608_rows(site, data_folder):
    import_boundaries(site, (data_folder / "trafford/electoral_ward.geojson").read_bytes())
    content = (data_folder / "trafford/trafford_land_and_building_assets.csv").read_bytes()
    run = import_assets(site, content, file_name="trafford.csv", dry_run=False)
    assert (run.source, run.rows.count(), run.counts["created"]) == ("Trafford Council", 608, 608)
    assert _named(run, "swapped") == [386]
    assert len(_named(run, "no_coordinates")) == 235
    assert len(_named(run, "outcode_only")) == 229
    assert _named(run, "rent_charge").count(562) == 1
    mistyped = run.rows.filter(normalised__postcode_suggestion="M32 0XZ").get()
    assert mistyped.raw["PostCode"] == "M32 OXZ"
    assert len(_named(run, "outside_place")) == 3
    youth_centre = run.rows.get(number=386).asset
    assert (youth_centre.latitude, youth_centre.longitude) == (53.457484, -2.365856)
    assert Asset.objects.placed().count() == 608 - 235
    home = Asset.objects.get(name="Old Hall Road Childrens Home")
    assert home.status == "held_back"
    assert not Asset.objects.public().exists()
    again = import_assets(site, content, file_name="trafford.csv", dry_run=False)
    assert again.counts["unchanged"] == 608


def test_cheltenham_all_498_rows_within_two_metres(other_site, data_folder):
    content = (data_folder / "cheltenham/local_authority_land_and_assets_2021.csv").read_bytes()
    run = import_assets(other_site, content, file_name="cheltenham.csv", dry_run=False)
    counts = run.counts
    assert (counts["rows"], counts["created"], counts["duplicate"], counts["problem"]) == (498, 494, 4, 0)
    assert len(_named(run, "no_name")) == 145
    assert _named(run, "repeated_code") == [71, 341]
    assert all(len(uprn) == 12 for uprn in Asset.objects.exclude(uprn="").values_list("uprn", flat=True))
    geojson = json.loads(
        (data_folder / "cheltenham/cheltenham_council_land_and_assets_2021.geojson").read_text()
    )
    assert _named(run, "no_coordinates") == [427]
    rows = list(run.rows.order_by("number").exclude(number=427))
    for row, feature in zip(rows, geojson["features"], strict=True):
        assert row.raw["AssetCode"] == feature["properties"]["id"]
        longitude, latitude = feature["geometry"]["coordinates"]
        off = distance_metres(row.normalised["latitude"], row.normalised["longitude"], latitude, longitude)
        assert off < 2, (row.number, off)
    assert len(rows) == 497
    again = import_assets(other_site, content, file_name="cheltenham.csv", dry_run=False)
    assert (again.counts["unchanged"], again.counts["duplicate"]) == (494, 4)


def test_trafford_export_keeps_every_row_and_column(site, data_folder):
    from assets_register.exporting import export_assets_csv

    path = data_folder / "trafford/trafford_land_and_building_assets.csv"
    import_assets(site, path.read_bytes(), file_name="trafford.csv", dry_run=False)
    given = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    out = list(csv.DictReader("".join(export_assets_csv(Asset.objects.all())).splitlines()))
    assert list(out[0]) == list(given[0])
    assert [row["AssetCode"] for row in out] == [row["AssetCode"] for row in given]
    same = [
        "PropertyName",
        "TenureType",
        "TenureDetail",
        "OtherDetail",
        "HoldingType",
        "EffectiveDate",
        "EnergyRating",
    ]
    differ = [
        (mine["AssetCode"], name)
        for mine, theirs in zip(out, given, strict=True)
        for name in same
        if " ".join(mine[name].split()) != " ".join(theirs[name].split())
    ]
    assert len(differ) <= 10, differ
