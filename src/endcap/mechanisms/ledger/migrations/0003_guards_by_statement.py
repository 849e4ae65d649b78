"""Bookings are checked and moved once for each statement; amounts have an upper end.

SQLite makes a table anew to change its constraints, and its triggers are lost with the old one: they are put back.
"""

from django.db import migrations, models

from endcap.mechanisms.ledger import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]
    operations = [
        migrations.RunPython(remove, install),
        migrations.RemoveConstraint(model_name="transfer", name="ledger_transfer_positive"),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                name="ledger_transfer_positive",
                condition=models.Q(("amount__gt", 0), ("amount__lte", 10**15)),
            ),
        ),
        migrations.RunPython(install, remove),
    ]
