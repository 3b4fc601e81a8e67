"""The written checking guide, by version, and who acknowledged which."""

from __future__ import annotations

from django.db import models


class CheckingGuide(models.Model):
    """One version of the guide every checker works by; what is issued stays as it is.

    # Luật: TT 05/2025 Đ.9.5: hướng dẫn kiểm tra lỗi quét, lỗi biên mục, trường hợp thường gặp và nguy cơ cao
    """

    # None: the guide of the house, in force where an agency has none of its own.
    agency = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    scan_errors = models.TextField()
    cataloguing_errors = models.TextField()
    frequent_cases = models.TextField(blank=True)
    risky_cases = models.TextField(blank=True)
    # The signed paper, where there is one; its bytes lie in the blob store.
    file_name = models.CharField(max_length=300, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    issued_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "version"], nulls_distinct=False, name="one_guide_version")
        ]

    def __str__(self) -> str:
        return f"{self.title} · bản {self.version}"


class GuideAcknowledgement(models.Model):
    """A checker was taught a version of the guide and says so; said once."""

    guide = models.ForeignKey(CheckingGuide, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide", "person"], name="one_acknowledgement")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.guide_id}"
