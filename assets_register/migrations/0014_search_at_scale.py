"""The index as it serves a million: standings, tags, hours, words; totals ordered by resolution.

The index is emptied here and made anew once all migrations are done (``receivers.fill_emptied_index``).
"""

import django.db.models.deletion
from django.db import migrations, models

EMPTIED = ("assets_register_assetindex", "assets_register_assettotal")
SQLITE = {
    "forward": (
        "DROP TABLE assets_register_fts",
        "CREATE VIRTUAL TABLE assets_register_fts USING fts5(text, tags, tokenize = 'porter unicode61')",
    ),
    "back": (
        "DROP TABLE assets_register_fts",
        "CREATE VIRTUAL TABLE assets_register_fts USING fts5(text, tokenize = 'porter unicode61')",
    ),
}
POSTGRESQL = {
    "forward": (
        "DROP INDEX asset_index_text",
        "ALTER TABLE assets_register_assetindex ADD COLUMN search tsvector GENERATED ALWAYS AS "
        "(to_tsvector('english', text) || array_to_tsvector(string_to_array(tags, ' '))) STORED",
        "CREATE INDEX asset_index_search ON assets_register_assetindex USING gin (search)",
    ),
    "back": (
        "ALTER TABLE assets_register_assetindex DROP COLUMN search",
        "CREATE INDEX asset_index_text ON assets_register_assetindex "
        "USING gin (to_tsvector('english', text))",
    ),
}


def empty(apps, schema_editor):
    sqlite = ("assets_register_rtree",) if schema_editor.connection.vendor == "sqlite" else ()
    for table in (*EMPTIED, *sqlite):
        schema_editor.execute(f"DELETE FROM {table}")  # noqa: S608 - names are ours


def _run(schema_editor, direction):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor][direction]:
        schema_editor.execute(statement)


def forward(apps, schema_editor):
    _run(schema_editor, "forward")


def back(apps, schema_editor):
    _run(schema_editor, "back")


class Migration(migrations.Migration):

    dependencies = [
        ('assets_register', "0013_claim"),
        ('partners', '0001_initial'),
        ('places', '0002_place_collection'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop),
        migrations.CreateModel(
            name='AssetHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('osm', models.CharField(help_text="A value of OSM's opening_hours.", max_length=400, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='AssetWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40)),
                ('count', models.IntegerField(help_text='In how many listings it stands.')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='assettotal',
            name='asset_total_once',
        ),
        migrations.RemoveIndex(
            model_name='assetindex',
            name='asset_index_usable',
        ),
        migrations.RemoveIndex(
            model_name='assetindex',
            name='asset_index_all',
        ),
        migrations.AddField(
            model_name='assetindex',
            name='recency',
            field=models.BigIntegerField(default=0, help_text='The order of checks as one number: longer ago is larger, never largest.'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='assetindex',
            name='standing',
            field=models.BigIntegerField(default=0, help_text='The static order as one number: less important is larger, then later is larger.'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='assetindex',
            name='tags',
            field=models.TextField(default='', help_text='What filters choose by, as words of the text index (``textindex``).'),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='assettotal',
            index=models.Index(condition=models.Q(('count', 0)), fields=['site'], name='asset_total_empty'),
        ),
        migrations.AddConstraint(
            model_name='assettotal',
            constraint=models.UniqueConstraint(fields=('site', 'resolution', 'scope', 'facet', 'value', 'cell'), name='asset_total_once'),
        ),
        migrations.AddField(
            model_name='assetindex',
            name='hours',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assets_register.assethours'),
        ),
        migrations.AddIndex(
            model_name='assetindex',
            index=models.Index(fields=['site', 'usable', 'standing'], name='asset_index_usable'),
        ),
        migrations.AddIndex(
            model_name='assetindex',
            index=models.Index(fields=['site', 'standing'], name='asset_index_all'),
        ),
        migrations.AddIndex(
            model_name='assetindex',
            index=models.Index(fields=['site', 'recency'], name='asset_index_recency'),
        ),
        migrations.AddField(
            model_name='assetword',
            name='site',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site'),
        ),
        migrations.AddIndex(
            model_name='assetword',
            index=models.Index(condition=models.Q(('count', 0)), fields=['site'], name='asset_word_empty'),
        ),
        migrations.AddConstraint(
            model_name='assetword',
            constraint=models.UniqueConstraint(fields=('site', 'word'), name='asset_word_once'),
        ),
        migrations.RunPython(forward, back),
        migrations.RunPython(migrations.RunPython.noop, empty),
    ]
