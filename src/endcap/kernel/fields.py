"""Field types with a unit in their name; no decimals and no floats anywhere."""

from __future__ import annotations

from typing import Any

from django.db import models

from endcap.kernel.ids import new_id


class IdField(models.UUIDField):
    """Primary key: a UUIDv7 made by whoever creates the record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("default", new_id)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class MoneyField(models.BigIntegerField):
    """Money in fen."""


class PriceField(models.BigIntegerField):
    """A price per base unit in 1/10,000 of the currency."""


class QuantityField(models.BigIntegerField):
    """A number of base units of a product."""


class BasisPointsField(models.IntegerField):
    """A percentage in basis points: 10,000 is 100 %."""
