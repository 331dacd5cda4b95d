"""A fault belongs to the place it was seen in. Of the old ones that is not known: they are closed."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def close_old_faults(apps, schema_editor):
    apps.get_model("pluginkit", "PluginFault").objects.filter(mended_at=None).update(mended_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("pluginkit", "0001_initial"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunPython(close_old_faults, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="pluginfault", name="plugin_fault_once_per_spot"),
        migrations.AddField(
            model_name="pluginfault",
            name="site",
            field=models.ForeignKey(
                blank=True,
                help_text="Where it failed; none where no place was in force.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="wagtailcore.site",
                verbose_name="place",
            ),
        ),
        migrations.AlterField(
            model_name="pluginfault",
            name="where",
            field=models.CharField(
                help_text="slot, page, form, receiver or task, and its name.", max_length=200, verbose_name="where"
            ),
        ),
        migrations.AddConstraint(
            model_name="pluginfault",
            constraint=models.UniqueConstraint(
                fields=("site", "plugin", "where"), name="plugin_fault_once_per_spot_and_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="pluginfault",
            constraint=models.UniqueConstraint(
                condition=models.Q(("site", None)),
                fields=("plugin", "where"),
                name="plugin_fault_once_per_spot_of_no_place",
            ),
        ),
    ]
