"""Rights around the catalogue."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with products and prices."""

    VIEW = right("catalog.view", _("看商品与价格"))
    EDIT = right("catalog.edit", _("改商品与价格"))
    IMPORT = right("catalog.import", _("导入商品与价格"))
    EXPORT = right("catalog.export", _("导出商品与价格"))
    RULES = right("catalog.rules", _("看价格规则"))
    PRICE = right("catalog.price", _("起草与发布价格规则"))
