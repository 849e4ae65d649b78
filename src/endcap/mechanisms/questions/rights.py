"""Rights around questionnaires."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with questionnaires. Answering belongs to the areas that ask."""

    VIEW = right("questions.view", _("看问卷"))
    EDIT = right("questions.edit", _("编制和发布问卷"))
