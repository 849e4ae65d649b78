"""The database refuses to change what was set: a correction is a newer row."""

from django.db import migrations

TABLE, SENTENCE = "parameters_parametervalue", "a parameter's history is append-only"


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION parameter_value_stays() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE EXCEPTION '{SENTENCE.replace(chr(39), chr(39) * 2)}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER parameter_value_stays BEFORE UPDATE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION parameter_value_stays()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER parameter_value_stays BEFORE UPDATE ON {TABLE}"
            f" BEGIN SELECT RAISE(ABORT, '{SENTENCE.replace(chr(39), chr(39) * 2)}'); END"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS parameter_value_stays ON {TABLE}")
        schema_editor.execute("DROP FUNCTION IF EXISTS parameter_value_stays()")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS parameter_value_stays")


class Migration(migrations.Migration):
    dependencies = [("parameters", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
