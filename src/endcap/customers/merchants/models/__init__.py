"""The tables of merchants."""

from endcap.customers.merchants.models.joining import JoinKnock, JoinLink
from endcap.customers.merchants.models.merchant import Merchant, MerchantOutlet, Reading, Renewal

__all__ = ["JoinKnock", "JoinLink", "Merchant", "MerchantOutlet", "Reading", "Renewal"]
