"""Programs nobody here wrote read a served register: GDAL's, OWSLib, and one that tries to break it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from owslib.ogcapi.features import Features

from assets_register.ogc.params import LIMIT_MAX, read_cursor
from tests.assets_register.many import many_assets
from tests.assets_register.ogc import schemathesis_hooks
from tests.assets_register.ogc.conftest import fill
from tests.conftest import CI, make_site

pytestmark = pytest.mark.xdist_group("served_register")

OGRINFO = shutil.which("ogrinfo")
#: More than one page of the largest size there is.
MANY = 1010


@pytest.fixture
def served(make_live_server):
    """A served place with a register of more than one page; its address, and the assets by name."""
    server = make_live_server(worker=False)
    server.env["PUBLIC_API_LIMIT"] = "1000000"
    with server.database():
        site = make_site("127.0.0.1", "Pellbridge", default=True)
        named = fill(site, make_site("other.example", "Otherham"))
        rows = [
            {"name": f"Field {n:04}", "kind": "park", "latitude": 53.0, "longitude": -2.0}
            for n in range(MANY)
        ]
        many_assets(site, rows)
    server.start()
    return f"{server.url}/ogc/", named


def ogrinfo(address, *arguments) -> str:
    done = subprocess.run(
        [OGRINFO, "-ro", f"OAPIF:{address}", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.skipif(not OGRINFO and not CI, reason="ogrinfo is not installed here (Debian: gdal-bin)")
def test_ogrinfo_reads_the_register(served):
    address, _named = served
    layers = ogrinfo(address)
    assert "1: spaces (title: Spaces you can use)" in layers
    assert "2: assets (title: Everything owned)" in layers

    summary = ogrinfo(address, "-so", "assets")
    assert f"Feature Count: {MANY + 3}" in summary
    assert "Extent: (-2.300000, 53.000000) - (-2.000000, 53.500000)" in summary
    assert "step_free: String" in summary
    assert "offered: Integer(Boolean)" in summary

    every = ogrinfo(address, "-q", "assets", "-sql", "SELECT name FROM assets")
    names = [line.partition(" = ")[2] for line in every.splitlines() if " name (String) = " in line]
    assert sorted(names) == [
        "Cinder Hill Library", *(f"Field {n:04}" for n in range(MANY)), "Quayside Depot", "St Anne's Hall",
    ]  # fmt: skip

    box = ogrinfo(address, "-q", "spaces", "-spat", "-2.35", "53.35", "-2.25", "53.45")
    assert box.count("OGRFeature(spaces)") == 1
    assert "name (String) = Cinder Hill Library" in box
    assert "POINT (-2.3 53.4)" in box
    where = ogrinfo(address, "-q", "assets", "-where", "kind = 'depot'")
    assert where.count("OGRFeature(assets)") == 1
    assert "name (String) = Quayside Depot" in where


def test_owslib_reads_the_register(served):
    address, named = served
    api = Features(address)
    assert api.conformance()["conformsTo"][0].endswith("/conf/core")
    assert api.api()["openapi"].startswith("3.0.")
    assert api.feature_collections() == ["spaces", "assets"]
    assert api.collection("assets")["title"] == "Everything owned"

    found = api.collection_items("assets", bbox=[-2.35, 53.35, -2.25, 53.45], datetime_="2026-03-01")
    assert [each["properties"]["name"] for each in found["features"]] == ["Cinder Hill Library"]
    found = api.collection_items("assets", kind="depot", limit=1)
    assert (found["numberMatched"], found["numberReturned"]) == (1, 1)
    library = api.collection_item("spaces", str(named["Cinder Hill Library"].uuid))
    assert library["geometry"] == {"type": "Point", "coordinates": [-2.3, 53.4]}
    with pytest.raises(RuntimeError) as refused:
        api.collection_items("assets", colour="red")
    assert json.loads(str(refused.value))["detail"] == "There is no parameter “colour” here."


def test_schemathesis_finds_nothing(served, tmp_path):
    """Every address, from the OpenAPI document alone: sound requests, broken ones, and walks along links."""
    address, _named = served
    assert read_cursor(schemathesis_hooks.SOUND["cursor"])
    assert schemathesis_hooks.LIMIT_MAX == LIMIT_MAX
    program = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}api"]
    hooks = {**os.environ, "SCHEMATHESIS_HOOKS": schemathesis_hooks.__name__, "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [*program, "--max-examples", "10", "--seed", "1", "--no-color"],
        env=hooks, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout
    assert "9 selected / 9 total" in done.stdout
