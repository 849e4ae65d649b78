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
