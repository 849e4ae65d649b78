"""Django's registration of the area."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """Which ids clients have given to what they created, and what they had said."""

    name = "endcap.kernel.idempotency"
    label = "idempotency"
    default_auto_field = "django.db.models.BigAutoField"
