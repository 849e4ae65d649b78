"""The API of the catalogue: products and the prices of levels, price rules and what an outlet pays."""

from endcap.goods.catalog.api.prices import router as prices
from endcap.goods.catalog.api.products import router

router.add_router("", prices)

__all__ = ["router"]
