"""Yearly lists of what has passed its retention; what is done with it comes later."""

from __future__ import annotations

from django.db import models


class ExpiryList(models.Model):
    """Danh mục hồ sơ hết thời hạn lưu trữ of an agency in a year. # Luật: TT 05/2025 Đ.48"""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    # Who in charge said that they had seen it; empty: still told on the home page.
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year", "agency_id"]
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="one_expiry_list_per_year")]

    def __str__(self) -> str:
        return f"{self.agency_id} · {self.year}"


class ExpiryEntry(models.Model):
    """One dossier of the list as it stood when the list was made."""

    list = models.ForeignKey(ExpiryList, on_delete=models.CASCADE, related_name="entries")
    dossier = models.ForeignKey("catalogue.Dossier", on_delete=models.PROTECT, related_name="+")
    reference_code = models.CharField(max_length=100)
    title = models.CharField(max_length=1000)
    retention_code = models.CharField(max_length=2)
    ended_in = models.PositiveSmallIntegerField()
    items = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["list_id", "reference_code"]
        constraints = [models.UniqueConstraint(fields=["list", "dossier"], name="one_expiry_entry_per_dossier")]

    def __str__(self) -> str:
        return self.reference_code
