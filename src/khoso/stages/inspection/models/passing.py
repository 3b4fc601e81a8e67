"""Where each dossier stands between confirmation and packaging, and the signed files."""

from __future__ import annotations

from django.db import models

from khoso.stages.inspection import states


class Passing(models.Model):
    """One dossier on its way through inspection and signing."""

    dossier = models.OneToOneField("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    delivery = models.ForeignKey("digitisation.Delivery", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=14, default=states.COLLECTING)
    # What the dossier waits for, in Vietnamese; [] when nothing.
    waits_for = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    # The moment the signatures carry. Fixed before the first file is signed, so that going on after a kill signs alike.
    signing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=states.PASSING.states), name="known_passing_state"),
        ]
        # What is not signed yet is little among all that ever was; since when, the home page asks.
        indexes = [
            models.Index(fields=["delivery", "state"], name="passing_by_state"),
            models.Index(
                fields=["delivery", "state"],
                condition=~models.Q(state=states.SIGNED),
                include=["changed_at"],
                name="passing_unsigned",
            ),
            # Signed dossiers stay signed: since when, reports count.
            models.Index(
                fields=["delivery", "changed_at"],
                condition=models.Q(state=states.SIGNED),
                name="passing_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.state}"


class SignedFile(models.Model):
    """The signed two-layer PDF/A of one delivered file."""

    file = models.OneToOneField("digitisation.DeliveryFile", on_delete=models.CASCADE, related_name="+")
    dossier = models.ForeignKey("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.file_id} → {self.sha256[:12]}"
