"""Figures as they stood each day, and the volume that was planned."""

from __future__ import annotations

from django.db import models


class FigureReading(models.Model):
    """What a declared figure came to for one agency at the end of one day."""

    day = models.DateField()
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    value = models.BigIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "agency", "day"], name="one_reading_per_day")]
        indexes = [models.Index(fields=["name", "day"], include=["value"], name="reading_by_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day}: {self.value}"


class VolumePlan(models.Model):
    """How much of one figure an agency means to reach from one day to another; the curve's plan."""

    programme = models.ForeignKey("programme.Programme", on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    total = models.BigIntegerField()
    # Where the number comes from: an approved list, a contract, the agency's plan.
    source = models.CharField(max_length=300, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "agency", "name"], name="one_volume_plan"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="volume_plan_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.name}: {self.total}"
