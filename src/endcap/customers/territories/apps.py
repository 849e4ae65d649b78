"""Django's registration of the area."""

from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    """Pieces of the map, and who works them."""

    name = "endcap.customers.territories"
    label = "territories"
    default_auto_field = "django.db.models.BigAutoField"
