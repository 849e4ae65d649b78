"""Django's registration of the area."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """Locations, lots, movements, counts, and how much should be there."""

    name = "endcap.goods.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"
