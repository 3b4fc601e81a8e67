"""The plan as it was decided: its tasks, with everything the printed table says of them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeadlineKind(models.TextChoices):
    """Every way in which the plan says when."""

    DAY = "day", _("Đúng ngày")
    BEFORE = "before", _("Trước ngày")
    MONTH = "month", _("Trong tháng")
    MONTHS = "months", _("Trong các tháng")
    REGULARLY_BEFORE = "regularly_before", _("Thường xuyên, xong trước")
    REGULARLY = "regularly", _("Thường xuyên")
    EVERY_TWO_WEEKS = "every_two_weeks", _("02 tuần một lần")
    AFTER = "after", _("Sau một việc khác")
    YEAR = "year", _("Trong năm")
    WHEN_ARISING = "when_arising", _("Khi phát sinh")
    NONE = "none", _("Không ghi thời hạn")


class Stage(models.TextChoices):
    """The part of the road a task belongs to: the columns of the city's wall, in order."""

    ORGANISE = "organise", _("Tổ chức")
    REVIEW = "review", _("Rà soát, lựa chọn")
    FUND = "fund", _("Kế hoạch, kinh phí")
    PREPARE = "prepare", _("Chuẩn bị, an toàn")
    CONTRACT = "contract", _("Đấu thầu, hợp đồng")
    DIGITISE = "digitise", _("Số hóa")
    ACCEPT = "accept", _("Nghiệm thu, thanh lý")
    LOAD = "load", _("Nạp kho, giao nộp")
    REPORT = "report", _("Báo cáo")


class Programme(models.Model):
    """One plan of one city for one span of time."""

    # Short and stable, as «KH82-2026».
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=500)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    city = models.ForeignKey("identity.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    # The last days, both inclusive, on which agencies and the city hand in their final reports.
    agency_final_due = models.DateField(null=True, blank=True)
    city_final_due = models.DateField(null=True, blank=True)
    first_period_starts_on = models.DateField()
    period_days = models.PositiveIntegerField(default=14)
    # What the source says twice or wrongly, and what was taken.
    notes = models.TextField(blank=True)
    source_name = models.CharField(max_length=300, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField()
    # The one that screens open on; a plan of the year before stays readable.
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="one_current_programme"
            ),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="programme_ends_later"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanTask(models.Model):
    """One row of the road map, as printed and as understood."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="plan_tasks")
    # Roman, as printed: I…V.
    group = models.CharField(max_length=6)
    group_title = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    title = models.CharField(max_length=1000)
    lead = models.CharField(max_length=1000)
    support = models.CharField(max_length=1000, blank=True)
    product = models.CharField(max_length=1000, blank=True)
    deadline_kind = models.CharField(max_length=20, choices=DeadlineKind.choices)
    # The printed days. «Trước 15/6» keeps 15/6 here; the last good day is `last_day`.
    deadline_from = models.DateField(null=True, blank=True)
    deadline_to = models.DateField(null=True, blank=True)
    deadline_text = models.CharField(max_length=1000, blank=True)
    # «to» is named with «trước»: that day itself is too late.
    is_before = models.BooleanField(default=False)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.ORGANISE)
    # Done once by each agency whose kind is named here (list of AgencyKind), instead of once by the lead.
    agency_kinds = models.JSONField(default=list, blank=True)
    # Code of the agency that leads, where the lead is one; empty for group II and for a lead nobody knows.
    lead_code = models.CharField(max_length=35, blank=True)
    # Working days the work itself takes, for the critical path; 0: a milestone.
    duration_days = models.PositiveIntegerField(default=0)
    # What the system itself can prove, see `rules.PROOFS`; empty: a person attaches the product.
    proof = models.CharField(max_length=40, blank=True)
    # Kinds of product that finish it, all of them (list of ProductKind).
    products_wanted = models.JSONField(default=list, blank=True)
    # Traps of the printed row: swapped columns, a page break, no deadline.
    notes = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "group", "number"], name="one_plan_task_per_number")
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.group}.{self.number} {self.title}"

    @property
    def key(self) -> str:
        """As people say it: `II.10`."""
        return f"{self.group}.{self.number}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it is still in time; None when the plan names no day."""
        if self.deadline_to is None:
            return None
        return self.deadline_to - timedelta(days=1) if self.is_before else self.deadline_to


class Dependency(models.Model):
    """`after` cannot be finished (or begun) before `before` is done."""

    before = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="unlocks")
    after = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="waits_for")
    lag_days = models.PositiveIntegerField(default=0)
    # The plan says so itself; otherwise it follows from the law or the nature of the work.
    is_printed = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="one_dependency_per_pair"),
            models.CheckConstraint(condition=~models.Q(before=models.F("after")), name="nothing_waits_for_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
