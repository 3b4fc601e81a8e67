"""Agencies' reports: two-weekly, final, and those asked for besides."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.stages.reporting import states
from khoso.stages.reporting.models.requests import Request


class Period(models.Model):
    """Two weeks of a programme. Days are inclusive; the report is in time until `due_at`."""

    programme = models.ForeignKey("programme.Programme", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_at = models.DateTimeField()
    # When every agency got its draft.
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["programme_id", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_period_per_number")]

    def __str__(self) -> str:
        return f"{self.number} · {self.starts_on:%d/%m}–{self.ends_on:%d/%m/%Y}"


class ReportTerms(models.Model):
    """What Home Affairs decided about days for a programme's reports. Days of grace are working days."""

    programme = models.OneToOneField("programme.Programme", on_delete=models.CASCADE, related_name="+")
    # A report is due at the end of the first working day after its period, and so many working days later.
    grace_days = models.PositiveIntegerField(default=0)
    # A returned report comes again within so many working days.
    again_days = models.PositiveIntegerField(default=3)
    # The final report is opened so many days before it is due.
    final_opens_before = models.PositiveIntegerField(default=14)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.grace_days}, {self.again_days}"


class ReportKind(models.TextChoices):
    TWO_WEEKLY = "two_weekly", _("Định kỳ 02 tuần")
    FINAL = "final", _("Tổng kết")
    AD_HOC = "ad_hoc", _("Đột xuất")


class Report(models.Model):
    """One version of one report of one agency. A submitted version never changes; a correction is the next version."""

    programme = models.ForeignKey("programme.Programme", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ReportKind.choices)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, default=states.DRAFT)
    # The number the agency's clerk gives it, «05/BC-UBND».
    number = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    # When its figures were last read from evidence; frozen when signed.
    counted_at = models.DateTimeField(null=True, blank=True)
    # What only people know. # Luật: KH 82 VI.6.b
    causes = models.TextField(blank=True)
    responsible = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    # A final report says these besides. # Luật: KH 82 VI.5.e
    done_text = models.TextField(blank=True)
    not_done_text = models.TextField(blank=True)
    # The state of the agency's tasks, difficulties and procedures when it was signed: what the reader saw.
    frozen = models.JSONField(default=dict, blank=True)
    correction_reason = models.CharField(max_length=500, blank=True)
    # How often a draft was written, by whom last: two people who write at once are told of each other.
    saves = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    # The signed PDF and the editable DOCX in the blob store.
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "agency", "period", "request", "version"],
                nulls_distinct=False,
                name="one_report_per_version",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=states.REPORT_STATES.states), name="known_report_state"
            ),
        ]
        indexes = [
            models.Index(fields=["period", "state"], name="report_by_period"),
            models.Index(fields=["agency", "kind"], name="report_by_agency"),
        ]
        ordering = ["-due_at", "-version"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.agency} · {self.version}"


class ReportFigure(models.Model):
    """One figure of a report: what the evidence says, and what somebody typed over it with the reason."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=60)
    # Cumulative to the end of the period, and the part of it inside the period.
    counted = models.BigIntegerField()
    counted_in_period = models.BigIntegerField(default=0)
    typed = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    typed_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "name"], name="one_figure_per_report"),
            models.CheckConstraint(
                condition=models.Q(typed__isnull=True) | ~models.Q(reason=""), name="typed_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["report"], condition=models.Q(typed__isnull=False), name="figure_overtyped"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.said}"

    @property
    def said(self) -> int:
        """What the report tells: the typed figure where there is one."""
        return self.counted if self.typed is None else self.typed

    @property
    def is_overtyped(self) -> bool:
        return self.typed is not None and self.typed != self.counted


class ReportAnswer(models.Model):
    """An answer to a question of the request, by its place in `Request.questions`."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="answers")
    ordinal = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "ordinal"], name="one_answer_per_question")]
        ordering = ["ordinal"]

    def __str__(self) -> str:
        return self.text[:60]


class ReportMove(models.Model):
    """What happened to a report, in order: signed, submitted, returned with a reason, locked."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="moves")
    move = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.move} {self.at:%d/%m/%Y}"
