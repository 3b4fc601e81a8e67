"""From which papers a term was taught, and by whom."""

from __future__ import annotations

from django.db import models


class TermLesson(models.Model):
    """What one person's word on one item says of a term: for it or against it. Each item counts once."""

    term = models.ForeignKey("recognition.KnownTerm", on_delete=models.CASCADE, related_name="lessons")
    item = models.ForeignKey("catalogue.Item", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agrees = models.BooleanField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["term", "item"], name="one_lesson_per_item")]

    def __str__(self) -> str:
        return f"{self.term_id}: {self.item_id}"
