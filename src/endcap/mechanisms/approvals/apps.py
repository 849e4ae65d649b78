"""Django's registration of the area."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Chains, requests and decisions."""

    name = "endcap.mechanisms.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"
