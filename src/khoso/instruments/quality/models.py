"""Inspections with their samples, and defects. `subject_kind` and `subject_id` name what they are about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.instruments.quality import states


class Severity(models.TextChoices):
    """How much a defect weighs. # TCVN 7790-1: lỗi nghiêm trọng, lỗi nặng, lỗi nhẹ"""

    CRITICAL = "critical", _("Nghiêm trọng")
    MAJOR = "major", _("Nặng")
    MINOR = "minor", _("Nhẹ")


class Inspection(models.Model):
    """One lot of units of one kind, the plan it is judged by, and its verdict.

    `units`: what a unit is («page», «field»); how many there are is `lot_size`. The plan is frozen when the sample is
    drawn; from the same seed over the same units the same sample comes.
    """

    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=80)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    units = models.CharField(max_length=12)
    # The inspection of the same lot before it was mended; None for a first look.
    after = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=states.INSPECTION_LABELS, default=states.DRAWN)
    # The frozen plan: scheme, level, AQL per severity, kind of inspection (normal, tightened, reduced), sample, Ac, Re.
    plan = models.JSONField(default=dict)
    lot_size = models.PositiveIntegerField()
    sample_size = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    # Digest of the list of unit keys the sample was drawn from, so that the draw can be done again and compared.
    units_digest = models.CharField(max_length=64)
    # User names of those who made what is looked at: none of them may look at it or decide.
    makers = models.JSONField(default=list)
    drawn_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="inspection_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.INSPECTION_STATES.states), name="known_inspection_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class SampleUnit(models.Model):
    """One unit to look at: drawn, or doubted by the machine, or asked for by a person."""

    class Reason(models.TextChoices):
        SAMPLE = "sample", _("Mẫu")
        DOUBT = "doubt", _("Máy nghi ngờ")
        ASKED = "asked", _("Người yêu cầu")
        REWORK = "rework", _("Kiểm lại sau khi sửa")

    class Verdict(models.TextChoices):
        WAITING = "", _("Chưa xem")
        GOOD = "good", _("Đạt")
        BAD = "bad", _("Có lỗi")

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="sample")
    # Names the unit for whoever owns it: «<file id>:<page>».
    key = models.CharField(max_length=80)
    ordinal = models.PositiveIntegerField()
    reason = models.CharField(max_length=8, choices=Reason.choices, default=Reason.SAMPLE)
    # Why it is looked at: codes of the machine's doubts.
    doubts = models.JSONField(default=list)
    verdict = models.CharField(max_length=4, choices=Verdict.choices, blank=True, default=Verdict.WAITING)
    looked_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["inspection", "key"], name="one_unit_in_a_sample")]
        indexes = [models.Index(fields=["inspection", "verdict"], name="unit_by_verdict")]

    def __str__(self) -> str:
        return self.key


class Defect(models.Model):
    """What a person found wrong with one unit, from the first mark to the last look."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=80)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # None for one marked outside any lot.
    inspection = models.ForeignKey(Inspection, null=True, blank=True, on_delete=models.PROTECT, related_name="defects")
    unit_key = models.CharField(max_length=80)
    units = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    state = models.CharField(max_length=10, choices=states.DEFECT_LABELS, default=states.FOUND)
    # (left, top, width, height) in shares of the page from its upper left corner, 0…1; None for the whole unit.
    box = models.JSONField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    # SHA-256 of the file the unit was in when the defect was seen, and of the one that came in its place.
    seen_in = models.CharField(max_length=64, blank=True)
    mended_in = models.CharField(max_length=64, blank=True)
    # Who, with what and when made the unit, as its delivery says; for the statistics.
    operator = models.CharField(max_length=120, blank=True)
    device = models.CharField(max_length=120, blank=True)
    made_on = models.DateField(null=True, blank=True)
    found_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    mended_at = models.DateTimeField(null=True, blank=True)
    mended_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # How often it was returned: 1 for the first time.
    rounds = models.PositiveSmallIntegerField(default=0)
    ended_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "state"], name="defect_by_subject"),
            models.Index(fields=["unit_key"], name="defect_by_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=states.DEFECT_STATES.states), name="known_defect_state")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_key}"


class Switching(models.Model):
    """How strictly the lots of one maker are looked at now, by the results of those before.

    # TCVN 7790-1 (ISO 2859-1) 9: normal, tightened, reduced, discontinued
    """

    # Whose lots: «<agency id>/<contractor id>/<units>».
    key = models.CharField(max_length=120, unique=True)
    severity = models.CharField(max_length=12, default="normal")
    score = models.PositiveIntegerField(default=0)
    # Verdicts since the last switch, newest last: [{"inspection": id, "accepted": bool}, …].
    recent = models.JSONField(default=list)
    changed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.severity}"
