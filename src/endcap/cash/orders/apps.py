"""Django's registration of the area."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders of outlets: from the price to the goods on the shelf and the money in."""

    name = "endcap.cash.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"
