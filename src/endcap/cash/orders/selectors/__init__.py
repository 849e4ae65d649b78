"""Reading orders, and what is asked before one is written."""

from endcap.cash.orders.selectors.listing import (
    EXCEPTION,
    HELD,
    SHORT,
    VIEWS,
    OrderFilter,
    OrderPage,
    counts,
    filter_from,
    holds_of,
    latest_of,
    narrowed,
    order_of,
    orders_page,
    to_do_count,
)
from endcap.cash.orders.selectors.story import Books, LineStory, OrderStory, books_of, story_of

__all__ = [
    "EXCEPTION",
    "HELD",
    "SHORT",
    "VIEWS",
    "Books",
    "LineStory",
    "OrderFilter",
    "OrderPage",
    "OrderStory",
    "books_of",
    "counts",
    "filter_from",
    "holds_of",
    "latest_of",
    "narrowed",
    "order_of",
    "orders_page",
    "story_of",
    "to_do_count",
]
