"""Where each series stands."""

from __future__ import annotations

from django.db import models


class Series(models.Model):
    """The next free number of one kind in one period."""

    key = models.CharField(max_length=40)
    period = models.CharField(
        max_length=10, blank=True
    )  # "2026", or empty for a series that never starts again
    prefix = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    next_value = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "period"], name="one_series_per_period"),
            models.CheckConstraint(name="series_counts_from_one", condition=models.Q(next_value__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.period}: {self.next_value}"
