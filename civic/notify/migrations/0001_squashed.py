import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notify', '0001_initial'), ('notify', '0002_told_how_of_who_was_forgotten'), ('notify', '0003_message_printed')]

    initial = True

    dependencies = [
        ('residents', '0002_squashed'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('once_key', models.CharField(max_length=200, unique=True)),
                ('title', models.CharField(help_text='Shown in My voice only.', max_length=250, verbose_name='what it is about')),
                ('subject', models.CharField(help_text="The email's discreet subject line.", max_length=200)),
                ('context', models.JSONField(default=dict)),
                ('in_app', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('queued', 'Waiting to go out'), ('sending', 'Being sent'), ('sent', 'Sent by email'), ('not_emailed', 'Kept in My voice'), ('failed', 'The email could not be delivered; kept in My voice')], default='queued', max_length=12)),
                ('told_how', models.CharField(blank=True, choices=[('email', 'by email'), ('link', 'by email, with only a link'), ('receipt', 'in My voice, by receipt code'), ('print', 'on paper, at a desk'), ('erased', 'cannot be told: they asked us to forget them'), ('earlier', 'already told, by an earlier answer')], max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('printed_at', models.DateTimeField(blank=True, null=True)),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='residents.contributor')),
                ('printed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['contributor', '-created_at'], name='notify_mess_contrib_36efd1_idx'), models.Index(fields=['state', 'created_at'], name='notify_mess_state_0546a9_idx')],
            },
        ),
    ]
