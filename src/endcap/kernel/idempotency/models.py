"""What clients have created under ids of their own."""

from __future__ import annotations

from django.db import models


class ClientId(models.Model):
    """An id that a client gave to a record, with a fingerprint of what it had said and for whom it spoke."""

    id = models.UUIDField(primary_key=True, editable=False)
    table = models.CharField(max_length=60)
    person_id = models.UUIDField(null=True)
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.table} {self.pk}"
