"""Files put in quarantine: what was seen on them, who decided what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.stages.digitisation.models.deliveries import Delivery, DeliveryFile


class QuarantineCase(models.Model):
    """One file put away because of a secrecy mark. All that is known of its content stands here and nowhere else."""

    class Decision(models.TextChoices):
        RELEASE = "release", _("Không phải tài liệu mật, cho đi tiếp")
        HAND_OVER = "hand_over", _("Giữ lại, bàn giao theo biên bản")

    file = models.ForeignKey(DeliveryFile, on_delete=models.CASCADE, related_name="quarantine_cases")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(default=0)
    # What the check said: {"code", "severity", "page", "box", "message"} of each finding.
    findings = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    # Who saw it; None when the machine did.
    opened_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    # Number of the minutes by which it was handed to whoever keeps state secrets.
    minutes_number = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=models.Q(decided_at__isnull=True), name="one_open_quarantine_case"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decision="")
                | models.Q(decided_at__isnull=False, decision__in=["release", "hand_over"]),
                name="quarantine_decided_or_not",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="quarantine_by_digest")]

    def __str__(self) -> str:
        return f"{self.file_id} · {self.decision or 'open'}"

    @property
    def agency_id(self) -> int:
        """The agency whose material it is."""
        return self.delivery.agency_id

    @property
    def is_open(self) -> bool:
        return self.decided_at is None
