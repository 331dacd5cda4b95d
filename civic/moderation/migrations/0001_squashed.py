import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('moderation', '0001_initial')]

    initial = True

    dependencies = [
        ('residents', '0002_squashed'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('target_key', models.CharField(db_index=True, max_length=120)),
                ('action', models.CharField(choices=[('hide', 'Hide'), ('restore', 'Show again'), ('release', 'Publish'), ('reject', 'Do not publish'), ('keep', 'Leave as it is')], max_length=10, verbose_name='what was done')),
                ('reason', models.CharField(choices=[('unkind', 'It was unkind or threatening'), ('hate', 'It attacked people for who they are'), ('private', 'It gave away something private'), ('spam', 'It was advertising or spam'), ('unlawful', 'The law does not let us show it'), ('off_topic', 'It did not belong here'), ('safety', 'To keep somebody safe'), ('fine', 'It keeps to the house rules'), ('mistake', 'We had got it wrong')], max_length=12, verbose_name='why')),
                ('words', models.TextField(blank=True, verbose_name='to the author, in your own words')),
                ('apart', models.BooleanField(default=False, help_text='Decided on a report of danger; not in the log.')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='residents.contributor')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(fields=['site', '-made_at'], name='moderation__site_id_b1c98a_idx')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('words', models.TextField(blank=True, verbose_name='why you would like another look')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='moderation.decision')),
                ('outcome', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeal_decided', to='moderation.decision')),
            ],
            options={
                'verbose_name': 'appeal',
                'verbose_name_plural': 'appeals',
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('target_key', models.CharField(db_index=True, max_length=120)),
                ('reason', models.CharField(choices=[('unkind', 'It is unkind or threatening'), ('hate', 'It attacks people for who they are'), ('private', 'It gives away something private'), ('spam', 'It is advertising or spam'), ('wrong', 'It is not true'), ('safety', 'Somebody may be in danger'), ('other', 'Something else')], max_length=12, verbose_name='what is wrong')),
                ('words', models.TextField(blank=True, verbose_name='in your own words')),
                ('apart', models.BooleanField(default=False, help_text='Danger: only place administrators see it.')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='moderation.decision')),
                ('reporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='residents.contributor')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ['made_at', 'pk'],
                'indexes': [models.Index(fields=['site', 'decision', 'made_at'], name='moderation__site_id_6f3e8f_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason', 'safety'), _negated=True), ('apart', True), _connector='OR'), name='report_of_danger_is_apart')],
            },
        ),
    ]
