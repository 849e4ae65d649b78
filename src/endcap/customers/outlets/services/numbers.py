"""Numbers for outlets that come without a code."""

from __future__ import annotations

from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.numbering import services as numbering

SERIES = "outlet"


def free_codes(actor: Actor, count: int) -> list[str]:
    """The next numbers of the series that no outlet carries yet; imported lists may have used some."""
    found: list[str] = []
    while len(found) < count:
        taken = numbering.take(actor, SERIES, count - len(found))
        rows = Outlet.objects.unscoped("a code is unique in the whole company").filter(code__in=taken)
        used = set(rows.values_list("code", flat=True))
        found += [code for code in taken if code not in used]
    return found
