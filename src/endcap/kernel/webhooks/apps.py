"""Django's registration of the area."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Signed notices to other systems."""

    name = "endcap.kernel.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
