"""Django's registration of the area."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    """Sales facts and grading."""

    name = "endcap.goods.sales"
    label = "sales"
    default_auto_field = "django.db.models.BigAutoField"
