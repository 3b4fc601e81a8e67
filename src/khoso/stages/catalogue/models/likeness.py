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


class FingerprintDue(models.Model):
    """A dossier whose description changed since its fingerprints were made, or whose twins are still to be looked for.

    Written by the database itself whenever rows of dossiers or items change, whichever way they are written: rows are
    only added here and taken away, so that no change waits for another.
    """

    class Step(models.TextChoices):
        DESCRIBE = "describe", _("Lấy dấu nhận dạng")
        SEARCH = "search", _("Tìm hồ sơ trùng")

    id = models.BigAutoField(primary_key=True)
    # No foreign key: noting a change must lock nothing, and what is gone by then is passed over.
    dossier_id = models.UUIDField()
    step = models.CharField(max_length=8, choices=Step.choices, default=Step.DESCRIBE, db_default=Step.DESCRIBE)

    class Meta:
        indexes = [models.Index(fields=["step", "dossier_id"], name="due_by_step")]

    def __str__(self) -> str:
        return f"{self.step} {self.dossier_id}"


class CommonKey(models.Model):
    """A key so many fingerprints share that it tells nothing; searches leave it out and say so."""

    key = models.BigIntegerField(primary_key=True)
    shared_by = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key} × {self.shared_by}"


class TwinPair(models.Model):
    """Two dossiers that look like one, as the last search of either found them, with the reasons."""

    # The smaller id first, as in TwinVerdict.
    left = models.ForeignKey("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    # [{"kind": …, "score": …, …what the words are made from}], strongest first; seen from `left`.
    reasons = models.JSONField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="one_pair_of_twins")]
        indexes = [models.Index(fields=["-score"], name="twins_by_score")]

    def __str__(self) -> str:
        return f"{self.left_id} ~ {self.right_id} ({self.score:.2f})"
