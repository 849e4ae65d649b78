"""What can be done with webhooks."""

from endcap.kernel.webhooks.services.announcing import announce, subscriber_of
from endcap.kernel.webhooks.services.configuring import (
    EndpointFields,
    Shown,
    create_endpoint,
    resume_endpoint,
    rotate_secret,
    update_endpoint,
)
from endcap.kernel.webhooks.services.sending import TRIAL, clear_away, send_again, send_trial, send_waiting

__all__ = [
    "TRIAL",
    "EndpointFields",
    "Shown",
    "announce",
    "clear_away",
    "create_endpoint",
    "resume_endpoint",
    "rotate_secret",
    "send_again",
    "send_trial",
    "send_waiting",
    "subscriber_of",
    "update_endpoint",
]
