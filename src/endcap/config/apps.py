"""The composition root as an app: it connects the areas once all of them are loaded."""

from __future__ import annotations

from django.apps import AppConfig


class Composition(AppConfig):
    """Runs the one list of subscriptions in every process: web, worker, command line, tests."""

    name = "endcap.config"
    label = "config"

    def ready(self) -> None:
        """Connect sheets, slots and events."""
        from endcap.config.subscriptions import connect

        connect()
