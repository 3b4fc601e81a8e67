"""Readings of files, proposed index fields, and who confirmed them."""

from __future__ import annotations

from django.db import models

from khoso.stages.recognition import states


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


class ItemFields(models.Model):
    """How far the index fields of one item are: the machine's proposals and a person's word on them."""

    item = models.OneToOneField("catalogue.Item", on_delete=models.CASCADE, related_name="+")
    delivery = models.ForeignKey("digitisation.Delivery", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, default=states.READING)
    doubts = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    # When a person first confirmed it; a second confirmation does not change it.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=states.FIELD_STATES.states), name="known_field_state"),
        ]
        indexes = [
            models.Index(fields=["delivery", "state"], name="fields_by_state"),
            # Every page of who confirms counts these; they are few among all that were ever confirmed.
            models.Index(fields=["delivery"], condition=models.Q(state=states.WAITING), name="fields_waiting"),
            models.Index(
                fields=["delivery", "confirmed_at"],
                condition=models.Q(confirmed_at__isnull=False),
                name="fields_confirmed",
            ),
            # The queue in its order: most doubtful first, then as they were read.
            models.Index(fields=["-doubts", "id"], condition=models.Q(state=states.WAITING), name="fields_in_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.state}"


class ProposedField(models.Model):
    """What the machine read for one field, where on the page, how sure it is. `value` is null when it is not."""

    item = models.ForeignKey("catalogue.Item", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=1000, null=True, blank=True)
    confidence = models.FloatField()
    page = models.PositiveIntegerField(null=True, blank=True)
    box = models.JSONField(null=True, blank=True)
    is_handwritten = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="one_proposal_per_field")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
