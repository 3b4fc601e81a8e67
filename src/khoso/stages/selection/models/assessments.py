"""What somebody thought of a dossier before it was proposed, and how far a cut-off year would reach."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Assessment(models.Model):
    """Group, criteria, risk and cost against benefit of one dossier; a new one replaces the last, which stays.

    # Luật: CV 7197 2.1, 2.2; KH 82 Phụ lục I
    """

    class Group(models.IntegerChoices):
        PRIORITY = 1, _("Ưu tiên số hóa")
        UNSUITABLE = 2, _("Không phù hợp để số hóa")
        RESTRICTED = 3, _("Hạn chế số hóa")

    class Risk(models.TextChoices):
        A = "A", _("A · Rủi ro thấp")
        B = "B", _("B · Rủi ro trung bình")
        C = "C", _("C · Rủi ro cao")
        D = "D", _("D · Rủi ro rất cao")

    dossier = models.ForeignKey("catalogue.Dossier", on_delete=models.PROTECT, related_name="+")
    group = models.PositiveSmallIntegerField(choices=Group.choices)
    # Codes of `criteria` and of `risks`.
    criteria = models.JSONField(default=list)
    risk_class = models.CharField(max_length=1, choices=Risk.choices)
    risk_factors = models.JSONField(default=list)
    benefit_note = models.CharField(max_length=1000, blank=True)
    cost_note = models.CharField(max_length=1000, blank=True)
    # For group 3 and class C: the special decision or the conditions under which it may be digitised.
    conditions = models.CharField(max_length=500, blank=True)
    # Dossiers assessed by one answer for a whole series share it.
    batch = models.UUIDField(null=True, blank=True)
    assessed_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    # What was in force before: what comes back when an answer for many is undone.
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-assessed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(is_current=True), name="one_current_assessment"
            )
        ]
        indexes = [models.Index(fields=["batch"], name="assessment_by_batch", condition=models.Q(batch__isnull=False))]

    def __str__(self) -> str:
        return f"{self.dossier_id} · {self.group}{self.risk_class}"


class AssessmentBatch(models.Model):
    """One answer for many dossiers: which, what was answered, how far it went, whether it was undone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ chạy")
        RUNNING = "running", _("Đang ghi")
        DONE = "done", _("Đã ghi")
        UNDOING = "undoing", _("Đang hoàn tác")
        UNDONE = "undone", _("Đã hoàn tác")

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The question that chose the dossiers, in the words of the address, and how it is told to people.
    scope = models.JSONField(default=dict)
    scope_words = models.CharField(max_length=500, blank=True)
    answer = models.JSONField(default=dict)
    # Whether dossiers that somebody assessed otherwise keep what was said of them.
    keeps_different = models.BooleanField(default=True)
    # A cut-off that is proposed: the draft list made of it, once it is there.
    cutoff = models.ForeignKey(
        "selection.CutoffScenario", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    list = models.ForeignKey(
        "selection.SelectionList", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "assessment batches"

    def __str__(self) -> str:
        return self.scope_words


class CutoffScenario(models.Model):
    """A series cut at a year: what lies on both sides, at a price per page somebody typed. # Luật: KH 82 Phụ lục I"""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    fonds = models.ForeignKey("catalogue.Fonds", on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey("catalogue.Series", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    price_per_page = models.DecimalField(max_digits=12, decimal_places=2)
    # What the two sides held when it was kept.
    figures = models.JSONField(default=dict)
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
