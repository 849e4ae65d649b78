import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outlets', '0003_merging'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='outlet',
            name='outlet_by_words',
        ),
        migrations.RemoveField(
            model_name='outlet',
            name='search_text',
        ),
        migrations.CreateModel(
            name='SearchBlock',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('size', models.IntegerField()),
                ('levels', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('outlet', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search', serialize=False, to='outlets.outlet')),
                ('number', models.BigIntegerField(null=True, unique=True)),
                ('version', models.IntegerField(default=0)),
                ('unit_id', models.UUIDField()),
                ('owner_id', models.UUIDField()),
                ('name', models.TextField()),
                ('sound', models.TextField()),
                ('initials', models.TextField()),
                ('code', models.TextField()),
                ('phones', models.TextField()),
                ('people', models.TextField()),
                ('place', models.TextField()),
                ('licence', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchPosting',
            fields=[
                ('pk', models.CompositePrimaryKey('key', 'block_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('key', models.BigIntegerField()),
                ('places', models.BinaryField()),
                ('block', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postings', to='outlets.searchblock')),
            ],
        ),
    ]
