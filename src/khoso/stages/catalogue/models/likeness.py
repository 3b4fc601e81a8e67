"""What makes two descriptions or two scans look like the same thing, and what people said about it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Fingerprint(models.Model):
    """One likeness of a dossier, an item or a page: `value` for equality, `keys` for nearness (they overlap)."""

    class Kind(models.TextChoices):
        CODE = "code", _("Mã hồ sơ, mã tài liệu")
        NUMBER = "number", _("Số, ký hiệu, cơ quan, ngày")
        TITLE = "title", _("Tiêu đề, trích yếu gần giống")
        PAGE = "page", _("Ảnh trang giống nhau")
        TEXT = "text", _("Chữ trên trang giống nhau")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    dossier = models.ForeignKey("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey("catalogue.Item", null=True, on_delete=models.CASCADE, related_name="+")
    page = models.PositiveIntegerField(default=0)
    value = models.BigIntegerField()
    keys = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dossier", "item", "page"], name="one_fingerprint_each", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["kind", "value"], name="fingerprint_by_value"),
            GinIndex(fields=["keys"], name="fingerprint_by_keys"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class TwinVerdict(models.Model):
    """What a person decided of two dossiers that look like one: the same, or not."""

    class Verdict(models.TextChoices):
        SAME = "same", _("Là một hồ sơ")
        DIFFERENT = "different", _("Là hai hồ sơ khác nhau")

    # The smaller id first: a pair is one row however it is asked.
    left = models.ForeignKey("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="one_verdict_per_pair")]

    def __str__(self) -> str:
        return f"{self.left_id} {self.verdict} {self.right_id}"
