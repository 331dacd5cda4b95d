from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_squashed'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL('INSERT INTO places_keptnumber (id, number) VALUES (1, 0)', migrations.RunSQL.noop),
    ]
