"""What the area of receivables declines, each with the sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class ContractStateRefused(Refusal):
    """The contract cannot go from its state to the wanted one."""

    code = "contract_state_refused"
    sentence = _("合同 %(number)s 现在是“%(before)s”，不能改成“%(after)s”。")


class ContractNotEditable(Refusal):
    """What was signed stays as it is."""

    code = "contract_not_editable"
    sentence = _("合同 %(number)s 已经是“%(state)s”，内容不能改。要改条款，先结束这份，再签一份新的。")


class OutletHasContract(Refusal):
    """On any day one contract holds for an outlet."""

    code = "outlet_has_contract"
    sentence = _("“%(outlet)s”在这段时间已有合同 %(number)s。先结束那份，或改这份的有效期。")


class NoContract(Refusal):
    """Method and term of payment are agreed before the first order."""

    code = "no_contract"
    sentence = _("“%(outlet)s”在 %(on)s 没有生效的销售合同，不能下单。先签合同，写明付款方式和账期。")


class InvoiceTaken(Refusal):
    """The id was used before, for something else."""

    code = "invoice_taken"
    sentence = _("这个编号已经开过另一张单，换一个编号再开。")


class CreditTooHigh(Refusal):
    """No more is taken back than was invoiced."""

    code = "credit_too_high"
    sentence = _("%(number)s 最多还能冲减 %(left)s 元，这次要冲 %(asked)s 元。改小金额。")


class NotAnInvoice(Refusal):
    """Only invoices are corrected by credit notes."""

    code = "not_an_invoice"
    sentence = _("%(number)s 不是发票，不能冲减。")


class AdvanceTooLow(Refusal):
    """No more is paid from money in advance than there is."""

    code = "advance_too_low"
    sentence = _("预收款不够：还有 %(available)s 元可用，这次要用 %(asked)s 元。先收款，或改小金额。")


class AccountNotOurs(Refusal):
    """Only designated accounts of the company take money."""

    code = "account_not_designated"
    sentence = _("账户 %(account)s 不是公司指定的收款账户，这笔不能登记。请客户转到：%(ours)s。")


class NoOpenAccount(Refusal):
    """The company has named no account yet."""

    code = "no_designated_account"
    sentence = _("还没有指定收款账户。先由财务在“收款账户”里加一个。")


class AccountKnown(Refusal):
    """One number is one account."""

    code = "bank_account_known"
    sentence = _("账号 %(account)s 已经登记过。")


class NoPermit(Refusal):
    """Reps don't collect, unless finance has allowed it beforehand."""

    code = "no_permit"
    sentence = _("业务人员不能代收货款。请客户交到财务或转到指定账户；确有特殊情况，先请财务批准代收。")
    status = 403


class PermitTooLow(Refusal):
    """Not more than finance has allowed."""

    code = "permit_too_low"
    sentence = _("批准的代收额度还剩 %(left)s 元，这次要收 %(asked)s 元。少收，或请财务另批。")


class PermitForApprover(Refusal):
    """Nobody permits himself."""

    code = "permit_for_oneself"
    sentence = _("不能给自己批代收。请另一位财务来批。")
    status = 403


class PermitOver(Refusal):
    """The permit was ended before."""

    code = "permit_over"
    sentence = _("这份代收许可已经结束。")


class PaymentStateRefused(Refusal):
    """The payment cannot go from its state to the wanted one."""

    code = "payment_state_refused"
    sentence = _("这笔款现在是“%(before)s”，不能做这一步。刷新看看是谁先办了。")


class PaymentTaken(Refusal):
    """The id was used before, for something else."""

    code = "payment_taken"
    sentence = _("这个编号已经记过另一笔款，换一个编号再记。")


class PaymentUsedUp(Refusal):
    """One payment pays once."""

    code = "payment_used_up"
    sentence = _("这笔款还剩 %(left)s 元没有核销，这次要核 %(asked)s 元。改小金额，或先撤销别的核销。")


class InvoicePaid(Refusal):
    """No more is paid than is owed."""

    code = "invoice_paid"
    sentence = _("%(number)s 还欠 %(left)s 元，这次要核 %(asked)s 元。改小金额，多出的留作预收。")


class OtherPayer(Refusal):
    """A payment pays invoices of its own payer."""

    code = "other_payer"
    sentence = _("%(number)s 不是这个付款方的单，不能用这笔款核销。")


class EarmarkedElsewhere(Refusal):
    """The money is set aside for orders."""

    code = "advance_earmarked"
    sentence = _("这笔款有一部分已被待发货的订单占用，只有 %(available)s 元可用。先取消订单，或改小金额。")


class AllocationUndone(Refusal):
    """Taken back before."""

    code = "allocation_undone"
    sentence = _("这次核销已经撤销过。")


class DeskTooLow(Refusal):
    """No more leaves the desk than lies there."""

    code = "desk_too_low"
    sentence = _("财务现金只有 %(available)s 元，不够。")


class SoldTwice(Refusal):
    """Each day of an outlet is settled once."""

    code = "sold_report_overlaps"
    sentence = _("“%(outlet)s” 的清单 %(number)s 已经包含其中的日子。改日期，或先作废那张。")


class NotOnReports(Refusal):
    """Only consignment and concession are settled by what was sold."""

    code = "not_on_sold_reports"
    sentence = _("“%(outlet)s”的合同 %(number)s 是“%(mode)s”，发货就开票，不用销售清单。")


class ReportCancelled(Refusal):
    """Cancelled before."""

    code = "sold_report_cancelled"
    sentence = _("清单 %(number)s 已经作废过。")


class NoLateFee(Refusal):
    """Nothing to charge."""

    code = "no_late_fee"
    sentence = _("%(number)s 没有可以计收的滞纳金：合同没有约定，或还在宽限期内，或已经收过。")


class NotDisputed(Refusal):
    """Only disputed deductions are decided."""

    code = "deduction_not_disputed"
    sentence = _("扣款 %(number)s 现在是“%(state)s”，不能再改。")


class ClauseTooSmall(Refusal):
    """A clause allows so much."""

    code = "clause_too_small"
    sentence = _(
        "合同条款“%(clause)s”最多允许 %(limit)s 元，这笔扣了 %(asked)s 元。超出的部分另记一笔，按争议处理。"
    )


class VerdictGiven(Refusal):
    """Decided before."""

    code = "appraisal_decided"
    sentence = _("这一条已经有结论了。")


class FileKnown(Refusal):
    """The same statement counts once."""

    code = "bank_file_known"
    sentence = _("这份对账单 %(on)s 已经由 %(by)s 导入过（%(name)s），没有再记。")


class FileUnreadable(Refusal):
    """No statement in it."""

    code = "bank_file_unreadable"
    sentence = _("读不出这份对账单：%(why)s。支持 CSV、Excel、CAMT.053 和 MT940。")
    status = 422


class LineDecided(Refusal):
    """A line ends once."""

    code = "bank_line_decided"
    sentence = _("这一行已经是“%(state)s”，刷新看看是谁先办了。")


class PolicyNotLater(Refusal):
    """A new version begins after the last."""

    code = "policy_not_later"
    sentence = _("新版的生效日要晚于上一版（%(on)s）。")
