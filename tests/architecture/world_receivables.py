"""Contracts, payments and bank lines in the company of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from endcap.cash.receivables import services
from endcap.cash.receivables.drafts import ContractDraft
from endcap.cash.receivables.models import Allocation, BankFile, BankLine
from endcap.kernel.ids import new_id
from endcap.org.people.models import Person


def records_of(builder: Any, owner: Person, outlet_id: UUID) -> Mapping[str, Mapping[str, Any]]:
    """A draft of a contract, and a payment that has paid an opening item of somebody's outlet."""
    system = builder.system
    draft = ContractDraft(payer_id=outlet_id, mode="prepaid", valid_from=date(2026, 1, 1))
    contract = services.create_contract(system, draft=draft)
    services.open_balance(
        system, id=new_id(), payer_id=outlet_id, amount=100, issued_on=system.today, due_on=system.today
    )
    paid = services.PaymentDraft(outlet_id, "cash", 100, system.today)
    payment = services.record_payment(system, id=new_id(), draft=paid)
    return {
        "contract": {"contract_id": contract.pk},
        "payment": {"payment_id": payment.pk, "step": "allocate"},
        "allocation": {"allocation_id": Allocation.objects.get(payment=payment).pk},
    }


def known_to_all(builder: Any) -> Mapping[str, Any]:
    """An amount on a statement, which only finance sees."""
    system = builder.system
    account = services.add_bank_account(
        system, title="青禾饮品", bank_name="东渡银行", account_no="622200001111"
    )
    file = BankFile(
        id=new_id(),
        account=account,
        sha256="x",
        file_name="x.csv",
        shape="csv",
        made_by_name="x",
        created_at=system.now,
    )
    file.save(force_insert=True)
    line = BankLine(id=new_id(), file=file, account=account, key="x", on=system.today, amount=1)
    line.save(force_insert=True)
    return {"line_id": line.pk}
