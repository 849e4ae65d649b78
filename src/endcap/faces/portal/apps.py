"""Django's registration of the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for shop owners."""

    name = "endcap.faces.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
