"""Django's registration of the area."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long jobs: progress, cancel, result."""

    name = "endcap.kernel.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
