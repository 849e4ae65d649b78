"""What was set: append-only facts. A correction is a newer fact for the same day."""

from __future__ import annotations

from django.db import models

from endcap.kernel.fields import IdField


class ParameterValue(models.Model):
    """From a day on, a parameter has this value: in the whole company, or in one unit and all below it."""

    id = IdField()
    code = models.CharField(max_length=8)
    unit_id = models.UUIDField(null=True)  # units stand above the kernel, so this is no foreign key
    value = models.TextField()  # canonical JSON of the raw parts
    valid_from = models.DateField()
    set_by = models.UUIDField(null=True)  # null: the installation itself
    set_by_name = models.CharField(max_length=60)
    set_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["code", "valid_from"], name="parameter_by_day")]
        constraints = [
            models.CheckConstraint(
                name="parameter_has_value", condition=~models.Q(value="") & ~models.Q(code="")
            ),
            models.CheckConstraint(name="parameter_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"
