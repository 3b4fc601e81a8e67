"""Rounds of acceptance: what was counted in each, dossier by dossier and item by item."""

from __future__ import annotations

from typing import Any

from django.db import models

from khoso.stages.acceptance import states


class AcceptanceRound(models.Model):
    """One acceptance of what a batch delivered so far; a batch may have several.

    # Luật: TT 05/2025 Đ.9.8 (giao một lần hoặc nhiều lần, mỗi lần có biên bản)
    """

    batch = models.ForeignKey("digitisation.Batch", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # Its ordinal in the batch, from 1.
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    deliveries: Any = models.ManyToManyField("digitisation.Delivery", related_name="+")
    state = models.CharField(max_length=10, choices=states.ROUND_LABELS, default=states.DRAFT)
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    counted_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(null=True, blank=True)
    # Dossiers of these deliveries that another round has or that were accepted before: told, never counted twice.
    left_out = models.PositiveIntegerField(default=0)
    # SHA-256 over the counted rows: signed means these figures.
    digest = models.CharField(max_length=64, blank=True)
    certificate_number = models.CharField(max_length=60, blank=True)
    certificate_docx = models.CharField(max_length=64, blank=True)
    certificate_pdf = models.CharField(max_length=64, blank=True)
    certified_by = models.ForeignKey(
        "identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    certified_at = models.DateTimeField(null=True, blank=True)
    # Why it was cancelled.
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_round_per_ordinal"),
            models.CheckConstraint(condition=models.Q(state__in=states.ROUND_STATES.states), name="known_round_state"),
        ]

    def __str__(self) -> str:
        return self.title


class RoundDossier(models.Model):
    """One dossier as a round counted it: accepted or not, and why not."""

    round = models.ForeignKey(AcceptanceRound, on_delete=models.CASCADE, related_name="dossiers")
    dossier = models.ForeignKey("catalogue.Dossier", on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey("digitisation.Delivery", on_delete=models.PROTECT, related_name="+")
    is_accepted = models.BooleanField()
    # What stands against it: [["not_confirmed", 2], …], by the codes of `rules.REASONS`; [] when accepted.
    reasons = models.JSONField(default=list)
    items = models.PositiveIntegerField()
    # Sides with content; blank ones are counted apart.
    pages = models.PositiveIntegerField()
    blanks = models.PositiveIntegerField()
    fields = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "dossier"], name="dossier_once_in_a_round")]
        indexes = [models.Index(fields=["dossier"], name="round_of_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.pages} trang"


class RoundItem(models.Model):
    """One item as a round counted it: of which file's bytes, its pages by size, its condition, its confirmed fields."""

    round = models.ForeignKey(AcceptanceRound, on_delete=models.CASCADE, related_name="items")
    entry = models.ForeignKey(RoundDossier, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+")
    # None when no readable file of it was there.
    file = models.ForeignKey("digitisation.DeliveryFile", null=True, on_delete=models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64, blank=True)
    # Physical condition by the code table of the Circular; empty when nobody wrote it.
    condition = models.CharField(max_length=2, blank=True)
    # The size of each page in order, one letter of `sizes.CODES` a page.
    sizes = models.TextField(blank=True)
    small = models.PositiveIntegerField(default=0)
    a4 = models.PositiveIntegerField(default=0)
    a3 = models.PositiveIntegerField(default=0)
    other = models.PositiveIntegerField(default=0)
    blank = models.PositiveIntegerField(default=0)
    # Names of the index fields a person confirmed, in the order of the form.
    fields = models.JSONField(default=list)
    field_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "item"], name="item_once_in_a_round")]
        indexes = [models.Index(fields=["entry"], name="round_item_by_dossier")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.sizes}"
