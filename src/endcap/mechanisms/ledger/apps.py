"""Django's registration of the area."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Accounts, operations and transfers."""

    name = "endcap.mechanisms.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
