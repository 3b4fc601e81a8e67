"""Councils, teams and committees: who sits in them, by which decision, what they minuted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.stages.programme.models.attachments import Attachment


class BodyKind(models.TextChoices):
    STEERING = "steering", _("Ban Chỉ đạo")
    COUNCIL = "council", _("Hội đồng rà soát")
    SUPERVISION = "supervision", _("Tổ Quản lý, Giám sát")
    OTHER = "other", _("Tổ chức khác")


class Body(models.Model):
    """A council, team or committee of an agency. # Luật: KH 82 III.2.b, d; II.1, II.6"""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=BodyKind.choices)
    name = models.CharField(max_length=300)
    # The decision that founded it; None until somebody attaches it.
    decision = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision_number = models.CharField(max_length=60, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind"],
                condition=models.Q(dissolved_on__isnull=True) & ~models.Q(kind="other"),
                name="one_living_body_per_kind",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BodyDuty(models.TextChoices):
    CHAIR = "chair", _("Chủ tịch, Trưởng ban, Tổ trưởng")
    DEPUTY = "deputy", _("Phó")
    SECRETARY = "secretary", _("Thư ký")
    MEMBER = "member", _("Thành viên")


class BodyMember(models.Model):
    """A person in a body between two days; `person` where they have an account."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=200, blank=True)
    duty = models.CharField(max_length=12, choices=BodyDuty.choices, default=BodyDuty.MEMBER)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """A meeting of a body with its minutes."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    number = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=500)
    present = models.JSONField(default=list)
    conclusion = models.TextField(blank=True)
    minutes = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.subject
