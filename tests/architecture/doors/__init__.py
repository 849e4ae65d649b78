"""Every address of the installation with what it needs, a file for each wing. A new address has to be written down here.

``Door(right, about)``: the right (several: all of them) and the kind of record in the path, if not everybody
with the right sees every such record.
"""

from __future__ import annotations

from tests.architecture.doors import cash, customers, goods, house, mechanisms, privacy, receivables
from tests.architecture.matrix import Doors

DOORS: Doors = {
    **house.DOORS,
    **mechanisms.DOORS,
    **customers.DOORS,
    **goods.DOORS,
    **cash.DOORS,
    **receivables.DOORS,
    **privacy.DOORS,
}
