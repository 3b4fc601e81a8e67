"""What is searchable and what is shown: made from the stored packages, so all of it can be made again."""

from __future__ import annotations

from django.db import models


class IndexedDossier(models.Model):
    """A dossier whose pages are in the search index. Without this row no search shows it."""

    dossier = models.OneToOneField("catalogue.Dossier", on_delete=models.CASCADE, related_name="+")
    package_version = models.CharField(max_length=10)
    pages = models.PositiveIntegerField()
    indexed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.pages} trang"


class ReadableItem(models.Model):
    """An item as readers see it. The words of its pages lie in a blob: JSON, gzip, by page number."""

    item = models.OneToOneField("catalogue.Item", on_delete=models.CASCADE, related_name="+")
    words_sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.item_id)


class ReadablePage(models.Model):
    """One page of a stored item: its text, and its tiled picture."""

    readable = models.ForeignKey(ReadableItem, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    text = models.TextField()
    picture_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["readable", "number"], name="one_readable_page")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.readable_id} · trang {self.number}"


class _OfPresentBytes(models.Manager["PagePicture"]):
    """Of the bytes delivered now, and only while they may be read: none of what is in quarantine."""

    def get_queryset(self) -> models.QuerySet[PagePicture]:
        return super().get_queryset().filter(source_sha256=models.F("file__sha256"), file__state="checked")


class PagePicture(models.Model):
    """The tiled picture of one page of a delivered file, for whoever confirms its fields before it is stored."""

    file = models.ForeignKey("digitisation.DeliveryFile", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # Of the delivered file it was drawn from: a picture of a scan that was replaced since is shown to nobody.
    source_sha256 = models.CharField(max_length=64)

    objects = models.Manager()
    present = _OfPresentBytes()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_picture_per_page")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.file_id} · trang {self.number}"
