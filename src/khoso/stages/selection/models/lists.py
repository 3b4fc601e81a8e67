"""Lists of dossiers to digitise (Danh mục tài liệu cần thiết số hóa), from the first draft to the decision."""

from __future__ import annotations

from django.db import models

from khoso.kernel import clock
from khoso.stages.selection import states


def _no_codes() -> list[str]:
    return []


class SelectionList(models.Model):
    """A list of dossiers that somebody proposes, the council assesses and the head of the agency approves by decision.

    Only in the state `approved` does it open the door to scanning; then it is frozen, and a change is a new version.
    # Luật: KH 82 III.2.b
    """

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=states.LIST_LABELS, default=states.APPROVED)
    version = models.PositiveSmallIntegerField(default=1)
    # The version this one replaces once it is approved.
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    cutoff = models.ForeignKey(
        "selection.CutoffScenario", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The head's decision; empty until there is one.
    decision_number = models.CharField(max_length=60, blank=True)
    decision_date = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    # Decided on paper before the list came here: no council's session of ours, no assessment of its dossiers.
    is_paper = models.BooleanField(default=False)
    # Digest of the entries as they were approved: what is frozen can be proved.
    frozen_digest = models.CharField(max_length=64, blank=True)
    # Since when the decision is on record here; the decision itself may be older. None until there is one.
    recorded_at = models.DateTimeField(null=True, default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "decision_number"],
                condition=~models.Q(decision_number=""),
                name="one_list_per_decision",
            )
        ]
        indexes = [models.Index(fields=["agency", "recorded_at"], name="list_by_record")]

    def __str__(self) -> str:
        return f"{self.title} ({self.decision_number})" if self.decision_number else self.title


class SelectionEntry(models.Model):
    """One dossier of a list, named by its number on paper: a list may be older than the catalogue."""

    list = models.ForeignKey(SelectionList, on_delete=models.CASCADE, related_name="entries")
    fonds_title = models.CharField(max_length=300)
    box = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=60)
    # The three above without case, accents and leading zeros: how paper lists and catalogues meet.
    key = models.CharField(max_length=500, db_index=True)
    # The dossier of the catalogue, and what was known of it when the list was proposed; a list approved on paper
    # before its dossiers were registered has only the names above.
    dossier = models.ForeignKey("catalogue.Dossier", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference_code = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    retention_code = models.CharField(max_length=2, blank=True)
    sheets = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    group = models.PositiveSmallIntegerField(null=True, blank=True)
    criteria = models.JSONField(default=_no_codes)
    risk_class = models.CharField(max_length=1, blank=True)
    # Struck out by the council, with its reason: stays on the list as history, opens no door.
    is_struck = models.BooleanField(default=False)
    struck_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "key"], name="one_entry_per_dossier")]

    def __str__(self) -> str:
        return f"{self.fonds_title} · hộp {self.box} · hồ sơ {self.number}"
