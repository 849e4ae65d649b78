"""Django's registration of the area."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Import and export."""

    name = "endcap.kernel.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
