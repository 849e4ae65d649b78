"""Django's registration of the area."""

from django.apps import AppConfig


class NumberingConfig(AppConfig):
    """Human numbers."""

    name = "endcap.kernel.numbering"
    label = "numbering"
    default_auto_field = "django.db.models.BigAutoField"
