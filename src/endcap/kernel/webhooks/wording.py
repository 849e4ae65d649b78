"""What went wrong with a notice, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from endcap.kernel.webhooks.models import Notice


def problem_text(notice: Notice) -> str:
    """One sentence; empty where nothing is wrong."""
    if not notice.problem:
        return ""
    sentences = {
        "timeout": _("5 秒内没有答完"),
        "redirect": _("要转到别的地址，不跟过去；把最终地址填上"),
        "status": _("对方答了 %(status)s，要 2 开头的才算收下") % {"status": notice.status},
        "private": _("名字指向内网地址，不发"),
        "certificate": _("对方的证书不可信"),
        "unknown_host": _("找不到这个域名"),
        "no_answer": _("连不上，或中途断了"),
        "not_http": _("答的不是 HTTP"),
        "not_https": _("只收 https 地址。"),
        "seal_broken": _("密钥换过，签不了名；给这个对接换一把签名密钥"),
    }
    return sentences.get(notice.problem, notice.problem)
