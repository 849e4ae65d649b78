"""Django's registration of the area."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Hand-over: whatever a leaver looked after is on a list until somebody else has taken it up."""

    name = "endcap.customers.handover"
    label = "handover"
    default_auto_field = "django.db.models.BigAutoField"
