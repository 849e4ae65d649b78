"""The database refuses to change what was submitted and decided, and a decision on one's own request."""

from django.db import migrations

from endcap.mechanisms.approvals import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
