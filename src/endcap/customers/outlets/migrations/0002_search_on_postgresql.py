"""What lists need on PostgreSQL: finding by part of a name where trigrams are offered, and empty dates last."""

from django.db import migrations


def add_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if not cursor.fetchone():
            return
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if not cursor.fetchone():
            cursor.execute("SELECT has_database_privilege(current_user, current_database(), 'CREATE')")
            if not cursor.fetchone()[0]:
                return
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS outlet_by_trigrams ON outlets_outlet USING gin (search_text gin_trgm_ops)"
        )


def add_empty_dates_last(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX outlet_by_last_order_nulls_last ON outlets_outlet (last_order_on DESC NULLS LAST, id DESC)"
        )


def drop_empty_dates_last(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS outlet_by_last_order_nulls_last")


def drop_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS outlet_by_trigrams")


class Migration(migrations.Migration):
    dependencies = [("outlets", "0001_initial")]

    operations = [
        migrations.RunPython(add_trigrams, drop_trigrams),
        migrations.RunPython(add_empty_dates_last, drop_empty_dates_last),
    ]
