"""The database refuses to change or delete a fact of an item's history."""

from django.db import migrations

from endcap.mechanisms.agenda import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("agenda", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
