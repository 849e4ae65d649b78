"""The API of merchants."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from endcap.customers.merchants import checks, selectors, services
from endcap.customers.merchants.drafts import BankDraft, LicenceDraft
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.schemas import (
    BankIn,
    LicenceIn,
    MerchantDetailOut,
    MerchantIn,
    MerchantOut,
    MerchantsOut,
    RefusalOut,
    TradingOut,
)
from endcap.customers.merchants.selectors import MerchantFilter
from endcap.customers.merchants.wording import masked_holder
from endcap.kernel.actor import Actor
from endcap.kernel.rights import Right
from endcap.mechanisms.evidence import reading
from endcap.mechanisms.evidence.services import Sent
from endcap.ui.figures import masked_name_text, masked_phone_text

router = Router()
_PLAIN = (
    "id",
    "number",
    "name",
    "kind",
    "licence_no",
    "valid_from",
    "valid_to",
    "is_long_term",
    "state",
    "state_note",
    "origin",
    "updated_at",
)
_REFUSED = {403: RefusalOut, 404: RefusalOut, 409: RefusalOut, 422: RefusalOut}


def _actor(request: HttpRequest, *rights: Right) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for right in (Rights.VIEW, *rights):
        actor.require(right)
    return actor


def _detail(actor: Actor, merchant_id: UUID) -> MerchantDetailOut:
    file = selectors.file_of(actor, merchant_id)
    merchant = file.merchant
    first = next(iter(file.outlets), None)
    return MerchantDetailOut(
        **{name: getattr(merchant, name) for name in _PLAIN},
        outlet_ids=[held.outlet_id for held in file.outlets],
        legal_person=masked_name_text(merchant.legal_person),
        address=merchant.address,
        contact_name=masked_name_text(merchant.contact_name),
        contact_phone=masked_phone_text(merchant.contact_phone),
        account_name=masked_holder(merchant),
        bank_name=merchant.bank_name,
        branch_name=merchant.branch_name,
        account_tail=merchant.account_tail,
        may_trade=first is not None and selectors.problem_between(actor, first.outlet, merchant) is None,
        missing=[problem.field for problem in checks.missing(merchant, file.kinds, today=actor.today)],
    )


@router.get("", response={200: MerchantsOut, 403: RefusalOut, 422: RefusalOut}, summary="Merchants")
def list_merchants(
    request: HttpRequest,
    view: str = Query("", pattern=f"^({'|'.join(selectors.VIEWS)})$"),
    q: str = Query("", max_length=60),
    after: str = Query("", max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> MerchantsOut:
    """Newest change first. ``view`` is a state, ``expiring`` (within 30 days) or ``expired``."""
    page = selectors.merchants_page(_actor(request), MerchantFilter(view, q), after=after, limit=limit)
    items = [
        MerchantOut(
            **{name: getattr(row.merchant, name) for name in _PLAIN},
            outlet_ids=[held.outlet_id for held in row.outlets],
        )
        for row in page.rows
    ]
    return MerchantsOut(items=items, next=page.next)


@router.get(
    "/trading/{uuid:outlet_id}",
    response={200: TradingOut, 403: RefusalOut, 404: RefusalOut},
    summary="Whether an outlet may trade today",
)
def get_trading(request: HttpRequest, outlet_id: UUID) -> TradingOut:
    """Only outlets of an approved merchant with a licence that holds may trade."""
    problem = selectors.trading_problem(_actor(request), outlet_id)
    if problem is None:
        return TradingOut(outlet_id=outlet_id, may_trade=True)
    return TradingOut(outlet_id=outlet_id, may_trade=False, code=problem.code, message=problem.message)


@router.get(
    "/{uuid:merchant_id}",
    response={200: MerchantDetailOut, 403: RefusalOut, 404: RefusalOut},
    summary="One merchant",
)
def get_merchant(request: HttpRequest, merchant_id: UUID) -> MerchantDetailOut:
    """With what is missing to submit it. Names and telephones are masked."""
    return _detail(_actor(request), merchant_id)


@router.post("", response={201: MerchantDetailOut, **_REFUSED}, summary="Begin the onboarding of a merchant")
def create_merchant(request: HttpRequest, given: MerchantIn) -> Status[MerchantDetailOut]:
    """For outlets that no merchant has yet. The same ``id`` again answers what is there."""
    actor = _actor(request, Rights.EDIT)
    made = services.start_merchant(actor, outlet_ids=given.outlet_ids, name=given.name, id=given.id)
    return Status(201, _detail(actor, made.pk))


@router.put(
    "/{uuid:merchant_id}/licence",
    response={200: MerchantDetailOut, **_REFUSED},
    summary="Write what the licence says",
)
def put_licence(request: HttpRequest, merchant_id: UUID, given: LicenceIn) -> MerchantDetailOut:
    """Gaps may stay until it is submitted; what is wrong is refused, all of it at once."""
    actor = _actor(request, Rights.EDIT)
    services.save_licence(actor, merchant_id=merchant_id, draft=LicenceDraft(**given.dict()))
    return _detail(actor, merchant_id)


@router.put(
    "/{uuid:merchant_id}/bank",
    response={200: MerchantDetailOut, **_REFUSED},
    summary="Write the bank account",
)
def put_bank(request: HttpRequest, merchant_id: UUID, given: BankIn) -> MerchantDetailOut:
    """The number is kept sealed; answers tell its last four digits."""
    actor = _actor(request, Rights.EDIT)
    services.save_bank(actor, merchant_id=merchant_id, draft=BankDraft(**given.dict()))
    return _detail(actor, merchant_id)


@router.post(
    "/{uuid:merchant_id}/photos/{kind}",
    response={200: MerchantDetailOut, **_REFUSED},
    summary="Add photos or papers",
)
def post_photos(
    request: HttpRequest, merchant_id: UUID, kind: str, files: list[UploadedFile] = File(...)
) -> MerchantDetailOut:
    """``kind`` is licence, bank_paper, shop or paper. A photo of the licence is read by a machine afterwards."""
    actor = _actor(request, Rights.EDIT)
    for one in files:
        reading.refuse_size(one.size or 0, one.name or "")
    sent = [Sent(one.read(), one.name or "") for one in files]
    services.add_photos(actor, merchant_id=merchant_id, kind=kind, files=sent)
    return _detail(actor, merchant_id)


@router.post(
    "/{uuid:merchant_id}/submit",
    response={200: MerchantDetailOut, **_REFUSED},
    summary="Ask for approval",
)
def submit_merchant(request: HttpRequest, merchant_id: UUID) -> MerchantDetailOut:
    """Everything that is missing is named at once, and nothing is written then."""
    actor = _actor(request, Rights.EDIT)
    services.submit(actor, merchant_id=merchant_id)
    return _detail(actor, merchant_id)
