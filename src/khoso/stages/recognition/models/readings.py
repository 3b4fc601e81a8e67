"""Readings of files and the text of their pages."""

from __future__ import annotations

from django.db import models


class Reading(models.Model):
    """What OCR read in one delivered file. The words lie in a blob, the text of each page in PageText."""

    file = models.OneToOneField("digitisation.DeliveryFile", on_delete=models.CASCADE, related_name="+")
    source_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=120)
    read_at = models.DateTimeField()
    pages = models.PositiveIntegerField()
    confidence = models.FloatField()
    # FileReading as JSON, gzip.
    reading_sha256 = models.CharField(max_length=64)
    # The two-layer PDF/A; empty for a file that only had to be read.
    pdfa_sha256 = models.CharField(max_length=64, blank=True)
    text_layer = models.CharField(max_length=300, blank=True)
    failure = models.CharField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"Bản đọc của {self.file_id}"


class PageText(models.Model):
    """The text of one page, NFC, in reading order."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="page_texts")
    number = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    dpi = models.FloatField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "number"], name="one_text_per_page")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Trang {self.number}"
