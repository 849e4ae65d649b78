"""What a shop owner is told before he gives anything away: each datum, and what it is for (G-02)."""

from __future__ import annotations

from django.utils.translation import gettext as _


def lines() -> list[tuple[str, str]]:
    """Each datum with its purpose."""
    return [
        (_("店名、地址"), _("送货，业务人员上门")),
        (_("联系人、电话"), _("确认订单和送货时联系；不打推销电话")),
        (_("营业执照、经营者姓名"), _("核对能不能签约、开票；只给审批的人看")),
        (_("银行账号、开户证明"), _("只用于对账和付款，加密保存；可以先不填")),
        (_("门头照片"), _("送货找得到店；照片里的拍摄地点会去掉")),
    ]
