"""Django's registration of the area."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """What is due."""

    name = "endcap.mechanisms.agenda"
    label = "agenda"
    default_auto_field = "django.db.models.BigAutoField"
