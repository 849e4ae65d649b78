"""What is wrong with a contract as somebody wrote it: everything at once. Pure but for the look-ups it is handed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from endcap.cash.receivables.drafts import ClauseDraft, ContractDraft
from endcap.cash.receivables.models import Contract
from endcap.kernel.errors import Problem
from endcap.kernel.money import FULL

LONGEST_TERM = 365
MODE = Contract.Mode


def contract_problems(draft: ContractDraft, *, longest_lawful: int, levels: frozenset[str]) -> list[Problem]:
    """Every problem of a draft. ``longest_lawful`` is P-78: a longer term needs a reason (G-06)."""
    return [
        *_subject(draft, levels),
        *_term(draft, longest_lawful),
        *_rates(draft),
        *_late_fee(draft),
        *_clauses(draft.clauses),
    ]


def _subject(draft: ContractDraft, levels: frozenset[str]) -> Iterator[Problem]:
    if draft.payer_id is None:
        yield Problem("payer_id", "required", _("选付款方。"))
    if draft.mode not in MODE.values:
        yield Problem("mode", "unknown", _("选结算方式。"))
    if draft.valid_from is None:
        yield Problem("valid_from", "required", _("填生效日。"))
    elif draft.valid_to is not None and draft.valid_to < draft.valid_from:
        yield Problem("valid_to", "before_start", _("到期日不能早于生效日。"))
    if draft.price_level and draft.price_level not in levels:
        yield Problem("price_level", "unknown", _("没有这个价格级别，选列表里的一项。"))
    if not 0 <= draft.tax_bp < FULL:
        yield Problem("tax_bp", "out_of_range", _("税率在 0 到 100% 之间。"))
    if len(draft.remark) > 500:
        yield Problem("remark", "too_long", _("备注最多 500 个字。"))


def _term(draft: ContractDraft, longest_lawful: int) -> Iterator[Problem]:
    if not 0 <= draft.term_days <= LONGEST_TERM:
        yield Problem("term_days", "out_of_range", _("账期在 0 到 365 天之间。"))
    elif draft.mode == MODE.PREPAID and draft.term_days:
        yield Problem("term_days", "prepaid", _("先款后货没有账期，填 0 或改结算方式。"))
    elif draft.mode == MODE.CREDIT and not draft.term_days:
        yield Problem("term_days", "required", _("赊销要写账期天数；当场付清的选“先款后货”。"))
    elif draft.term_days > longest_lawful and not draft.term_reason.strip():
        sentence = _(
            "账期 %(days)s 天，超过法规给大型零售商定的 %(limit)s 天。改短，或写明为什么可以这样约定。"
        )
        yield Problem(
            "term_reason", "term_long", sentence % {"days": draft.term_days, "limit": longest_lawful}
        )
    if len(draft.term_reason) > 300:
        yield Problem("term_reason", "too_long", _("依据最多 300 个字。"))


def _rates(draft: ContractDraft) -> Iterator[Problem]:
    if draft.mode == MODE.CONCESSION:
        if draft.rate_bp is None or not 0 <= draft.rate_bp < FULL:
            yield Problem("rate_bp", "required", _("流水倒扣要写扣点，在 0 到 100% 之间。"))
    elif draft.rate_bp is not None:
        yield Problem("rate_bp", "not_concession", _("只有流水倒扣写扣点。"))
    if draft.guarantee < 0:
        yield Problem("guarantee", "negative", _("保底不能是负数。"))
    elif draft.guarantee and draft.mode != MODE.CONCESSION:
        yield Problem("guarantee", "not_concession", _("只有流水倒扣写保底。"))
    if draft.supply_bp is not None:
        if draft.mode != MODE.CONSIGNMENT:
            yield Problem("supply_bp", "not_consignment", _("只有代销实结写供价比例。"))
        elif not 0 < draft.supply_bp <= FULL:
            yield Problem("supply_bp", "out_of_range", _("供价比例大于 0，不超过 100%。"))


def _late_fee(draft: ContractDraft) -> Iterator[Problem]:
    has_terms = draft.late_daily_bp is not None or draft.late_cap_bp is not None
    if has_terms and draft.mode != MODE.CREDIT:
        yield Problem("late_daily_bp", "not_credit", _("只有赊销可以约定滞纳金。"))
    elif draft.late_daily_bp is not None and not 0 < draft.late_daily_bp <= FULL:
        yield Problem("late_daily_bp", "out_of_range", _("滞纳金每天的比例大于 0，不超过 100%。"))
    elif draft.late_daily_bp is None and draft.late_cap_bp is not None:
        yield Problem("late_daily_bp", "required", _("写了上限，也要写每天的比例。"))
    if draft.late_cap_bp is not None and draft.late_cap_bp <= 0:
        yield Problem("late_cap_bp", "out_of_range", _("滞纳金上限大于 0。"))
    if not 0 <= draft.late_grace_days <= 60:
        yield Problem("late_grace_days", "out_of_range", _("宽限在 0 到 60 个工作日之间。"))


def _clauses(clauses: tuple[ClauseDraft, ...]) -> Iterator[Problem]:
    """A fee is charged only by a clause with name, basis and proof of service (G-06)."""
    names: set[str] = set()
    for place, clause in enumerate(clauses, 1):
        where = f"clauses.{place}"
        for part, value, sentence in (
            ("name", clause.name, _("第 %(place)s 条费用没有名称。")),
            ("basis", clause.basis, _("第 %(place)s 条费用没写计算依据。")),
            ("proof", clause.proof, _("第 %(place)s 条费用没写服务凭证。没有凭证的费用不能约定。")),
        ):
            if not value.strip():
                yield Problem(f"{where}.{part}", "required", sentence % {"place": place})
        if (clause.rate_bp is None) == (clause.amount is None):
            yield Problem(
                f"{where}.amount",
                "one_of",
                _("第 %(place)s 条费用写比例或金额，只写一个。") % {"place": place},
            )
        elif (clause.rate_bp if clause.amount is None else clause.amount) <= 0:  # type: ignore[operator]
            yield Problem(
                f"{where}.amount", "positive", _("第 %(place)s 条费用要大于 0。") % {"place": place}
            )
        if clause.name.strip() in names:
            yield Problem(
                f"{where}.name", "twice", _("费用“%(name)s”写了两次。") % {"name": clause.name.strip()}
            )
        names.add(clause.name.strip())
