"""Django's registration of the area."""

from django.apps import AppConfig


class MerchantsConfig(AppConfig):
    """Merchants: licence, bank papers, approval, and the link by which a shop owner registers."""

    name = "endcap.customers.merchants"
    label = "merchants"
    default_auto_field = "django.db.models.BigAutoField"
