"""Django app of the shared user interface."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Holds templates, tags and static files; it has no tables."""

    name = "endcap.ui"
    label = "ui"
    verbose_name = _("界面")
    default_auto_field = "django.db.models.BigAutoField"
