"""Django's registration of the area."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """The tree of organisational units."""

    name = "endcap.org.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
