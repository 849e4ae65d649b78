"""Years that are complete, and in them the days that differ from Monday to Friday or have a name."""

from __future__ import annotations

from django.db import models
from django.utils import translation


class CalendarYear(models.Model):
    """The holidays of this year are known; a year without a row is never guessed."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    loaded_at = models.DateTimeField()
    loaded_by = models.UUIDField(null=True)  # null: the installation itself
    loaded_by_name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="calendar_year_is_sensible", condition=models.Q(year__gte=1990, year__lte=2200)
            )
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A holiday or a make-up working day."""

    on = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    changed_by = models.UUIDField(null=True)
    changed_by_name = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="calendar_day_has_name", condition=~models.Q(name_zh="")),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name_zh}"

    @property
    def name(self) -> str:
        """The name in the reader's language, as far as there is one."""
        is_chinese = (translation.get_language() or "zh").startswith("zh")
        return self.name_zh if is_chinese else self.name_en or self.name_zh
