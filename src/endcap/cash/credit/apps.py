"""Django's registration of the area."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """Credit limits of payers, and what stands behind them."""

    name = "endcap.cash.credit"
    label = "credit"
    default_auto_field = "django.db.models.BigAutoField"
