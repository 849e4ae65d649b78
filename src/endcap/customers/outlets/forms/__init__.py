"""The forms of the outlet pages."""

from endcap.customers.outlets.forms.outlet import (
    ChannelForm,
    ClassForm,
    ContactForm,
    KeyTraitsForm,
    OutletForm,
    RefusableForm,
    ReviewForm,
    SegmentForm,
    contact_initial,
    outlet_initial,
)

__all__ = [
    "ChannelForm",
    "ClassForm",
    "ContactForm",
    "KeyTraitsForm",
    "OutletForm",
    "RefusableForm",
    "ReviewForm",
    "SegmentForm",
    "contact_initial",
    "outlet_initial",
]
