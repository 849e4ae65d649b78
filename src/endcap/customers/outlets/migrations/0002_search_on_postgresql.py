"""What lists need on PostgreSQL: empty dates last."""

from django.db import migrations


def add_empty_dates_last(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX outlet_by_last_order_nulls_last ON outlets_outlet (last_order_on DESC NULLS LAST, id DESC)"
        )


def drop_empty_dates_last(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS outlet_by_last_order_nulls_last")


class Migration(migrations.Migration):
    dependencies = [("outlets", "0001_initial")]

    operations = [
        migrations.RunPython(add_empty_dates_last, drop_empty_dates_last),
    ]
