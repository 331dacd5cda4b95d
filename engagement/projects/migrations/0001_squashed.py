import django.db.models.deletion
import django.utils.timezone
import taggit.managers
import uuid
import wagtail.contrib.routable_page.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('projects', '0001_initial'), ('projects', '0002_session_revision'), ('projects', '0003_project_status_before'), ('projects', '0004_names_that_can_be_said_in_welsh')]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('partners', '0001_squashed'),
        ('residents', '0002_squashed'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name='slug')),
            ],
            options={
                'verbose_name': 'interest',
                'verbose_name_plural': 'interests',
            },
        ),
        migrations.CreateModel(
            name='ProjectSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('helper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name="who hears “I'd like to start…”")),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'projects',
            },
        ),
        migrations.CreateModel(
            name='ProjectsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('show_title', models.BooleanField(default=True, verbose_name='show the title at the top')),
                ('lead', models.CharField(blank=True, max_length=240, verbose_name='one line about it')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where a link to this page is pasted in a chat.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for links')),
            ],
            options={
                'verbose_name': 'projects section',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='ProjectInterest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.IntegerField(db_index=True, verbose_name='object ID')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_tagged_items', to='contenttypes.contenttype', verbose_name='content type')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='projects.interest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=120)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('summary', models.CharField(max_length=240, verbose_name="what you'll make or do")),
                ('description', models.TextField(blank=True, verbose_name='in more words')),
                ('picture_alt', models.CharField(blank=True, max_length=200, verbose_name='what the picture shows')),
                ('host_name', models.CharField(blank=True, help_text="Never a child's name.", max_length=60, verbose_name="host's first name")),
                ('children_welcome', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Not known yet')], default='unknown', max_length=10, verbose_name='can I bring my child?')),
                ('buggy', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Not known yet')], default='unknown', max_length=10, verbose_name='can I bring a buggy?')),
                ('bring', models.CharField(blank=True, max_length=200, verbose_name='what to bring')),
                ('bus_stop', models.CharField(blank=True, max_length=160, verbose_name='nearest bus stop')),
                ('cost_pence', models.PositiveIntegerField(default=0, verbose_name='cost, in pence')),
                ('cost_note', models.CharField(blank=True, max_length=120, verbose_name='about the cost')),
                ('came_of_it', models.TextField(blank=True, verbose_name='what came of it')),
                ('because_of_key', models.CharField(blank=True, help_text='What led to it: record.answer:<uuid>, say.', max_length=120)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('ended', 'Ended')], default='draft', max_length=10, verbose_name='status')),
                ('status_before', models.CharField(blank=True, editable=False, help_text='What it was when a moderator hid it.', max_length=10)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hosts', to='residents.contributor')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='projects', to='partners.organisation', verbose_name='hub or organisation')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('interests', taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='projects.ProjectInterest', to='projects.Interest', verbose_name='interests')),
            ],
            options={
                'verbose_name': 'project',
                'verbose_name_plural': 'projects',
                'ordering': ['title'],
                'constraints': [models.UniqueConstraint(fields=('site', 'slug'), name='project_slug_once'), models.CheckConstraint(condition=models.Q(('picture__isnull', True), models.Q(('picture_alt', ''), _negated=True), _connector='OR'), name='project_picture_described')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('space_key', models.CharField(blank=True, max_length=120, verbose_name='space in the register')),
                ('place_text', models.CharField(blank=True, help_text='Where it is not in the register.', max_length=200, verbose_name='where')),
                ('place_name', models.CharField(blank=True, editable=False, max_length=200, verbose_name='where')),
                ('latitude', models.FloatField(blank=True, editable=False, null=True)),
                ('longitude', models.FloatField(blank=True, editable=False, null=True)),
                ('step_free', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Not known yet')], default='unknown', max_length=10, verbose_name='step-free?')),
                ('attendance', models.CharField(choices=[('just_turn_up', 'Just turn up'), ('say_coming', "Tell us you're coming")], default='just_turn_up', max_length=20, verbose_name='how to come')),
                ('places', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='places')),
                ('coming_count', models.PositiveIntegerField(default=0, help_text='People. Stored on write.', verbose_name='coming')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='about this time')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_why', models.CharField(blank=True, max_length=200)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='projects.project', verbose_name='project')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ['starts_at', 'pk'],
                'indexes': [models.Index(fields=['site', 'starts_at'], name='projects_se_site_id_7f0cf7_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_ends_after'), models.CheckConstraint(condition=models.Q(('places__isnull', True), ('coming_count__lte', models.F('places')), _connector='OR'), name='session_not_overfull')],
            },
        ),
        migrations.CreateModel(
            name='StartWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('idea', models.TextField(verbose_name="I'd like to start…")),
                ('need', models.TextField(blank=True, verbose_name='what would help')),
                ('state', models.CharField(choices=[('new', 'New'), ('talking', 'In touch'), ('started', 'Became a project'), ('closed', 'Closed')], default='new', max_length=10, verbose_name='state')),
                ('wished_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='wished')),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='residents.contributor', verbose_name='who')),
                ('like_project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='projects.project')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'wish to start something',
                'verbose_name_plural': 'wishes to start something',
                'ordering': ['-wished_at'],
            },
        ),
        migrations.CreateModel(
            name='HostMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField()),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_to', models.PositiveIntegerField(default=0)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='projects.session')),
            ],
            options={
                'ordering': ['-sent_at'],
            },
        ),
        migrations.CreateModel(
            name='Coming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('people', models.PositiveSmallIntegerField(default=1, verbose_name='how many of you')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='anything the host should know')),
                ('state', models.CharField(choices=[('coming', 'Coming'), ('cancelled', 'Not coming any more')], default='coming', max_length=10)),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comings', to='residents.contributor')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comings', to='projects.session')),
            ],
            options={
                'verbose_name': 'person coming',
                'verbose_name_plural': 'people coming',
                'ordering': ['said_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('session', 'contributor'), name='coming_once'), models.CheckConstraint(condition=models.Q(('people__gte', 1), ('people__lte', 10)), name='coming_one_to_ten')],
            },
        ),
    ]
