"""Django's registration of the area."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit log: a hash chain."""

    name = "endcap.kernel.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
