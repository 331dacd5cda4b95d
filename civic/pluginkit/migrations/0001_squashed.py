import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('pluginkit', '0001_initial'), ('pluginkit', '0002_faults_by_place')]

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='PluginFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plugin', models.CharField(max_length=120, verbose_name='plugin')),
                ('where', models.CharField(help_text='slot, page, form, receiver or task, and its name.', max_length=200, verbose_name='where')),
                ('said', models.CharField(max_length=300, verbose_name='what happened')),
                ('times', models.PositiveIntegerField(default=1, verbose_name='times')),
                ('first_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('mended_at', models.DateTimeField(blank=True, help_text='When it next went well.', null=True)),
                ('site', models.ForeignKey(blank=True, help_text='Where it failed; none where no place was in force.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site', verbose_name='place')),
            ],
            options={
                'ordering': ['-last_at'],
                'constraints': [models.UniqueConstraint(fields=('site', 'plugin', 'where'), name='plugin_fault_once_per_spot_and_place'), models.UniqueConstraint(condition=models.Q(('site', None)), fields=('plugin', 'where'), name='plugin_fault_once_per_spot_of_no_place')],
            },
        ),
        migrations.CreateModel(
            name='PluginSwitch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plugin', models.CharField(help_text="The plugin's app label.", max_length=120)),
                ('on', models.BooleanField(verbose_name='switched on')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site', 'plugin'), name='plugin_switched_once')],
            },
        ),
    ]
