"""The database's own full-text and spatial indexes over the register's index."""

from django.db import migrations

SQLITE = {
    "forward": (
        "CREATE VIRTUAL TABLE assets_register_fts USING fts5(text, tokenize = 'porter unicode61')",
        "CREATE VIRTUAL TABLE assets_register_rtree USING rtree(id, south, north, west, east)",
    ),
    "back": ("DROP TABLE assets_register_fts", "DROP TABLE assets_register_rtree"),
}
POSTGRESQL = {
    "forward": (
        "CREATE INDEX asset_index_text ON assets_register_assetindex "
        "USING gin (to_tsvector('english', text))",
        "CREATE INDEX asset_index_point ON assets_register_assetindex "
        "USING gist (point(longitude, latitude))",
    ),
    "back": ("DROP INDEX asset_index_text", "DROP INDEX asset_index_point"),
}


def _run(schema_editor, direction):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor][direction]:
        schema_editor.execute(statement)


def forward(apps, schema_editor):
    _run(schema_editor, "forward")


def back(apps, schema_editor):
    _run(schema_editor, "back")


class Migration(migrations.Migration):
    dependencies = [("assets_register", "0001_initial")]
    operations = [migrations.RunPython(forward, back)]
