"""Django's registration of the area."""

from django.apps import AppConfig


class ParametersConfig(AppConfig):
    """Every number of the business rules: typed, effective-dated, per unit, editable by right."""

    name = "endcap.kernel.parameters"
    label = "parameters"
    default_auto_field = "django.db.models.BigAutoField"
