"""The database refuses to change what was published or handed in."""

from django.db import migrations

from endcap.mechanisms.questions import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
