"""Fonds, dossiers and items. For reading see `queries`; every change goes through `actions` and leaves a Revision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.kernel import clock, codes


def _choices(table: dict[str, str]) -> list[tuple[str, str]]:
    return list(table.items())


class Fonds(models.Model):
    """Phông lưu trữ: the records of one creator."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    is_closed = models.BooleanField(default=False)
    history = models.TextField(blank=True)

    class Meta:
        # Contractors type the code: what one agency calls P01 must never open the fonds another agency calls so.
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="one_fonds_per_code")]

    def __str__(self) -> str:
        return self.title


class Dossier(models.Model):
    """Hồ sơ lưu trữ, with the fields of the Circular.

    # Luật: TT 05/2025 Đ.4.1.b, Phụ lục I.II.2.a
    """

    id = models.UUIDField(primary_key=True)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="dossiers")
    # What names this dossier inside its fonds: register, box and number as the paper carries them.
    register_number = models.CharField(max_length=40, blank=True)
    box = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=60)
    reference_code = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=1000)
    retention_code = models.CharField(max_length=2, choices=_choices(codes.MAINTENANCE), default="01")
    access_code = models.CharField(max_length=2, choices=_choices(codes.MODE), default="02")
    language_code = models.CharField(max_length=2, choices=_choices(codes.LANGUAGE), default="01")
    # ISO 8601 of a day, a month or a year.
    start = models.CharField(max_length=10, blank=True)
    end = models.CharField(max_length=10, blank=True)
    keywords = models.CharField(max_length=100, blank=True)
    declared_item_count = models.PositiveIntegerField(null=True, blank=True)
    declared_sheet_count = models.PositiveIntegerField(null=True, blank=True)
    physical_condition_code = models.CharField(max_length=2, blank=True, choices=_choices(codes.FORMAT))
    information_mark = models.CharField(max_length=30, blank=True)
    # Luật: TT 05/2025 Phụ lục I, mức độ tin cậy; what comes from paper is 02 số hóa
    trust_code = models.CharField(max_length=2, default="02", choices=_choices(codes.CONFIDENCE_LEVEL))
    paper_reference_code = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    # Why material digitised before today's rules was let in; it stays marked for ever.
    legacy_reason = models.CharField(max_length=500, blank=True)
    # Since when it is known here; what reports count by.
    registered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fonds", "register_number", "box", "number"], name="one_dossier_per_place"),
        ]
        indexes = [
            models.Index(
                fields=["fonds", "registered_at"],
                include=["declared_sheet_count", "retention_code", "register_number", "box", "number"],
                name="dossier_by_registration",
            ),
        ]
        ordering = ["reference_code"]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """Tài liệu văn bản of a dossier, with the fields of the Circular.

    # Luật: TT 05/2025 Đ.4.1.c, Phụ lục I.II.2.b
    """

    class DescribedBy(models.TextChoices):
        CATALOGUE = "catalogue", _("Bảng kê của đơn vị số hóa")
        MACHINE = "machine", _("Máy đọc, chưa có người xác nhận")
        PERSON = "person", _("Người xác nhận")

    id = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="items")
    ordinal = models.PositiveIntegerField()
    reference_code = models.CharField(max_length=100, unique=True)
    kind_code = models.CharField(max_length=2, blank=True, choices=_choices(codes.KIND))
    number = models.CharField(max_length=11, blank=True)
    notation = models.CharField(max_length=30, blank=True)
    issued_date = models.CharField(max_length=10, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    urgency = models.CharField(max_length=30, blank=True)
    language_code = models.CharField(max_length=2, default="01", choices=_choices(codes.LANGUAGE))
    page_count = models.PositiveIntegerField(default=0)
    sheet = models.CharField(max_length=20, blank=True)
    retention_code = models.CharField(max_length=2, choices=_choices(codes.MAINTENANCE), default="01")
    access_code = models.CharField(max_length=2, choices=_choices(codes.MODE), default="02")
    trust_code = models.CharField(max_length=2, default="02", choices=_choices(codes.CONFIDENCE_LEVEL))
    autograph = models.CharField(max_length=2000, blank=True)
    physical_condition_code = models.CharField(max_length=2, blank=True, choices=_choices(codes.FORMAT))
    keywords = models.CharField(max_length=100, blank=True)
    information_mark = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=500, blank=True)
    described_by = models.CharField(max_length=10, choices=DescribedBy.choices, default=DescribedBy.CATALOGUE)
    # The contractor's row as it was typed, shown beside the page when the fields are confirmed; {} when there is none.
    catalogue_row = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "ordinal"], name="one_item_per_ordinal")]
        ordering = ["dossier_id", "ordinal"]

    def __str__(self) -> str:
        return self.subject or self.reference_code

    @property
    def number_notation(self) -> str:
        """`139/TTr-CC`, or the part that is known."""
        return "/".join(part for part in (self.number, self.notation) if part)


class Revision(models.Model):
    """One change of a description: what it said before and after, who, when, why."""

    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    author = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "at"], name="revision_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} · {self.reason}"
