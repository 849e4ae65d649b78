"""Reading the book of outlets."""

from __future__ import annotations

from endcap.customers.outlets.selectors.channels import (
    channel_by_code,
    channel_tree,
    channels_in_order,
    channels_of_type,
    leaves,
)
from endcap.customers.outlets.selectors.figures import misfits, review_due
from endcap.customers.outlets.selectors.file import (
    OutletAside,
    OutletFile,
    aside_of,
    contact_of,
    draft_of,
    file_of,
    history_of,
    outlet_of,
)
from endcap.customers.outlets.selectors.listing import (
    COUNT_CAP,
    ListPage,
    count_up_to,
    filtered,
    list_page,
    saved_views,
    shown_conditions,
)
from endcap.customers.outlets.selectors.lookups import (
    FilterChoices,
    default_owner_id,
    filter_choices,
    ids_by_code,
    possible_owners,
    possible_units,
    scheme_of,
    schemes,
    segment_of,
    segments,
    tags,
)
from endcap.customers.outlets.selectors.suspects import duplicates_of, open_suspects, refresh_cut

__all__ = [
    "COUNT_CAP",
    "FilterChoices",
    "ListPage",
    "OutletAside",
    "OutletFile",
    "aside_of",
    "channel_by_code",
    "channel_tree",
    "channels_in_order",
    "channels_of_type",
    "contact_of",
    "count_up_to",
    "default_owner_id",
    "draft_of",
    "duplicates_of",
    "file_of",
    "filter_choices",
    "filtered",
    "history_of",
    "ids_by_code",
    "leaves",
    "list_page",
    "misfits",
    "open_suspects",
    "outlet_of",
    "possible_owners",
    "possible_units",
    "refresh_cut",
    "review_due",
    "saved_views",
    "scheme_of",
    "schemes",
    "segment_of",
    "segments",
    "shown_conditions",
    "tags",
]
