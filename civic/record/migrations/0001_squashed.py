import django.db.models.deletion
import django.utils.timezone
import uuid
import wagtail.contrib.routable_page.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('record', '0001_initial'), ('record', '0002_first_promise_and_words_not_published'), ('record', '0003_version_keeps_when_it_is_looked_at_again')]

    initial = True

    dependencies = [
        ('residents', '0002_squashed'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='Insight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_key', models.CharField(db_index=True, help_text='Where it was said: conversations.conversation:<uuid>.', max_length=120)),
                ('title', models.CharField(max_length=200, verbose_name='what we heard')),
                ('summary', models.TextField(blank=True, verbose_name='in more words')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('made_with', models.CharField(blank=True, help_text='The plugin that proposed it.', max_length=60)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('people_count', models.PositiveIntegerField(default=0, help_text='People whose words or agreement stand behind it. Stored on write.')),
                ('heard_from_count', models.PositiveIntegerField(default=0, help_text='People who took part where it was said, when it was recorded.')),
                ('answer_owner_key', models.CharField(blank=True, max_length=120)),
                ('answer_owner_name', models.CharField(blank=True, max_length=160, verbose_name='who answers')),
                ('answer_due_on', models.DateField(blank=True, db_index=True, null=True, verbose_name='answer by')),
                ('first_due_on', models.DateField(blank=True, help_text='Stays, however often it is moved.', null=True, verbose_name='answer first promised by')),
                ('why_late', models.TextField(blank=True, verbose_name='why it is late')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'insight',
                'verbose_name_plural': 'insights',
                'ordering': ['-recorded_at', '-pk'],
                'indexes': [models.Index(fields=['site', '-recorded_at'], name='record_insi_site_id_f5c513_idx')],
            },
        ),
        migrations.CreateModel(
            name='WhatChangedPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('show_title', models.BooleanField(default=True, verbose_name='show the title at the top')),
                ('lead', models.CharField(blank=True, max_length=240, verbose_name='one line about it')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where a link to this page is pasted in a chat.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for links')),
            ],
            options={
                'verbose_name': 'What changed',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_key', models.CharField(db_index=True, max_length=120)),
                ('position', models.PositiveIntegerField(default=0)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contributor', models.ForeignKey(blank=True, help_text="Empty for the organisers' own seed statements.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='evidence', to='residents.contributor')),
                ('insight', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='record.insight')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('insight', 'source_key'), name='evidence_once_per_insight')],
            },
        ),
        migrations.CreateModel(
            name='Disposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_key', models.CharField(db_index=True, max_length=120)),
                ('subject_key', models.CharField(db_index=True, max_length=120)),
                ('reason', models.CharField(blank=True, choices=[('off_topic', 'It was about something else'), ('said_before', 'It repeated what the same person had said'), ('not_published', 'The words were not published'), ('withdrawn', 'The person took it back'), ('passed_on', 'It was passed to somebody who can act on it'), ('too_few', 'Too few people spoke about this to call it a finding')], max_length=20)),
                ('note', models.TextField(blank=True, help_text='In plain words, to the person who said it.')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contributor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='residents.contributor')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('insight', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='dispositions', to='record.insight')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('insight__isnull', False), ('reason', '')), models.Q(('insight__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='disposition_insight_or_reason')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('owner_key', models.CharField(help_text='governance_boards.board:<uuid>', max_length=120)),
                ('owner_name', models.CharField(max_length=160, verbose_name='who answers')),
                ('outcome', models.CharField(choices=[('changed', 'Yes'), ('partly', 'Partly'), ('not', 'No, because')], max_length=10, verbose_name='outcome')),
                ('headline', models.CharField(max_length=200, verbose_name='in one line')),
                ('because', models.TextField(verbose_name='because')),
                ('what_changes', models.TextField(blank=True, verbose_name='what changes')),
                ('what_does_not', models.TextField(blank=True, verbose_name='what does not, and why')),
                ('look_again_on', models.DateField(blank=True, null=True, verbose_name='looked at again on')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('correction_note', models.TextField(blank=True, verbose_name='what was corrected')),
                ('promised_for', models.DateField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('told_count', models.PositiveIntegerField(default=0, help_text='People told. Stored on write.')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('insights', models.ManyToManyField(related_name='answers', to='record.insight')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['-published_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='InsightVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('summary', models.TextField(blank=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('insight', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='record.insight')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('insight', 'number'), name='insight_version_once')],
            },
        ),
        migrations.CreateModel(
            name='AnswerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_key', models.CharField(help_text='assets_register.asset:<uuid>', max_length=120)),
                ('said', models.CharField(max_length=200, verbose_name='in words')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='record.answer')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('answer', 'target_key'), name='answer_link_once')],
            },
        ),
        migrations.CreateModel(
            name='AnswerRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(max_length=20)),
                ('subject_key', models.CharField(blank=True, help_text='Where they took part.', max_length=120)),
                ('source_keys', models.JSONField(default=list, help_text='What of theirs the message is about.')),
                ('unpublished_keys', models.JSONField(default=list, help_text='What else of theirs was not published: the message says why.')),
                ('told_how', models.CharField(blank=True, help_text='email, link, receipt.', max_length=20)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='record.answer')),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers_received', to='residents.contributor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('answer', 'contributor'), name='answer_recipient_once')],
            },
        ),
        migrations.CreateModel(
            name='AnswerVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(choices=[('changed', 'Yes'), ('partly', 'Partly'), ('not', 'No, because')], max_length=10)),
                ('headline', models.CharField(max_length=200)),
                ('because', models.TextField()),
                ('what_changes', models.TextField(blank=True)),
                ('what_does_not', models.TextField(blank=True)),
                ('look_again_on', models.DateField(blank=True, null=True)),
                ('correction_note', models.TextField(blank=True)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='record.answer')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('answer', 'number'), name='answer_version_once')],
            },
        ),
    ]
