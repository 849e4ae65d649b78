"""Django's registration of the area."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, roles and how they sign in."""

    name = "endcap.org.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
