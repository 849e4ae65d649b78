"""Words by which approvals and events name documents of this area."""

from __future__ import annotations

from typing import Final

SUBJECT: Final = "stock.Movement"
WRITE_OFF_KIND: Final = "stock.write_off"
RETURN_KIND: Final = "stock.return"
