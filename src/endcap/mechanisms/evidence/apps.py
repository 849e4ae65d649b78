"""Django's registration of the area."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Files that prove something, under the address of their content."""

    name = "endcap.mechanisms.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
