"""Finding outlets by whatever is known of them."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.schemas import HitOut, MatchOut
from endcap.customers.outlets.selectors import search
from endcap.kernel.actor import Actor

router = Router()
MOST = 50
LONGEST = 100


@router.get("/search", response=list[HitOut], summary="The outlets that fit best, and why")
def find_outlets(
    request: HttpRequest,
    q: str = Query(
        ...,
        max_length=LONGEST,
        description="Part of the name, pinyin or its initials, code, phone (4 digits or more), address, contact, "
        "licence number (6 signs or more); several words must all fit",
    ),
    limit: int = Query(search.LIMIT, ge=1, le=MOST),
) -> list[HitOut]:
    """Best first: the exact code, the beginning of the name, its beginning in pinyin or initials, part of the
    name, part of the code, the end of a phone number, contact, address, licence; then by grade and turnover.
    Phones and contacts are searched but answered masked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return [_out(hit) for hit in search.find(actor, q.replace("\0", ""), limit=limit)]


def _out(hit: search.Found) -> HitOut:
    return HitOut(
        id=hit.id,
        code=hit.code,
        name=hit.name,
        grade=hit.grade,
        status=hit.status,
        channel=hit.channel_code,
        unit_id=hit.unit_id,
        owner_id=hit.owner_id,
        owner_name=hit.owner_name,
        address=hit.where,
        matched=[MatchOut(field=why.field, text=why.text, start=why.start, end=why.end) for why in hit.why],
    )
