import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('places', '0001_initial'), ('places', '0002_place_collection'), ('places', '0003_names_that_can_be_said_in_welsh'), ('places', '0004_data_licence')]

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Neighbourhood',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='ONS code where it has one.', max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_cy', models.CharField(blank=True, max_length=120, verbose_name='name in Welsh')),
                ('slug', models.SlugField(max_length=140)),
                ('geometry', models.JSONField(help_text='GeoJSON Polygon or MultiPolygon, WGS84.', verbose_name='shape')),
                ('west', models.FloatField()),
                ('south', models.FloatField()),
                ('east', models.FloatField()),
                ('north', models.FloatField()),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'neighbourhood',
                'verbose_name_plural': 'neighbourhoods',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('site', 'code'), name='neighbourhood_code_once'), models.UniqueConstraint(fields=('site', 'slug'), name='neighbourhood_slug_once')],
            },
        ),
        migrations.CreateModel(
            name='PlaceCollection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection')),
                ('site', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
        ),
        migrations.CreateModel(
            name='PlaceSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name of the place')),
                ('name_cy', models.CharField(blank=True, max_length=80, verbose_name='name in Welsh')),
                ('strapline', models.CharField(blank=True, max_length=160, verbose_name='one line about it')),
                ('timezone', models.CharField(default='Europe/London', max_length=40, verbose_name='time zone')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude of its middle (WGS84)')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude of its middle (WGS84)')),
                ('base_map', models.JSONField(blank=True, help_text='GeoJSON shapes drawn under the map where there is no tile server.', null=True, verbose_name='base map')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='who to write to')),
                ('second_approval', models.BooleanField(default=True, verbose_name='a second person approves an answer before it goes out')),
                ('stop_seconds', models.PositiveSmallIntegerField(default=10, verbose_name='seconds during which an answer can still be stopped')),
                ('data_licence', models.CharField(choices=[('OGL-UK-3.0', 'Open Government Licence v3.0'), ('CC-BY-4.0', 'Creative Commons Attribution 4.0'), ('CC-BY-SA-4.0', 'Creative Commons Attribution-ShareAlike 4.0'), ('CC0-1.0', 'Creative Commons Zero 1.0'), ('ODbL-1.0', 'Open Database License 1.0')], default='OGL-UK-3.0', help_text='On what terms others may use the register, its files and its services.', max_length=20, verbose_name='licence of its open data')),
                ('demo', models.BooleanField(default=False, editable=False)),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'place',
            },
        ),
        migrations.CreateModel(
            name='Postcode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Normalised: M32 0XZ.', max_length=8, verbose_name='postcode')),
                ('latitude', models.FloatField(verbose_name='latitude')),
                ('longitude', models.FloatField(verbose_name='longitude')),
                ('neighbourhood', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='postcodes', to='places.neighbourhood', verbose_name='neighbourhood')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'postcode',
                'verbose_name_plural': 'postcodes',
                'constraints': [models.UniqueConstraint(fields=('site', 'code'), name='postcode_once')],
            },
        ),
    ]
