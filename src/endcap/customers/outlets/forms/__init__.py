"""The forms of the outlet pages."""

from endcap.customers.outlets.forms.notes import CareForm, NoteForm
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
    "CareForm",
    "ChannelForm",
    "ClassForm",
    "ContactForm",
    "KeyTraitsForm",
    "NoteForm",
    "OutletForm",
    "RefusableForm",
    "ReviewForm",
    "SegmentForm",
    "contact_initial",
    "outlet_initial",
]
