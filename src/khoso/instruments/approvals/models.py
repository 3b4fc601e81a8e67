"""Ballots with their electors and opinions, and decisions. `subject_kind` and `subject_id` name what they are about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ballot(models.Model):
    """A question put to the members of a body: how many must be there, how many must say yes."""

    class State(models.TextChoices):
        CALLED = "called", _("Chưa mở")
        OPEN = "open", _("Đang lấy ý kiến")
        PASSED = "passed", _("Thông qua")
        FAILED = "failed", _("Không thông qua")
        CANCELLED = "cancelled", _("Đã hủy")

    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=80)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # Who put the subject forward: may speak, never decides.
    proposer = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    # Shares in percent: of the members who must be present, of those present who must agree (strictly more than).
    quorum_percent = models.PositiveSmallIntegerField(default=67)
    majority_percent = models.PositiveSmallIntegerField(default=50)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CALLED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="ballot_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class Elector(models.Model):
    """A member who may vote, as the body stood when the ballot was called."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="electors")
    person = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=200, blank=True)
    duty = models.CharField(max_length=12)
    # None until the attendance is taken.
    is_present = models.BooleanField(null=True, blank=True)
    absence_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Opinion(models.Model):
    """What an elector said, of the whole (`about` empty) or of one part of it. A later word replaces, and both stay."""

    class Vote(models.TextChoices):
        YES = "yes", _("Đồng ý")
        NO = "no", _("Không đồng ý")
        ABSTAIN = "abstain", _("Ý kiến khác")

    elector = models.ForeignKey(Elector, on_delete=models.CASCADE, related_name="opinions")
    about = models.CharField(max_length=80, blank=True)
    vote = models.CharField(max_length=8, choices=Vote.choices)
    text = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    # Who wrote it down: the member, or the secretary for one who spoke in the room.
    recorded_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["elector", "about"], condition=models.Q(is_current=True), name="one_current_opinion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.elector_id} {self.vote}"


class Decision(models.Model):
    """What the one who decides decided of a subject, by which paper."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Phê duyệt")
        RETURNED = "returned", _("Trả lại")

    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=80)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=120)
    signer_title = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField()
    # The decision as paper, in the store of bytes.
    docx_digest = models.CharField(max_length=64, blank=True)
    pdf_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["decided_at", "pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="decision_by_subject")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.number}"
