"""Django's registration of the area."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Notifications, channels and digests. Its label differs from Django's own ``messages``."""

    name = "endcap.org.messages"
    label = "org_messages"
    default_auto_field = "django.db.models.BigAutoField"
