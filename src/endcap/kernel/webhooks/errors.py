"""What is refused around webhooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class NotPaused(Refusal):
    """Only an endpoint that was paused can be resumed."""

    code = "endpoint_not_paused"
    sentence = _("“%(name)s”没有暂停，不用恢复。")


class EndpointClosed(Refusal):
    """Nothing goes to an endpoint that is closed or paused."""

    code = "endpoint_closed"
    sentence = _("“%(name)s”已停用或暂停。先打开再发。")


class StillOnItsWay(Refusal):
    """What has not ended yet is not sent a second time."""

    code = "still_on_its_way"
    sentence = _("这条还在等待或正在发送，等它有结果。")
