import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('partners', '0001_initial')]

    initial = True

    dependencies = [
        ('residents', '0002_squashed'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('slug', models.SlugField(max_length=180)),
                ('kind', models.CharField(choices=[('council', 'Council'), ('health', 'Health'), ('police', 'Police and fire'), ('housing', 'Housing'), ('education', 'Education'), ('faith', 'Faith'), ('voluntary', 'Voluntary and community'), ('business', 'Business'), ('other', 'Other')], default='other', max_length=20, verbose_name='kind')),
                ('reference', models.URLField(blank=True, help_text='The address that stands for it in open data.', verbose_name='open reference')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('email', models.EmailField(blank=True, help_text='Never shown; used to write to it.', max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('site', 'slug'), name='organisation_slug_once')],
            },
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='job title')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representatives', to='partners.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='represents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'user'), name='represents_once')],
            },
        ),
    ]
