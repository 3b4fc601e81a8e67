"""Material that is not arranged yet, and the reports that say it is."""

from __future__ import annotations

from django.db import models

from khoso.kernel import clock
from khoso.stages.catalogue.models.choices import Arrangement, Origin


class ArrangementReport(models.Model):
    """Báo cáo tổng kết chỉnh lý: the paper that says a part of the holdings is wholly arranged.

    # Luật: NĐ 31/2026 Đ.8 (báo cáo tổng kết chỉnh lý)
    """

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    title = models.CharField(max_length=300)
    done_by = models.CharField(max_length=200, blank=True)
    dossier_count = models.PositiveIntegerField(null=True, blank=True)
    metres = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    # The report itself in the store of bytes; empty while only its number is known.
    file_name = models.CharField(max_length=200, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="one_report_per_number")]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"


class Accumulation(models.Model):
    """Khối tài liệu: paper on shelves that nobody has made into dossiers, measured in metres only.

    Its metres enter no figure used for money. # Luật: KH 82 III.1.a
    """

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    fonds = models.ForeignKey("catalogue.Fonds", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.CREATED)
    arrangement = models.CharField(max_length=10, choices=Arrangement.choices, default=Arrangement.UNARRANGED)
    metres = models.DecimalField(max_digits=8, decimal_places=2)
    boxes = models.PositiveIntegerField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    start = models.CharField(max_length=11, blank=True)
    end = models.CharField(max_length=11, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    report = models.ForeignKey(ArrangementReport, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    arranged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agency_id", "title"]

    def __str__(self) -> str:
        return self.title
