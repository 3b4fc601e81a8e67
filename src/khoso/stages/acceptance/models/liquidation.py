"""What the contract's liquidation asks of a batch, as it was found and by whom."""

from __future__ import annotations

from django.db import models

from khoso.stages.acceptance import states


class Liquidation(models.Model):
    """Whether a batch may be liquidated: declared by the head when every condition held, with the facts of that day."""

    batch = models.OneToOneField("digitisation.Batch", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=states.LIQUIDATION_LABELS, default=states.NOT_READY)
    # The conditions as they were found when it was declared.
    facts = models.JSONField(default=dict)
    declared_by = models.ForeignKey(
        "identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField(null=True, blank=True)
    minutes = models.ForeignKey(
        "acceptance.SignedMinutes", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Why it was taken back.
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.LIQUIDATION_STATES.states), name="known_liquidation_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.state}"
