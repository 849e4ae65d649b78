"""Rights around the ledger."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with the books. Posting belongs to the areas: their operations move what they may move."""

    VIEW = right("ledger.view", _("看总账"))
    CLOSE = right("ledger.close", _("结账与重新打开"))
