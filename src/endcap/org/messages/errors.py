"""What is refused around messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class ChannelRefused(Refusal):
    """The trial message did not get through; the sentence says what the service answered."""

    code = "channel_refused"
    sentence = _("“%(name)s”没有收下测试消息：%(problem)s。核对地址和密钥后再试。")


class NothingToSendAgain(Refusal):
    """Only what was given up can be sent again."""

    code = "nothing_to_send_again"
    sentence = _("这条没有失败，不用重发。")


class ChannelClosed(Refusal):
    """A closed channel sends nothing."""

    code = "channel_closed"
    sentence = _("“%(name)s”已关闭。先打开再发。")
