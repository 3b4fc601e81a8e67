"""How a person likes to see the catalogue."""

from __future__ import annotations

from django.db import models


class SavedView(models.Model):
    """Filters, columns and order somebody kept under a name; the nameless one holds the columns they like."""

    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    filters = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    order = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField()
    # What opens when the person asks for nothing in particular; one at most.
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="one_view_per_name"),
            models.UniqueConstraint(fields=["person"], condition=models.Q(is_default=True), name="one_default_view"),
        ]

    def __str__(self) -> str:
        return self.name
