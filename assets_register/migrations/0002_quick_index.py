"""Indexes that answer alone, and totals of pairs.

The index is emptied here and made anew, with those totals, once all migrations are done
(``receivers.fill_emptied_index``).
"""

from django.db import migrations, models


def empty(apps, schema_editor):
    apps.get_model("assets_register", "AssetIndex").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('assets_register', '0001_squashed'),
        ('partners', '0001_squashed'),
        ('places', '0001_squashed'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='assetindex',
            name='asset_index_usable',
        ),
        migrations.RemoveIndex(
            model_name='assetindex',
            name='asset_index_all',
        ),
        migrations.AddIndex(
            model_name='assetindex',
            index=models.Index(fields=['site', 'standing', 'usable', 'kind', 'owner', 'neighbourhood', 'facts_yes', 'facts_no', 'latitude', 'hours', 'sort_name', 'recency'], name='asset_index_all'),
        ),
        migrations.AddIndex(
            model_name='assetindex',
            index=models.Index(fields=['site', 'cell9', 'cell10', 'kind', 'usable', 'facts_yes', 'latitude', 'longitude'], name='asset_index_close'),
        ),
    ]
