"""Django's registration of the area."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """Working days."""

    name = "endcap.kernel.calendar"
    label = "calendar"
    default_auto_field = "django.db.models.BigAutoField"
