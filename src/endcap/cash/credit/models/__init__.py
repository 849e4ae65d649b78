"""The tables of credit."""

from endcap.cash.credit.models.base import OfPayerQuerySet
from endcap.cash.credit.models.cases import BadDebt, Breach, Security
from endcap.cash.credit.models.limits import Limit, LimitChange
from endcap.cash.credit.models.papers import Application, Investigation

__all__ = [
    "Application",
    "BadDebt",
    "Breach",
    "Investigation",
    "Limit",
    "LimitChange",
    "OfPayerQuerySet",
    "Security",
]
