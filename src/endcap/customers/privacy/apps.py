"""Django's registration of the area."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Personal data: consent, retention, and what people may ask of the company."""

    name = "endcap.customers.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
