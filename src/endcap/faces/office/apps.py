"""Django app of the back office shell."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    """The desktop shell; it has no tables."""

    name = "endcap.faces.office"
    label = "office"
    verbose_name = _("后台")
    default_auto_field = "django.db.models.BigAutoField"
