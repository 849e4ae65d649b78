"""What can be done with messages."""

from endcap.org.messages.services.channels import (
    ChannelFields,
    close_channel,
    create_channel,
    send_trial,
    update_channel,
)
from endcap.org.messages.services.digest import clear_away, write_digests
from endcap.org.messages.services.reading import mark_all_read, mark_read, open_notification
from endcap.org.messages.services.sending import send_again, send_waiting
from endcap.org.messages.services.telling import tell
from endcap.org.messages.services.wishing import ChannelWish, choose

__all__ = [
    "ChannelFields",
    "ChannelWish",
    "choose",
    "clear_away",
    "close_channel",
    "create_channel",
    "mark_all_read",
    "mark_read",
    "open_notification",
    "send_again",
    "send_trial",
    "send_waiting",
    "tell",
    "update_channel",
    "write_digests",
]
