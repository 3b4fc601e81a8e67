"""How scans come in: uploads from a browser, folders that are watched, pairing by hand, files cut into items."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.stages.digitisation import states


class Upload(models.Model):
    """One sending of a folder from a browser; it becomes a delivery, or adds to one, when it is whole."""

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(
        "digitisation.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="uploads"
    )
    # Of material digitised before today's rules, which belongs to no batch.
    legacy_reason = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=states.UPLOAD_STATE_LABELS, default=states.RECEIVING)
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # The delivery it became, or that it mends.
    delivery = models.ForeignKey(
        "digitisation.Delivery", null=True, blank=True, on_delete=models.PROTECT, related_name="uploads"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=states.UPLOAD_STATES.states), name="known_upload_state")
        ]

    def __str__(self) -> str:
        return self.title


class UploadFile(models.Model):
    """One file of an upload: what the browser said it is, and how much of it lies safe on the server."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=1000)
    size = models.BigIntegerField()
    # When the file on the sender's disk was last changed, milliseconds: the same folder is known again by it.
    modified = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    # Bytes on the disk, from the start; the next piece begins here.
    received = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=states.UPLOAD_FILE_STATE_LABELS, default=states.AWAITED)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "path"], name="one_upload_file_per_path"),
            models.CheckConstraint(
                condition=models.Q(state__in=states.UPLOAD_FILE_STATES.states), name="known_upload_file_state"
            ),
        ]
        indexes = [
            models.Index(fields=["upload", "state"], include=["size", "received"], name="upload_file_by_state"),
            models.Index(fields=["sha256"], name="upload_file_by_digest"),
        ]

    def __str__(self) -> str:
        return self.path


class PairingLine(models.Model):
    """What the last reading of a delivery paired, and what it left over on either side."""

    class Kind(models.TextChoices):
        PAIRED = "paired", _("Đã ghép")
        FILE = "file", _("Tệp chưa có dòng")
        ROW = "row", _("Dòng chưa có tệp")

    delivery = models.ForeignKey("digitisation.Delivery", on_delete=models.CASCADE, related_name="pairing_lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # Names the row across readings: the dossier and its ordinal, whatever line of the workbook it stands in.
    row_key = models.CharField(max_length=300, blank=True)
    dossier = models.CharField(max_length=300, blank=True)
    ordinal = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=1000, blank=True)
    # exact, folded, name; person: somebody said so.
    how = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["delivery", "kind", "id"], name="pairing_by_kind")]

    def __str__(self) -> str:
        return f"{self.row_key} ↔ {self.path}"


class PairingChoice(models.Model):
    """What a person said about a row: this file is it, or it has no scan. It holds when the folder comes again."""

    class Kind(models.TextChoices):
        PAIR = "pair", _("Ghép với tệp")
        NO_SCAN = "no_scan", _("Không có ảnh quét")

    delivery = models.ForeignKey("digitisation.Delivery", on_delete=models.CASCADE, related_name="pairing_choices")
    row_key = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    path = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "row_key"], name="one_pairing_choice_per_row"),
            models.UniqueConstraint(
                fields=["delivery", "path"],
                condition=models.Q(kind="pair"),
                name="one_row_per_chosen_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row_key}: {self.get_kind_display()}"


class FileSplit(models.Model):
    """A file of many documents and where it is cut: proposed by the machine, decided by a person or by equal counts."""

    delivery = models.ForeignKey("digitisation.Delivery", on_delete=models.CASCADE, related_name="splits")
    path = models.CharField(max_length=1000)
    sha256 = models.CharField(max_length=64)
    page_count = models.PositiveIntegerField()
    # sheets: by the catalogue's sheet numbers; separators; blanks.
    how = models.CharField(max_length=12)
    # The dossier it is cut into, as the pairing names it, and its code; empty until somebody says it.
    dossier = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=100, blank=True)
    # [{"ordinal": 1, "first": 1, "last": 3}, …]; pages between two parts are separators, and go into none.
    parts = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=states.SPLIT_STATE_LABELS, default=states.PROPOSED)
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "path", "sha256"], name="one_split_per_file"),
            models.CheckConstraint(condition=models.Q(state__in=states.SPLIT_STATES.states), name="known_split_state"),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {len(self.parts)} phần"


class SplitPart(models.Model):
    """The bytes of one part of a file that was cut."""

    split = models.ForeignKey(FileSplit, on_delete=models.CASCADE, related_name="made_parts")
    ordinal = models.PositiveIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    path = models.CharField(max_length=1000)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["split", "ordinal"], name="one_part_per_ordinal")]

    def __str__(self) -> str:
        return self.path


class WatchedFolder(models.Model):
    """A folder below the watched place, and the batch whose deliveries are dropped there."""

    name = models.CharField(max_length=100, unique=True)
    batch = models.OneToOneField("digitisation.Batch", on_delete=models.CASCADE, related_name="watched_folder")
    is_on = models.BooleanField(default=True)
    set_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class WatchedArrival(models.Model):
    """One folder dropped there: how it looked when it was last looked at, and what came of it."""

    path = models.CharField(max_length=1000, unique=True)
    # Says whether anything changed since: number of files, bytes, latest change.
    look = models.CharField(max_length=100)
    # Since when it has looked so.
    still_since = models.DateTimeField()
    # The look that was taken in; the same is not taken in again.
    taken_look = models.CharField(max_length=100, blank=True)
    delivery = models.ForeignKey(
        "digitisation.Delivery", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Why it could not be taken in; and what was last told in the folder.
    problem = models.CharField(max_length=1000, blank=True)
    told = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.path
