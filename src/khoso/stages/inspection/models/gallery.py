"""What is made so that pages can be looked at by the thousand, and what rework leaves behind."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ThumbnailPack(models.Model):
    """The small pictures of one file's pages, one behind the other in a single blob."""

    file = models.OneToOneField("digitisation.DeliveryFile", on_delete=models.CASCADE, related_name="+")
    # The bytes they were drawn from: a file that came again needs new ones.
    source_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    # [offset, length, width, height] of each page, in page order.
    places = models.JSONField(default=list)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_id}: {len(self.places)}"


class PagePhoto(models.Model):
    """A photo of the paper itself, to hold beside the scan of one page."""

    file = models.ForeignKey("digitisation.DeliveryFile", on_delete=models.CASCADE, related_name="+")
    page = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-pk"]
        indexes = [models.Index(fields=["file", "page"], name="photo_by_page")]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.page}"


class PageMending(models.Model):
    """One time the contractor brought something better: which pages of which file, the bytes before and after."""

    class Way(models.TextChoices):
        PAGE = "page", _("Thay trang")
        FILE = "file", _("Thay cả tệp")

    file = models.ForeignKey("digitisation.DeliveryFile", on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=4, choices=Way.choices)
    # Page numbers that were replaced; all pages with a defect when the whole file came again.
    pages = models.JSONField(default=list)
    # Ids of the defects this answers.
    defects = models.JSONField(default=list)
    before_sha256 = models.CharField(max_length=64)
    after_sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    mended_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    mended_at = models.DateTimeField()

    class Meta:
        ordering = ["-mended_at", "-pk"]
        indexes = [models.Index(fields=["file"], name="mending_by_file")]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.pages}"
