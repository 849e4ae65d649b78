"""Rights around outlets."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with the book of outlets."""

    VIEW = right("outlets.view", _("看终端"))
    EDIT = right("outlets.edit", _("新增和改终端"))
    IMPORT = right("outlets.import", _("导入终端"))
    EXPORT = right("outlets.export", _("导出终端"))
    EXPORT_PERSONAL = right("outlets.export_personal", _("导出联系人和电话"))
    ASSIGN = right("outlets.assign", _("换负责人"))
    MERGE = right("outlets.merge", _("合并重复的终端"))
    ARRANGE = right("outlets.arrange", _("共享视图，管标签"))
    CLASSIFY = right("outlets.classify", _("定分类和等级"))
    FORGET = right("outlets.forget", _("去掉联系人和电话"))
    CONFIGURE = right("outlets.configure", _("改渠道和分类方案"))
