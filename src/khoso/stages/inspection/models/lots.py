"""Lots looked at by a person, and the plan by which an agency or a batch has its lots looked at."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Units(models.TextChoices):
    """What a lot is made of."""

    PAGE = "page", _("Trang ảnh")
    FIELD = "field", _("Trường thông tin")


class InspectionPlan(models.Model):
    """What somebody chose for an agency, or for one batch of it: level, AQL per class, whether the rules switch.

    # TT 05/2025 fixes no sample: the plan follows TCVN 7790-1
    """

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("digitisation.Batch", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    units = models.CharField(max_length=8, choices=Units.choices)
    level = models.CharField(max_length=4, default="II")
    # AQL by class, as the standard's columns are called; «»: defects of the class are mended but not judged.
    critical = models.CharField(max_length=6, default="0.10", blank=True)
    major = models.CharField(max_length=6, default="1.0", blank=True)
    minor = models.CharField(max_length=6, default="4.0", blank=True)
    changed_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "batch", "units"], nulls_distinct=False, name="one_inspection_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.units}: {self.level}"


class Lot(models.Model):
    """The pages, or the index fields, of one delivery or several of a batch, looked at together."""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("digitisation.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    units = models.CharField(max_length=8, choices=Units.choices)
    deliveries = models.ManyToManyField("digitisation.Delivery", related_name="+")
    # None for the moment between the lot and the draw of its sample.
    inspection = models.OneToOneField(
        "quality.Inspection", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The lot that was not accepted and came again in this one.
    after = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["agency", "-made_at"], name="lot_by_agency")]

    def __str__(self) -> str:
        return f"Lô {self.pk}"


class ScanOrigin(models.Model):
    """Who scanned a delivery, or one file of it, with what and when, as its workbook or the contractor says."""

    delivery = models.ForeignKey("digitisation.Delivery", on_delete=models.CASCADE, related_name="+")
    # «» for the whole delivery; a path or the beginning of one for a part of it.
    path = models.CharField(max_length=1000, blank=True)
    operator = models.CharField(max_length=120, blank=True)
    # The account of the one who scanned, where they have one: they never judge it.
    operator_username = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=120, blank=True)
    scanned_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "path"], name="one_origin_per_path")]

    def __str__(self) -> str:
        return f"{self.operator} · {self.device}"
