"""Django's registration of the area."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Brands, categories, SKUs and prices."""

    name = "endcap.goods.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"
