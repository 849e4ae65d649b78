"""Every parameter of the business rules, P-01 to P-86 and the hours of guardrail G-09, under a speaking name: ``P.ABC_CUSTOMER_SHARES``."""

from __future__ import annotations

from typing import Any

from endcap.kernel.parameters.declare import Group, Parameter
from endcap.kernel.parameters.definitions.customers import CustomerParameters
from endcap.kernel.parameters.definitions.orders import OrderParameters
from endcap.kernel.parameters.definitions.programmes import (
    AccountParameters,
    LawParameters,
    RetentionParameters,
    ServiceParameters,
)
from endcap.kernel.parameters.definitions.trade import TradeParameters


class P(
    CustomerParameters,
    TradeParameters,
    OrderParameters,
    RetentionParameters,
    AccountParameters,
    ServiceParameters,
    LawParameters,
):
    """All parameters; each attribute carries the type of its value."""


def _collected() -> dict[str, Parameter[Any]]:
    found = [
        declared for base in P.__mro__ for declared in vars(base).values() if isinstance(declared, Parameter)
    ]
    by_code = {parameter.code: parameter for parameter in sorted(found, key=lambda each: each.code)}
    if len(by_code) != len(found):
        raise ValueError("a parameter code is declared twice")
    return by_code


BY_CODE = _collected()


def in_group(group: Group) -> tuple[Parameter[Any], ...]:
    """A group's parameters by code."""
    return tuple(parameter for parameter in BY_CODE.values() if parameter.group is group)


__all__ = ["BY_CODE", "P", "in_group"]
