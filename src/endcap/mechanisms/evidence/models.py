"""Files that prove something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField
from endcap.kernel.scope import ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class EvidenceQuerySet(ScopedQuerySet["Evidence"]):
    """Evidence is seen through its subject, which no filter of this table can tell: nobody reads it directly."""

    def scope_filter(self, actor: Actor) -> models.Q:
        return models.Q(pk__in=[])


class Evidence(models.Model):
    """One file on one subject. The bytes lie under their SHA-256; the same bytes on two subjects lie there once."""

    class MediaType(models.TextChoices):
        JPEG = "image/jpeg", "JPG"
        PNG = "image/png", "PNG"
        WEBP = "image/webp", "WebP"
        PDF = "application/pdf", "PDF"

    id = IdField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=20, choices=MediaType)  # told by the bytes, never by the name
    file_name = models.CharField(_("文件名"), max_length=120)
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    width = models.IntegerField(null=True, blank=True)  # of the served photo
    height = models.IntegerField(null=True, blank=True)
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by_name = models.CharField(max_length=60, blank=True)
    removal_reason = models.CharField(max_length=200, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)  # the bytes are gone, the fact stays

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="evidence_by_subject")]
        constraints = [
            models.CheckConstraint(name="evidence_has_bytes", condition=models.Q(size_bytes__gt=0)),
            models.CheckConstraint(
                name="evidence_media_type_known",
                condition=models.Q(
                    media_type__in=["image/jpeg", "image/png", "image/webp", "application/pdf"]
                ),
            ),
            models.CheckConstraint(
                name="evidence_removal_says_why",
                condition=models.Q(removed_at__isnull=True, purged_at__isnull=True)
                | (models.Q(removed_at__isnull=False) & ~models.Q(removal_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.media_type != self.MediaType.PDF
