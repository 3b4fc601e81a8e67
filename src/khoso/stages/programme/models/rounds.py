"""Inspection rounds of Home Affairs and the monitoring of the agencies' own teams. # Luật: KH 82 I.4, II.15, IV"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.stages.programme import states
from khoso.stages.programme.models.attachments import Attachment
from khoso.stages.programme.models.bodies import Body
from khoso.stages.programme.models.plan import Programme


class Round(models.Model):
    """A planned round of visits and the notice that tells its result."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=300)
    purpose = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    plan = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # What is published at the end, frozen as text, with the paper where there is one.
    notice_text = models.TextField(blank=True)
    notice = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    notice_number = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="round_ends_later")
        ]

    def __str__(self) -> str:
        return self.title


class Visit(models.Model):
    """A visit to one agency in a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="visits")
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField()
    visited_on = models.DateField(null=True, blank=True)
    team = models.CharField(max_length=500, blank=True)
    summary = models.TextField(blank=True)
    minutes = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["planned_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "agency"], name="one_visit_per_agency")]

    def __str__(self) -> str:
        return f"{self.round} · {self.agency}"


class MonitoringMinutes(models.Model):
    """What an agency's own supervision team wrote down. # Luật: KH 82 II.15"""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    watched_on = models.DateField()
    number = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=500)
    present = models.JSONField(default=list)
    text = models.TextField()
    minutes = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-watched_on", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Weight(models.TextChoices):
    LIGHT = "light", _("Nhẹ")
    GRAVE = "grave", _("Nghiêm trọng")


class RoundFinding(models.Model):
    """Something found wrong on a visit or in monitoring, followed until it is mended and looked at again."""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    monitoring = models.ForeignKey(
        MonitoringMinutes, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    text = models.CharField(max_length=2000)
    demand = models.CharField(max_length=2000, blank=True)
    weight = models.CharField(max_length=8, choices=Weight.choices, default=Weight.LIGHT)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, default=states.OPEN)
    mended_text = models.CharField(max_length=2000, blank=True)
    mended_at = models.DateTimeField(null=True, blank=True)
    mended_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    send_back_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.FINDING_STATES.states), name="known_round_finding_state"
            ),
            models.CheckConstraint(
                condition=models.Q(visit__isnull=True) ^ models.Q(monitoring__isnull=True),
                name="finding_from_one_place",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
