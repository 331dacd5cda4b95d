import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('governance_boards', '0001_initial'), ('governance_boards', '0002_corrections_go_the_same_way'), ('governance_boards', '0003_drafts_can_be_thrown_away')]

    initial = True

    dependencies = [
        ('partners', '0001_squashed'),
        ('record', '0001_squashed'),
        ('residents', '0002_squashed'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('slug', models.SlugField(max_length=180)),
                ('remit', models.TextField(blank=True, verbose_name='what it decides about')),
                ('answer_days', models.PositiveSmallIntegerField(default=56, help_text='Proposed as the answer-by date when something is put on the agenda.', verbose_name='days it usually takes to answer')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'board',
                'verbose_name_plural': 'boards',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('site', 'slug'), name='board_slug_once')],
            },
        ),
        migrations.CreateModel(
            name='BoardMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(choices=[('chair', 'Chair'), ('secretary', 'Secretary'), ('member', 'Member')], default='member', max_length=10, verbose_name='seat')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='governance_boards.board')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partners.organisation', verbose_name='organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='board_seats', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'board member',
                'verbose_name_plural': 'board members',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('board', 'user'), name='board_member_once')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='when')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='where')),
                ('note', models.TextField(blank=True, verbose_name='can people come? anything else?')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='governance_boards.board')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'meeting',
                'verbose_name_plural': 'meetings',
                'ordering': ['starts_at'],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('inbox', 'In the inbox'), ('on_agenda', 'On the agenda'), ('decided', 'Decided'), ('answered', 'Answered')], default='inbox', max_length=10)),
                ('arrived_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('put_on_at', models.DateTimeField(blank=True, null=True)),
                ('insight', models.OneToOneField(help_text='Before one board at a time, so that one board owes the answer.', on_delete=django.db.models.deletion.CASCADE, related_name='+', to='record.insight')),
                ('put_on_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='governance_boards.board')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='items', to='governance_boards.meeting', verbose_name='meeting')),
            ],
            options={
                'ordering': ['arrived_at', 'pk'],
                'indexes': [models.Index(fields=['board', 'state'], name='governance__board_i_1bed48_idx')],
            },
        ),
        migrations.CreateModel(
            name='AnswerDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('changed', 'Yes'), ('partly', 'Partly'), ('not', 'No, because')], max_length=10, verbose_name='the answer is')),
                ('headline', models.CharField(max_length=200, verbose_name='in one line')),
                ('because', models.TextField(verbose_name='because')),
                ('what_changes', models.TextField(blank=True, verbose_name='what changes')),
                ('what_does_not', models.TextField(blank=True, verbose_name='what does not, and why')),
                ('look_again_on', models.DateField(blank=True, null=True, verbose_name='when it will be looked at again')),
                ('state', models.CharField(choices=[('draft', 'Being written'), ('waiting_approval', 'Waiting for a second person'), ('approved', 'Approved, about to go out'), ('stopped', 'Stopped'), ('sent', 'Sent'), ('thrown_away', 'Thrown away')], default='draft', max_length=20)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approvals', models.PositiveSmallIntegerField(default=0, help_text='Counts approvals: a send queued for an earlier one does nothing.')),
                ('sends_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('correction_note', models.TextField(blank=True, verbose_name='what was corrected')),
                ('answer', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.answer')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(blank=True, help_text='The answer that went out, where this puts it right.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.answer')),
                ('drafted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('items', models.ManyToManyField(related_name='drafts', to='governance_boards.agendaitem')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('stopped_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('writers', models.ManyToManyField(help_text='Everybody who wrote or changed it: none of them is its second person.', related_name='+', to=settings.AUTH_USER_MODEL)),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='governance_boards.board')),
            ],
            options={
                'ordering': ['-changed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', False), ('corrects', None), ('state', 'sent')), models.Q(models.Q(models.Q(('state', 'sent'), _negated=True), ('corrects__isnull', False), _connector='OR'), ('answer', None)), _connector='OR'), name='draft_sent_has_answer'), models.CheckConstraint(condition=models.Q(('corrects', None), models.Q(('correction_note', ''), _negated=True), _connector='OR'), name='correction_says_what'), models.UniqueConstraint(condition=models.Q(('state__in', ['sent', 'thrown_away']), _negated=True), fields=('corrects',), name='correction_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='what will be done')),
                ('due_on', models.DateField(verbose_name='by when')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation', verbose_name='who does it')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='actions', to='governance_boards.agendaitem', verbose_name='because of')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='governance_boards.board')),
            ],
            options={
                'verbose_name': 'action',
                'verbose_name_plural': 'actions',
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('changed', 'Yes'), ('partly', 'Partly'), ('not', 'No, because')], max_length=10, verbose_name='outcome')),
                ('text', models.TextField(verbose_name='what was decided')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='governance_boards.agendaitem')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-decided_on', '-pk'],
            },
        ),
    ]
