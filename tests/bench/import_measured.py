"""Take a list in, or write the same tables without asking anything of it; print seconds and memory.

``python -m tests.bench.import_measured ours FILE`` or ``floor FILE``, on the database in force, which is
migrated and empty. The floor writes every column of ``Asset``, ``ImportedRow`` and the history from values
that need no looking at (strings as they stand, one point for all), by ``bulk_create`` in the same parts and
transactions, with the index's totals refreshed and the run's counts saved as ours are.
"""

import csv
import json
import resource
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

import django
from django.db import transaction

PART, BATCH = 1_000, 500


def ours(site: Any, file: Path) -> None:
    """Take the list in as ``manage.py import_assets --apply`` does."""
    from assets_register.importing.running import import_assets

    run = import_assets(site, file, file_name=file.name, source="Bench", dry_run=False)
    assert run.finished_at


def floor(site: Any, file: Path) -> None:
    """Write the same tables."""
    from django.utils import timezone

    from assets_register.models import ImportRun
    from civic.partners.services import ensure_organisation

    run = ImportRun.objects.create(site=site, source="Bench", file_name=file.name, dry_run=False)
    owners: dict[str, Any] = {}
    with file.open(encoding="utf-8", newline="") as text:
        rows = enumerate(csv.DictReader(text), start=1)
        while some := list(islice(rows, PART)):
            with transaction.atomic():
                for name in {row["OrganisationLabel"] for _number, row in some} - owners.keys():
                    owners[name] = ensure_organisation(site, name)
                _write(site, run, owners, some)
                run.counts = {"rows": some[-1][0]}
                run.save(update_fields=["counts"])
    run.finished_at = timezone.now()
    run.save()


def _write(site: Any, run: Any, owners: Any, rows: list[tuple[int, dict[str, str]]]) -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import ModelLogEntry

    from assets_register.models import Asset, ImportedRow
    from assets_register.services import assets_imported

    assets = [_asset(site, owners, number, row) for number, row in rows]
    Asset.objects.bulk_create(assets, batch_size=BATCH)
    kind, now = ContentType.objects.get_for_model(Asset), timezone.now()
    ModelLogEntry.objects.bulk_create(
        [
            ModelLogEntry(
                content_type=kind, object_id=str(asset.pk), label=asset.name, action="assets.import",
                timestamp=now, data={"source": "Bench", "new": True},
            )
            for asset in assets
        ],
        batch_size=BATCH,
    )  # fmt: skip
    assets_imported(site.pk, [], drafts=[asset.pk for asset in assets])
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(
                run=run, number=number, raw=row, normalised=_values(row), outcome="created", asset=asset,
                problems=[], changes={}, candidates=[],
            )
            for (number, row), asset in zip(rows, assets, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _asset(site: Any, owners: Any, number: int, row: dict[str, str]) -> Any:
    from assets_register.models import Asset

    return Asset(
        site=site, slug=f"asset-{number}", owner=owners[row["OrganisationLabel"]], kind="other",
        source="Bench", source_ref=row["AssetCode"], easting=400_000.0, northing=300_000.0,
        effective_date="2026-04-01", not_a_place="bare_land", not_a_place_reason="No word says what.",
        **_values(row),
    )  # fmt: skip


def _values(row: dict[str, str]) -> dict[str, Any]:
    return {
        "name": row["PropertyName"], "organisation_uri": row["OrganisationURI"],
        "uprn": row["UPRN"].zfill(12), "asset_code": row["AssetCode"], "property_name": row["PropertyName"],
        "street_number": row["StreetNumber"], "street_name": row["StreetName"], "town": row["PostTown"],
        "postcode": row["PostCode"], "tenure_type": row["TenureType"], "holding_type": row["HoldingType"],
        "building_size": row["BuildingSize"], "land_area": row["LandArea"],
        "energy_rating": row["EnergyRating"], "latitude": 52.5, "longitude": -1.9,
    }  # fmt: skip


def main() -> None:
    """Measure one."""
    what, file = sys.argv[1], Path(sys.argv[2])
    from tests.conftest import make_site

    site = make_site("testserver", "Pellbridge", default=True)
    started = time.perf_counter()
    {"ours": ours, "floor": floor}[what](site, file)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    django.setup()
    main()
