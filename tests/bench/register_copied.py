"""The register made on SQLite, copied into the PostgreSQL database in force: making it twice takes longer."""

import sqlite3
import sys
from typing import Any

import django
from django.core.management.color import no_style
from django.db import connection, transaction

BATCH = 20_000


def copy(file: str) -> None:
    """Copy every row of the register's own tables from a SQLite file, under a place made here."""
    from assets_register.models import Asset, AssetFact, AssetHours, AssetIndex, AssetTotal, AssetWord
    from civic.partners.models import Organisation
    from tests.conftest import make_site

    models: list[Any] = [Organisation, AssetHours, Asset, AssetFact, AssetIndex, AssetTotal, AssetWord]
    site = make_site("testserver", "Pellbridge", default=True)
    source = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    with transaction.atomic(), connection.cursor() as cursor:
        for model in models:
            columns = [field.column for field in model._meta.concrete_fields]
            table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
            wanted = ", ".join(str(site.pk) if column == "site_id" else f'"{column}"' for column in columns)
            rows = source.execute(f"SELECT {wanted} FROM {table}")  # noqa: S608 - names are ours
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as into:
                while some := rows.fetchmany(BATCH):
                    for row in some:
                        into.write_row(row)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    connection.set_autocommit(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    django.setup()
    copy(sys.argv[1])
