"""Production batches: which agency, by whom, under which contract, from when to when."""

from __future__ import annotations

from django.db import models

from khoso.stages.digitisation import states


class Batch(models.Model):
    """One wave of digitisation of an agency's paper by one contractor; a contract may have several."""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # None when the agency scans its own paper.
    contractor = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The approved list it works off; None until one is named, and then the batch does not start.
    selection_list = models.ForeignKey(
        "selection.SelectionList", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contract_number = models.CharField(max_length=60, blank=True)
    # The wave's ordinal in its contract, from 1.
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    # Code of the profile its pages are checked by.
    profile = models.CharField(max_length=20, default="administrative")
    state = models.CharField(max_length=12, choices=states.BATCH_STATE_LABELS, default=states.PLANNED)
    planned_from = models.DateField(null=True, blank=True)
    planned_to = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    started_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Why it was suspended or cancelled.
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "contractor", "contract_number", "number"],
                nulls_distinct=False,
                name="one_batch_per_wave",
            ),
            models.CheckConstraint(condition=models.Q(state__in=states.BATCH_STATES.states), name="known_batch_state"),
        ]

    def __str__(self) -> str:
        return self.title
