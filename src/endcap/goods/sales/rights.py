"""Rights around sales facts."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with sales facts and grading."""

    VIEW = right("sales.view", _("看销售记录"))
    IMPORT = right("sales.import", _("导入销售记录"))
    EXPORT = right("sales.export", _("导出销售记录"))
    GRADE = right("sales.grade", _("按销售额定等级"))
