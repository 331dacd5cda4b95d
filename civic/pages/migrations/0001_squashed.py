import civic.pages.panels
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('pages', '0001_initial')]

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContentPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('show_title', models.BooleanField(default=True, verbose_name='show the title at the top')),
                ('lead', models.CharField(blank=True, max_length=240, verbose_name='one line about it')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('picture', 4), ('callout', 9), ('quote', 13), ('panel', 17)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'hr', 'link', 'document-link'], 'label': 'Text', 'template': 'pages/blocks/paragraph.html'}), 1: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'Read aloud to people who cannot see it: “Three people planting beans”.', 'label': 'What it shows', 'max_length': 250}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('image', 1), ('alt_text', 2), ('caption', 3)]], {'label': 'Picture'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'hr', 'link', 'document-link'], 'label': 'Text'}), 7: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Leads to', 'required': False}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Words on the button', 'max_length': 60, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('title', 5), ('text', 6), ('link', 7), ('button', 8)]], {'label': 'Callout'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 80, 'required': False}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'How it was said', 'max_length': 120, 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('words', 10), ('name', 11), ('how', 12)]], {'label': 'Somebody’s words'}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': civic.pages.panels.panel_choices, 'label': 'What to show'}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'Heading of your own', 'max_length': 120, 'required': False}), 16: ('wagtail.blocks.IntegerBlock', (), {'label': 'How many', 'max_value': 20, 'min_value': 1, 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('key', 14), ('heading', 15), ('limit', 16)]], {'label': 'Panel'})}, verbose_name='content')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where a link to this page is pasted in a chat.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for links')),
            ],
            options={
                'verbose_name': 'content page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('show_title', models.BooleanField(default=True, verbose_name='show the title at the top')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('picture', 4), ('callout', 9), ('quote', 13), ('panel', 17)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'hr', 'link', 'document-link'], 'label': 'Text', 'template': 'pages/blocks/paragraph.html'}), 1: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'Read aloud to people who cannot see it: “Three people planting beans”.', 'label': 'What it shows', 'max_length': 250}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('image', 1), ('alt_text', 2), ('caption', 3)]], {'label': 'Picture'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'hr', 'link', 'document-link'], 'label': 'Text'}), 7: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Leads to', 'required': False}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Words on the button', 'max_length': 60, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('title', 5), ('text', 6), ('link', 7), ('button', 8)]], {'label': 'Callout'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 80, 'required': False}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'How it was said', 'max_length': 120, 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('words', 10), ('name', 11), ('how', 12)]], {'label': 'Somebody’s words'}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': civic.pages.panels.panel_choices, 'label': 'What to show'}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'Heading of your own', 'max_length': 120, 'required': False}), 16: ('wagtail.blocks.IntegerBlock', (), {'label': 'How many', 'max_value': 20, 'min_value': 1, 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('key', 14), ('heading', 15), ('limit', 16)]], {'label': 'Panel'})}, help_text='Leave empty for what is late, live, answered, on this week and checked.', verbose_name='below the doors')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where a link to this page is pasted in a chat.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for links')),
            ],
            options={
                'verbose_name': 'home page',
            },
            bases=('wagtailcore.page',),
        ),
    ]
