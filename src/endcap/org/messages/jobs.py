"""Tasks of messages."""

from __future__ import annotations

from django_tasks import task

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.org.messages import services


@task()
def send_waiting() -> None:
    """Send what is due."""
    services.send_waiting(Actor.system(now=clock.now(), name="messages"))
