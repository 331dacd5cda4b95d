import django.db.models.deletion
import django.utils.timezone
import engagement.conversations.models.statements
import uuid
import wagtail.contrib.routable_page.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('conversations', '0001_initial'), ('conversations', '0002_a_changed_name_waits'), ('conversations', '0003_offline_entry'), ('conversations', '0004_names_that_can_be_said_in_welsh')]

    initial = True

    dependencies = [
        ('residents', '0002_squashed'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('question', models.CharField(max_length=200, verbose_name='the question')),
                ('intro', models.TextField(blank=True, verbose_name='a few words about it')),
                ('promise', models.TextField(blank=True, help_text='What will be done with what people say.', verbose_name='the promise')),
                ('decider_name', models.CharField(blank=True, max_length=160, verbose_name='who decides')),
                ('decider_key', models.CharField(blank=True, help_text='The record behind the name: governance_boards.board:<uuid>.', max_length=120)),
                ('can_change', models.TextField(blank=True, verbose_name='what can change')),
                ('cannot_change', models.TextField(blank=True, verbose_name='what cannot change, and why')),
                ('offline_ways', models.TextField(blank=True, help_text='Where people can say it on paper, by phone or face to face. One a line.', verbose_name='other ways to take part')),
                ('opens_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opens')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='closes')),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='answer by')),
                ('status', models.CharField(choices=[('draft', 'Not shown yet'), ('open', 'Open'), ('closed', 'Closed'), ('answered', 'Answered')], default='draft', max_length=10, verbose_name='status')),
                ('hold_posts', models.BooleanField(default=False, help_text='Also statements people add, and words they change later.', verbose_name='a person reads every post before it is shown')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('source_ref', models.CharField(blank=True, editable=False, help_text='What it was imported from, so it comes in once.', max_length=120)),
                ('people_count', models.PositiveIntegerField(default=0, editable=False, help_text='Everybody who said, nodded or voted, once. Stored on write.', verbose_name='people')),
                ('contribution_count', models.PositiveIntegerField(default=0, editable=False, help_text='Things said that were shown, tombstones included. Stored on write.', verbose_name='things said')),
                ('statement_count', models.PositiveIntegerField(default=0, editable=False)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'conversation',
                'verbose_name_plural': 'conversations',
                'ordering': ['-opens_at', '-pk'],
                'indexes': [models.Index(fields=['site', 'status', '-opens_at'], name='conversatio_site_id_c280db_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='conversation_closes_after_it_opens', violation_error_message='It has to close after it opens.'), models.UniqueConstraint(condition=models.Q(('source_ref', ''), _negated=True), fields=('site', 'source_ref'), name='conversation_once_per_source')],
            },
        ),
        migrations.CreateModel(
            name='ConversationsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('show_title', models.BooleanField(default=True, verbose_name='show the title at the top')),
                ('lead', models.CharField(blank=True, max_length=240, verbose_name='one line about it')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where a link to this page is pasted in a chat.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for links')),
            ],
            options={
                'verbose_name': 'conversations index',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='HeldName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('published', 'Shown'), ('held', 'Waiting to be read'), ('hidden', 'Hidden'), ('rejected', 'Not published'), ('withdrawn', 'Taken back'), ('erased', 'Erased')], default='held', max_length=10)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contributor', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='held_name', to='residents.contributor')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'indexes': [models.Index(fields=['site', 'state', 'asked_at'], name='held_name_queue')],
            },
        ),
        migrations.CreateModel(
            name='HiddenName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('reason', models.TextField(blank=True)),
                ('hidden_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contributor', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hidden_name', to='residents.contributor')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
        ),
        migrations.CreateModel(
            name='ConversationPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('show_title', models.BooleanField(default=True, verbose_name='show the title at the top')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='conversations.conversation', verbose_name='conversation')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where a link to this page is pasted in a chat.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for links')),
            ],
            options={
                'verbose_name': 'conversation page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('online', 'online'), ('paper', 'on paper'), ('desk', 'at a desk'), ('workshop', 'in a workshop'), ('phone', 'by phone'), ('street', 'in the street')], default='online', help_text='How they took part first.', max_length=10)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='residents.contributor')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='conversations.conversation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('conversation', 'contributor'), name='participation_once')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='number')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='opens')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='closes')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='conversations.conversation', verbose_name='conversation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'round',
                'verbose_name_plural': 'rounds',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('conversation', 'number'), name='round_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='statement')),
                ('client_key', models.CharField(default=engagement.conversations.models.statements.new_client_key, editable=False, max_length=64)),
                ('source_ref', models.CharField(blank=True, editable=False, help_text='Its number where it was imported from.', max_length=40)),
                ('state', models.CharField(choices=[('published', 'Shown'), ('held', 'Waiting to be read'), ('hidden', 'Hidden'), ('rejected', 'Not published'), ('withdrawn', 'Taken back'), ('erased', 'Erased')], default='published', max_length=10, verbose_name='state')),
                ('state_reason', models.TextField(blank=True, verbose_name='why')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='said')),
                ('agree_count', models.PositiveIntegerField(default=0, editable=False, help_text="Each person's last vote.", verbose_name='agree')),
                ('disagree_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='disagree')),
                ('pass_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='pass')),
                ('agree_events', models.PositiveIntegerField(default=0, editable=False, help_text='Every vote ever cast.')),
                ('disagree_events', models.PositiveIntegerField(default=0, editable=False)),
                ('pass_events', models.PositiveIntegerField(default=0, editable=False)),
                ('contributor', models.ForeignKey(blank=True, help_text='Empty: the organisers wrote it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='residents.contributor')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='conversations.conversation', verbose_name='conversation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'ordering': ['made_at', 'pk'],
                'indexes': [models.Index(fields=['conversation', 'state', 'made_at'], name='statement_in_conversation')],
                'constraints': [models.UniqueConstraint(fields=('conversation', 'contributor', 'client_key'), name='statement_once_per_client_key'), models.UniqueConstraint(condition=models.Q(('source_ref', ''), _negated=True), fields=('conversation', 'source_ref'), name='statement_once_per_source')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='prompt')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place in the list')),
                ('last_event_number', models.PositiveIntegerField(default=0, editable=False)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='conversations.conversation', verbose_name='conversation')),
                ('round', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='conversations.round', verbose_name='round')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'thread',
                'verbose_name_plural': 'threads',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('agree', 'Agree'), ('disagree', 'Disagree'), ('pass', 'Pass')], max_length=8)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='residents.contributor')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='conversations.statement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('statement', 'contributor'), name='vote_once')],
            },
        ),
        migrations.CreateModel(
            name='VoteEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('agree', 'Agree'), ('disagree', 'Disagree'), ('pass', 'Pass')], max_length=8)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='residents.contributor')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vote_events', to='conversations.statement')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField(blank=True, verbose_name='words')),
                ('client_key', models.CharField(help_text='Made by the sender: a resend with the same key is the same contribution.', max_length=64)),
                ('number', models.PositiveIntegerField(blank=True, help_text='Its place in the thread: that of its first public event.', null=True)),
                ('state', models.CharField(choices=[('published', 'Shown'), ('held', 'Waiting to be read'), ('hidden', 'Hidden'), ('rejected', 'Not published'), ('withdrawn', 'Taken back'), ('erased', 'Erased')], default='published', max_length=10, verbose_name='state')),
                ('state_before', models.CharField(blank=True, help_text='What taking it back is undone to.', max_length=10)),
                ('state_reason', models.TextField(blank=True, verbose_name='why')),
                ('said_how', models.CharField(choices=[('online', 'online'), ('paper', 'on paper'), ('desk', 'at a desk'), ('workshop', 'in a workshop'), ('phone', 'by phone'), ('street', 'in the street')], default='online', max_length=10, verbose_name='how')),
                ('said_where', models.CharField(blank=True, max_length=160, verbose_name='where')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='said')),
                ('posted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered')),
                ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='changed')),
                ('nod_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='agree')),
                ('reply_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='replies')),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='residents.contributor', verbose_name='who said it')),
                ('entered_by', models.ForeignKey(blank=True, editable=False, help_text='Who wrote it down for somebody; empty where people said it themselves.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written down by')),
                ('parent', models.ForeignKey(blank=True, help_text='One level.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='conversations.contribution', verbose_name='reply to')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='conversations.conversation', verbose_name='conversation')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='conversations.thread', verbose_name='thread')),
            ],
            options={
                'verbose_name': 'contribution',
                'verbose_name_plural': 'contributions',
                'ordering': ['thread', 'number', 'pk'],
                'indexes': [models.Index(fields=['thread', 'parent', 'number'], name='contribution_in_thread'), models.Index(fields=['parent', 'number'], name='contribution_replies'), models.Index(fields=['conversation', 'state'], name='contribution_by_state'), models.Index(fields=['site', 'state', 'posted_at'], name='contribution_queue')],
                'constraints': [models.UniqueConstraint(fields=('thread', 'contributor', 'client_key'), name='contribution_once_per_client_key'), models.UniqueConstraint(fields=('thread', 'number'), name='contribution_number_once'), models.UniqueConstraint(condition=models.Q(('entered_by__isnull', False)), fields=('entered_by', 'client_key'), name='contribution_entered_once')],
            },
        ),
        migrations.CreateModel(
            name='Nod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nods', to='conversations.contribution')),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nods', to='residents.contributor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('contribution', 'contributor'), name='nod_once')],
            },
        ),
        migrations.CreateModel(
            name='ThreadEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('posted', 'Posted'), ('edited', 'Edited'), ('hidden', 'Hidden'), ('restored', 'Restored'), ('released', 'Released'), ('withdrawn', 'Withdrawn'), ('erased', 'Erased'), ('prompt', 'Prompt'), ('round', 'Round')], max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contribution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='conversations.contribution')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='conversations.thread')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('thread', 'number'), name='thread_event_number_once')],
            },
        ),
        migrations.CreateModel(
            name='ContributionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(blank=True)),
                ('replaced_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='conversations.contribution')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('contribution', 'number'), name='contribution_version_once')],
            },
        ),
    ]
