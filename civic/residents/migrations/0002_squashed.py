import civic.residents.models
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('residents', '0002_contributor_consent_rolegrant_and_more'), ('residents', '0003_asked_to_be_forgotten'), ('residents', '0004_contributor_print_at'), ('residents', '0005_invitations'), ('residents', '0006_desk_machines_and_pins'), ('residents', '0007_names_that_can_be_said_in_welsh')]

    dependencies = [
        ('residents', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contributor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('display_name', models.CharField(blank=True, max_length=80, verbose_name='name to show')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('email_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('receipt_code', models.CharField(default=civic.residents.models.new_receipt_code, max_length=12, unique=True)),
                ('language', models.CharField(default='en', max_length=5, verbose_name='language')),
                ('link_only', models.BooleanField(default=False, help_text='Messages say there is news, and nothing of what it is.', verbose_name='send me only a link')),
                ('print_at', models.CharField(blank=True, help_text='The desk they asked for a printed answer at.', max_length=160, verbose_name='where answers wait for them on paper')),
                ('unsubscribed_at', models.DateTimeField(blank=True, null=True)),
                ('erase_after', models.DateTimeField(blank=True, help_text='They asked to be forgotten; until then they can stop it.', null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contributors', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'contributor',
                'verbose_name_plural': 'contributors',
                'constraints': [models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('site', 'user'), name='contributor_once_per_user_and_place')],
            },
        ),
        migrations.CreateModel(
            name='DeskMachine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrong_guesses', models.PositiveIntegerField(default=0, editable=False)),
                ('locked_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('secret_hash', models.CharField(editable=False, max_length=64)),
                ('authorised_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='authorised')),
                ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last used')),
                ('authorised_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='authorised by')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'desk computer',
                'verbose_name_plural': 'desk computers',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DeskPin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrong_guesses', models.PositiveIntegerField(default=0, editable=False)),
                ('locked_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('first_name', models.CharField(max_length=40, verbose_name='name at the desk')),
                ('pin', models.CharField(help_text='Hashed, as passwords are.', max_length=128)),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='desk_pin', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DeskSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('idle_minutes', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(240)], verbose_name='minutes without a press until a desk computer signs its librarian out')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'the desk',
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('moderator', 'Moderator'), ('facilitator', 'Facilitator'), ('steward', 'Steward of a space'), ('librarian', 'Librarian'), ('board_member', 'Board member'), ('asset_manager', 'Asset manager'), ('place_administrator', 'Place administrator')], max_length=30, verbose_name='role')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='given')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'constraints': [models.UniqueConstraint(fields=('user', 'site', 'role'), name='role_granted_once')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('publish_words', 'Show my words'), ('email_answer', 'Email me the answer'), ('connect', 'Put me in touch with others')], max_length=30)),
                ('wording', models.TextField()),
                ('how', models.CharField(help_text='Online, by hand at a desk, on paper, by phone.', max_length=80)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='residents.contributor')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='their email')),
                ('role', models.CharField(choices=[('moderator', 'Moderator'), ('facilitator', 'Facilitator'), ('steward', 'Steward of a space'), ('librarian', 'Librarian'), ('board_member', 'Board member'), ('asset_manager', 'Asset manager'), ('place_administrator', 'Place administrator')], max_length=30, verbose_name='role')),
                ('language', models.CharField(choices=[('en', 'English'), ('cy', 'Welsh')], default='en', max_length=5, verbose_name='language of the letter')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='sent')),
                ('expires_at', models.DateTimeField(editable=False, verbose_name='open until')),
                ('accepted_at', models.DateTimeField(editable=False, null=True, verbose_name='accepted')),
                ('invited_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reader', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='residents.contributor')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None)), fields=('site', 'email', 'role'), name='invited_once_at_a_time')],
            },
        ),
    ]
