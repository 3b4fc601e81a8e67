"""Deliveries, their files, pages and findings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.kernel import clock
from khoso.stages.digitisation import states


class Delivery(models.Model):
    """A contractor's delivery: a folder of files and the catalogue that describes them."""

    class Confirm(models.TextChoices):
        PERSON = "person", _("Người xác nhận")
        AUTO = "auto", _("Máy chuyển tiếp, chưa có người xác nhận")

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    folder = models.CharField(max_length=1000)
    folder_name = models.CharField(max_length=300)
    catalogue_name = models.CharField(max_length=300)
    catalogue_sha256 = models.CharField(max_length=64)
    legacy_reason = models.CharField(max_length=500, blank=True)
    confirm = models.CharField(max_length=10, choices=Confirm.choices, default=Confirm.PERSON)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=60)
    # The production batch it belongs to; None for old material, and for what came before there were batches.
    batch = models.ForeignKey(
        "digitisation.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    # Files seen in the folder; None until the folder and the catalogue have been read.
    file_count = models.PositiveIntegerField(null=True, blank=True)
    # Why the delivery as a whole cannot go on; empty when it can.
    failure = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "folder"], name="one_delivery_per_folder")]
        ordering = ["-registered_at"]

    def __str__(self) -> str:
        return self.folder_name


class DeliveryFile(models.Model):
    """One file of a delivery: of an item, or a companion of its dossier (cover, inventory)."""

    class Role(models.TextChoices):
        ITEM = "item", _("Tài liệu")
        COVER = "cover", _("Bìa hồ sơ")
        INVENTORY = "inventory", _("Mục lục văn bản")
        EXTRA = "extra", _("Tệp khác")

    id = models.UUIDField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=1000)
    role = models.CharField(max_length=10, choices=Role.choices)
    dossier = models.ForeignKey("catalogue.Dossier", null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalogue.Item", null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    state = models.CharField(max_length=12, default=states.REGISTERED)
    format = models.CharField(max_length=20, blank=True)
    pages = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    # When a file first came under this name; another in its place does not change it.
    registered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "path"], name="one_file_per_path"),
            models.CheckConstraint(condition=models.Q(state__in=states.FILE_STATES.states), name="known_file_state"),
        ]
        # A list counts thousands of files a delivery: each of its questions is answered out of one index alone.
        indexes = [
            models.Index(fields=["delivery", "state", "role"], include=["pages"], name="file_by_state"),
            models.Index(fields=["delivery", "dossier"], include=["registered_at", "role"], name="file_by_dossier"),
            # The home page counts these, few among all files that ever came.
            models.Index(
                fields=["delivery", "state"],
                condition=models.Q(state__in=(states.REFUSED, states.QUARANTINED)),
                name="file_stopped",
            ),
        ]
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path

    @property
    def is_open(self) -> bool:
        """Whether the machine check is still to come."""
        return self.state == states.REGISTERED

    @property
    def is_put_away(self) -> bool:
        """Whether nobody but the security officer may know what is in it."""
        return self.state in states.PUT_AWAY

    @property
    def is_readable(self) -> bool:
        """Whether the file passed and its pages may be read."""
        return self.state == states.CHECKED and self.role != self.Role.EXTRA


class PageImage(models.Model):
    """One image of a page, as the machine measured it."""

    file = models.ForeignKey(DeliveryFile, on_delete=models.CASCADE, related_name="page_images")
    number = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    dpi = models.FloatField()
    is_colour = models.BooleanField()
    is_blank = models.BooleanField()
    digest = models.CharField(max_length=64, blank=True)
    # How the page looks (1024 bits), by which the same page is found in other files of the delivery; None says nothing.
    look = models.BinaryField(max_length=128, null=True)
    # The page number printed on it, when one was read for sure.
    printed_number = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_image_per_page")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.file} · trang {self.number}"


class DeliveryFinding(models.Model):
    """What was found wrong with a delivery, one of its dossiers, files or pages."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="findings")
    # Which check said it: a check that runs again replaces what it said before about the same subject.
    source = models.CharField(max_length=20)
    dossier = models.ForeignKey("catalogue.Dossier", null=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(DeliveryFile, null=True, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=60)
    severity = models.CharField(max_length=10)
    where = models.CharField(max_length=1000, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    box = models.JSONField(null=True, blank=True)
    message = models.CharField(max_length=1000)

    class Meta:
        indexes = [
            models.Index(fields=["delivery", "code"], include=["severity", "dossier"], name="finding_by_code"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class FileCheck(models.Model):
    """One machine check of the bytes a file had then. It counts until other bytes come in their place.

    The file itself says how it is now; this says how it was on any day, which is what reports are held against.
    """

    file = models.ForeignKey(DeliveryFile, on_delete=models.CASCADE, related_name="checks")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="+")
    # None for a file that is no record of a dossier.
    dossier = models.ForeignKey("catalogue.Dossier", null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_passed = models.BooleanField()
    pages = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=models.Q(ended_at__isnull=True), name="one_check_in_force"
            )
        ]
        indexes = [
            models.Index(
                fields=["delivery", "checked_at"],
                include=["ended_at", "is_passed", "pages", "dossier"],
                name="check_by_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.pages} trang"


class FindingSpan(models.Model):
    """From when to when a subject of a delivery had errors of one code. Findings go when they are mended; this stays.

    `count`: how many; when that changes one span ends and the next begins.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=20)
    dossier = models.ForeignKey("catalogue.Dossier", null=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(DeliveryFile, null=True, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    count = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "source", "dossier", "file", "code"],
                condition=models.Q(closed_at__isnull=True),
                nulls_distinct=False,
                name="one_open_span",
            )
        ]
        indexes = [
            models.Index(fields=["delivery", "opened_at"], include=["closed_at", "count"], name="finding_span_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.code} × {self.count}"
