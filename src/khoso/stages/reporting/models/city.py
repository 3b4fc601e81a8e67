"""What the city tells the People's Committee, frozen; and the scores with the formula they were made by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.stages.reporting import states
from khoso.stages.reporting.models.reports import Period


class CityReportKind(models.TextChoices):
    TWO_WEEKLY = "two_weekly", _("Tổng hợp 02 tuần")
    FINAL = "final", _("Tổng kết")


class CityReport(models.Model):
    """A consolidated report. `content` is everything it was made from: the same content gives the same bytes."""

    programme = models.ForeignKey("programme.Programme", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=CityReportKind.choices)
    period = models.ForeignKey(Period, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, default=states.DRAFT)
    number = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    # What the officer adds above the figures.
    foreword = models.TextField(blank=True)
    proposals = models.TextField(blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)
    xlsx_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "period", "version"], nulls_distinct=False, name="one_city_report"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=states.CITY_STATES.states), name="known_city_report_state"
            ),
        ]
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.version}"


class ScoreFormula(models.Model):
    """How agencies are scored from a day on: weights in points, 100 together."""

    programme = models.ForeignKey("programme.Programme", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    weights = models.JSONField()
    in_force_from = models.DateField()
    decided_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "version"], name="one_formula_version")]
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.programme_id} · {self.version}"


class AgencyScore(models.Model):
    """The score of an agency and its head at the end of a period, with every part it came from."""

    programme = models.ForeignKey("programme.Programme", on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, null=True, on_delete=models.CASCADE, related_name="+")
    formula = models.ForeignKey(ScoreFormula, on_delete=models.PROTECT, related_name="+")
    # Tenths of a point, 0…1000.
    points = models.PositiveIntegerField()
    parts = models.JSONField()
    head_name = models.CharField(max_length=120, blank=True)
    scored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "agency", "period"], nulls_distinct=False, name="one_score_per_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.points / 10}"
