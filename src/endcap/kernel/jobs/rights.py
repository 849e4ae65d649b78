"""Rights around jobs; one's own jobs need none."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with recurring work."""

    SCHEDULE = right("jobs.schedule", _("看定时任务，手动运行"))
