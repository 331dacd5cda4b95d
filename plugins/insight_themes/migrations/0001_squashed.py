import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('insight_themes', '0001_initial')]

    initial = True

    dependencies = [
        ('record', '0001_squashed'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_key', models.CharField(db_index=True, max_length=120)),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('renamed', models.BooleanField(default=False, help_text='A person named it: working out anew keeps that.')),
                ('words', models.JSONField(default=list, help_text='Its telling words, the most telling first.')),
                ('item_count', models.PositiveIntegerField(default=0)),
                ('people_count', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('insight', models.ForeignKey(blank=True, help_text='The newest finding made from it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='record.insight')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['-item_count', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ThemeRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_key', models.CharField(max_length=120, unique=True)),
                ('worked_out_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('said_count', models.PositiveIntegerField(default=0, help_text='Things said and statements read.')),
                ('people_count', models.PositiveIntegerField(default=0, help_text='People who said them, once each.')),
                ('loose_count', models.PositiveIntegerField(default=0, help_text='Things that fitted no theme.')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
        ),
        migrations.CreateModel(
            name='ThemeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_key', models.CharField(max_length=120)),
                ('source_key', models.CharField(max_length=120)),
                ('position', models.PositiveIntegerField(default=0)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='insight_themes.theme')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('subject_key', 'source_key'), name='theme_item_in_one_theme')],
            },
        ),
    ]
