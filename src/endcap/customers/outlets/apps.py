"""Django's registration of the area."""

from django.apps import AppConfig


class OutletsConfig(AppConfig):
    """The book of outlets."""

    name = "endcap.customers.outlets"
    label = "outlets"
    default_auto_field = "django.db.models.BigAutoField"
