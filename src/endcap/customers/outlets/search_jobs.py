"""The task that keeps the index of the search small and fast."""

from __future__ import annotations

from django_tasks import task

from endcap.customers.outlets.services import search_index
from endcap.kernel.actor import Actor


@task()
def take_in_fresh() -> None:
    """Gather fresh outlets into the index."""
    search_index.take_in(Actor.system(name="search"))
