"""Permanent records of an agency that go to the Historical Archive Centre, which digitises them."""

from __future__ import annotations

from django.db import models


class HandoverList(models.Model):
    """Mục lục hồ sơ nộp lưu vào lưu trữ lịch sử of an agency. # Luật: KH 82 III.2.a, c"""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # Luật: TT 05/2025 Đ.20.3.a, đ (số thứ tự trong năm, số lần nộp)
    number = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(default=0)
    ordinal = models.PositiveSmallIntegerField(default=0)
    # A change of the catalogue makes a new version; the old one stays as it was.
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    title = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "ordinal", "version"], name="one_handover_list_per_version"
            )
        ]

    def __str__(self) -> str:
        return self.title


class HandoverEntry(models.Model):
    """One dossier of the list as it stood when the list was made."""

    list = models.ForeignKey(HandoverList, on_delete=models.CASCADE, related_name="entries")
    dossier = models.ForeignKey("catalogue.Dossier", on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField()

    class Meta:
        ordering = ["list_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["list", "dossier"], name="one_handover_entry_per_dossier")]

    def __str__(self) -> str:
        return str(self.snapshot.get("reference_code", self.dossier_id))
