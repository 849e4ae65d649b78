"""Statements are read along the days of an account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_guards_by_statement")]
    operations = [
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["debit", "business_on", "seq"], name="ledger_transfer_debit_day"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["credit", "business_on", "seq"], name="ledger_transfer_credit_day"),
        ),
    ]
