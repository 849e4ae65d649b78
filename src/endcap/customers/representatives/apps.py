"""Django's registration of the area."""

from django.apps import AppConfig


class RepresentativesConfig(AppConfig):
    """Invitations and representatives."""

    name = "endcap.customers.representatives"
    label = "representatives"
    default_auto_field = "django.db.models.BigAutoField"
