"""Django's registration of the area."""

from django.apps import AppConfig


class ReceivablesConfig(AppConfig):
    """Contracts, invoices, money in, open items."""

    name = "endcap.cash.receivables"
    label = "receivables"
    default_auto_field = "django.db.models.BigAutoField"
