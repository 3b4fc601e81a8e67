"""Approved selection lists (Danh mục tài liệu cần thiết số hóa)."""

from __future__ import annotations

from django.db import models

from khoso.kernel import clock


class SelectionList(models.Model):
    """A list of dossiers that the head of an agency approved by decision."""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    decision_number = models.CharField(max_length=60)
    decision_date = models.DateField()
    approved_by = models.CharField(max_length=120)
    # Since when the decision is on record here; the decision itself may be older.
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "decision_number"], name="one_list_per_decision")]
        indexes = [models.Index(fields=["agency", "recorded_at"], name="list_by_record")]

    def __str__(self) -> str:
        return f"{self.title} ({self.decision_number})"


class SelectionEntry(models.Model):
    """One dossier of a list, named by its number on paper: the list is approved before anything is registered."""

    list = models.ForeignKey(SelectionList, on_delete=models.CASCADE, related_name="entries")
    fonds_title = models.CharField(max_length=300)
    box = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=60)
    # The three above without case, accents and leading zeros: how paper lists and catalogues meet.
    key = models.CharField(max_length=500, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "key"], name="one_entry_per_dossier")]

    def __str__(self) -> str:
        return f"{self.fonds_title} · hộp {self.box} · hồ sơ {self.number}"
