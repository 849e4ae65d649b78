"""The API of the ledger: reading the books, closing them. Booking belongs to the areas whose documents move them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from endcap.kernel import cursors
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem
from endcap.mechanisms.ledger import books, selectors, services, subjects
from endcap.mechanisms.ledger.models import Account, Period
from endcap.mechanisms.ledger.rights import Rights
from endcap.mechanisms.ledger.schemas import (
    AccountOut,
    AccountsOut,
    BookOut,
    ClosingIn,
    EntryOut,
    OpOut,
    PeriodOut,
    RefusalOut,
    ReopeningIn,
    RoleOut,
    StatementOut,
    TransferOut,
    TrialLineOut,
    TrialOut,
)

router = Router()
PAGE = 100
REFUSALS = {403: RefusalOut, 404: RefusalOut, 422: RefusalOut}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _book(key: str) -> books.Book:
    try:
        return books.of(key)
    except LookupError as unknown:
        raise NotFoundHere() from unknown


@router.get("/books", response={200: list[BookOut], 403: RefusalOut}, summary="The books and their periods")
def list_books(request: HttpRequest) -> list[BookOut]:
    """Every book with its kinds of account and the last closed day."""
    return [
        BookOut(
            key=state.book.key,
            name=str(state.book.name),
            roles=[
                RoleOut(key=role.key, name=str(role.name), sign=role.sign, floor=role.floor)
                for role in state.book.roles
            ],
            closed_through=state.closed_through,
            closed_at=state.closed_at,
        )
        for state in selectors.book_states(_actor(request))
    ]


@router.get("/books/{book}/trial-balance", response={200: TrialOut, **REFUSALS}, summary="Trial balance")
def trial_balance(request: HttpRequest, book: str, on: date | None = None) -> TrialOut:
    """Debits and credits of every kind of account and unit, up to and including a day."""
    actor = _actor(request)
    lines = selectors.trial_balance(actor, book=_book(book).key, on=on)
    return TrialOut(
        book=book,
        on=on,
        lines=[
            TrialLineOut(
                role=line.role, unit=line.unit, debits=line.debits, credits=line.credits, balance=line.balance
            )
            for line in lines
        ],
    )


def _account(account: Account, balance: int, owner: str) -> AccountOut:
    return AccountOut(
        id=account.pk,
        book=account.book,
        role=account.role,
        unit=account.unit,
        owner_id=account.owner_id,
        part_id=account.part_id,
        owner=owner,
        balance=balance,
        held=account.held,
        floor=account.floor,
        closed_on=account.closed_on,
    )


@router.get("/books/{book}/accounts", response={200: AccountsOut, **REFUSALS}, summary="Accounts of one kind")
def list_accounts(
    request: HttpRequest,
    book: str,
    role: str = Query(..., max_length=24),
    unit: str = Query("", max_length=40),
    on: date | None = None,
    after: str = Query("", max_length=200),
) -> AccountsOut:
    """With what stands on each now, or at the end of a day. By id."""
    actor = _actor(request)
    lines, has_more = selectors.accounts_page(
        actor,
        book=_book(book).key,
        role=role.replace("\0", ""),
        unit=unit.replace("\0", ""),
        on=on,
        after=_place(after),
        limit=PAGE,
    )
    owners = subjects.owners_of(actor, [line.account for line in lines])
    items = [
        _account(
            line.account, line.balance, owners[line.account.pk].text if line.account.pk in owners else ""
        )
        for line in lines
    ]
    return AccountsOut(items=items, next=cursors.write(lines[-1].account.pk) if has_more else "")


def _refused() -> InvalidInput:
    return InvalidInput([Problem("after", "bad_cursor", _("翻页位置读不懂，从第一页开始。"))])


def _place(after: str) -> UUID | None:
    if not after:
        return None
    (text,) = cursors.read(after, str)
    try:
        return UUID(str(text))
    except ValueError as wrong:
        raise _refused() from wrong


@router.get(
    "/accounts/{account_id}/statement",
    response={200: StatementOut, **REFUSALS},
    summary="Statement of an account",
)
def statement(
    request: HttpRequest,
    account_id: UUID,
    since: date | None = None,
    until: date | None = None,
    after: str = Query("", max_length=200),
) -> StatementOut:
    """What moved, oldest first by business day, with the balance after each line."""
    actor = _actor(request)
    account = selectors.account_of(actor, account_id)
    page = selectors.page_of(actor, account, since=since, until=until, after=_day_and_seq(after), limit=PAGE)
    last = page.entries[-1] if page.entries else None
    return StatementOut(
        opening=page.opening,
        items=[
            EntryOut(
                business_on=entry.business_on,
                created_at=entry.created_at,
                op_id=entry.op_id,
                kind=entry.kind,
                subject_type=entry.subject_type,
                subject_id=entry.subject_id,
                other_account_id=entry.other_account.pk,
                amount=entry.amount,
                balance=entry.balance,
            )
            for entry in page.entries
        ],
        next=cursors.write(last.business_on.isoformat(), last.seq) if last and page.has_more else "",
    )


def _day_and_seq(after: str) -> selectors.Place | None:
    if not after:
        return None
    day, seq = cursors.read(after, str, int)
    try:
        return date.fromisoformat(str(day)), int(seq or 0)
    except ValueError as wrong:
        raise _refused() from wrong


@router.get("/ops/{op_id}", response={200: OpOut, **REFUSALS}, summary="One operation")
def read_op(request: HttpRequest, op_id: UUID) -> OpOut:
    """All its transfers, with the operations that they go back to and those that came back to them."""
    story = selectors.story_of(_actor(request), op_id)
    op = story.op
    return OpOut(
        id=op.pk,
        kind=op.kind,
        business_on=op.business_on,
        created_at=op.created_at,
        maker_id=op.maker_id,
        approver_id=op.approver_id,
        subject_type=op.subject_type,
        subject_id=op.subject_id,
        digest=op.digest,
        transfers=[
            TransferOut(
                line=line.row.line,
                debit_id=line.row.debit_id,
                credit_id=line.row.credit_id,
                amount=line.row.amount,
                unit=line.row.debit.unit,
                phase=line.row.phase,
                earlier_op_id=line.earlier,
                later_op_id=line.later,
            )
            for line in story.lines
        ],
    )


def _period(period: Period) -> PeriodOut:
    return PeriodOut(book=period.pk, closed_through=period.closed_through, closed_at=period.closed_at)


@router.post(
    "/books/{book}/closing",
    response={200: PeriodOut, 409: RefusalOut, 503: RefusalOut, **REFUSALS},
    summary="Close a book up to a day",
)
def close(request: HttpRequest, book: str, given: ClosingIn) -> PeriodOut:
    """Nothing is booked on or before that day any more. Goes forward only."""
    actor = _actor(request)
    return _period(services.close_period(actor, book=_book(book).key, through=given.through))


@router.post(
    "/books/{book}/reopening",
    response={200: PeriodOut, 409: RefusalOut, 503: RefusalOut, **REFUSALS},
    summary="Take a closing back",
)
def reopen(request: HttpRequest, book: str, given: ReopeningIn) -> PeriodOut:
    """To an earlier day, with a reason, which the audit log keeps."""
    actor = _actor(request)
    return _period(
        services.reopen_period(actor, book=_book(book).key, through=given.through, reason=given.reason)
    )
