"""Workbooks on their way into the catalogue, and how their columns were understood."""

from __future__ import annotations

from django.db import models

from khoso.stages.catalogue import states


class CatalogueImport(models.Model):
    """One workbook of an agency: read, checked, confirmed, loaded. States and moves: `states`."""

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # A workbook mended and sent again follows the one that came back.
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    file_size = models.PositiveBigIntegerField()
    sheet = models.CharField(max_length=60, blank=True)
    header_row = models.PositiveIntegerField(default=0)
    # Columns as the machine understood them, then as a person confirmed them: [{letter, heading, field, confidence}].
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    # What the sheet does not say: fonds, origin, arrangement and its report, encoding.
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=states.IMPORT_LABELS, default=states.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_good = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_loaded = models.PositiveIntegerField(default=0)
    dossiers_made = models.PositiveIntegerField(default=0)
    items_made = models.PositiveIntegerField(default=0)
    # {code: {"severity": …, "count": …}}
    summary = models.JSONField(default=dict)
    # Findings line by line, rows as read, and the marked workbook, in the store of bytes.
    findings_digest = models.CharField(max_length=64, blank=True)
    rows_digest = models.CharField(max_length=64, blank=True)
    marked_digest = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["agency", "-created_at"], name="import_by_agency")]

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(models.Model):
    """How a person confirmed the columns of one layout; the next workbook with the same headings starts from it."""

    agency = models.ForeignKey("identity.Agency", on_delete=models.CASCADE, related_name="+")
    # Digest of the headings in their order.
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    confirmed_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "signature"], name="one_mapping_per_layout")]

    def __str__(self) -> str:
        return self.signature[:12]
