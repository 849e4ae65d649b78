"""What approvals refuse, each with the sentence that says what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Conflict, Refusal


class NoRequester(Refusal):
    """Only a person can ask for an approval; the installation itself can't."""

    code = "approval_needs_requester"
    sentence = _("提交审批的要是一个人，系统自己不能提交。")


class NoChain(Refusal):
    """No chain in force fits the request."""

    code = "approval_chain_missing"
    sentence = _("“%(kind)s”今天没有可用的审批链。到“设置 → 审批链”建一条。")


class NobodyDecides(Refusal):
    """A step of the chain finds no person who could decide it."""

    code = "approval_nobody_decides"
    sentence = _("“%(step)s”这一步没有人能批。到“设置 → 审批链”换人，或给合适的人加审批权限。")


class AlreadyWaiting(Conflict):
    """The same document waits for a decision already."""

    code = "approval_already_waiting"
    sentence = _("这份单据已经在审批中，不用再提交。要改，先撤回。")


class IdTaken(Conflict):
    """The same id was used for another content."""

    code = "approval_id_taken"
    sentence = _("这个编号已经交过别的内容，没有写入。换一个新编号再交。")


class OwnRequest(Refusal):
    """Whoever asks does not decide, not even in somebody's place."""

    code = "approval_own_request"
    sentence = _("自己提交的申请不能自己批，替人代批也不行。由链上的其他人批。")


class NotYourTurn(Refusal):
    """The step in hand belongs to others."""

    code = "approval_not_your_turn"
    sentence = _("现在轮到 %(people)s 批。")


class DecidedAnotherStep(Refusal):
    """One person decides one step of a request, and one person's say counts once."""

    code = "approval_one_step_each"
    sentence = _("这份申请里 %(person)s 已经批过一步，同一个人不能批两步。由链上的其他人批。")


class DecidedBefore(Conflict):
    """Somebody was faster."""

    code = "approval_decided_before"
    sentence = _("%(person)s 刚刚已经“%(outcome)s”，这次没有写入。刷新后看最新的状态。")


class ChangedBefore(Conflict):
    """The request changed since the page was drawn."""

    code = "approval_changed_before"
    sentence = _("这份申请刚刚变过，这次没有写入。刷新后看最新的内容再决定。")


class MoveRefused(Refusal):
    """A state that can't follow the present one."""

    code = "approval_move_refused"
    sentence = _("申请现在是“%(state)s”，不能变成“%(wanted)s”。")


class NotTheRequester(Refusal):
    """Only whoever submitted may take back or resubmit."""

    code = "approval_not_the_requester"
    sentence = _("只有提交人 %(person)s 能撤回或重新提交。")


class ChainOver(Refusal):
    """A chain that has ended or was replaced is history."""

    code = "approval_chain_over"
    sentence = _("这条审批链已经停用或被替换，改现在在用的那一条。")
