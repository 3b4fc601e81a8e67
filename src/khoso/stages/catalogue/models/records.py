"""Fonds, series, dossiers and items; every change of a description leaves a Revision."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Cast, Coalesce, Left, NullIf
from django.utils.translation import gettext_lazy as _

from khoso.kernel import clock, codes
from khoso.stages.catalogue.models.choices import Arrangement, FondsKind, Material, Origin, ReserveStatus


def _year(field: str) -> Any:
    return Cast(NullIf(Left(field, 4), models.Value("")), models.SmallIntegerField())


# Years of the terms the Circular names; 01 never ends, 07 says its years itself.
# Luật: TT 05/2025 Phụ lục I, bảng thời hạn lưu trữ
TERM_YEARS = {"02": 70, "03": 50, "04": 30, "05": 20, "06": 10}
_TERM = models.Case(
    *(models.When(retention_code=code, then=models.Value(years)) for code, years in TERM_YEARS.items()),
    models.When(retention_code="07", then="retention_years"),
    output_field=models.SmallIntegerField(),
)


def _choices(table: dict[str, str]) -> list[tuple[str, str]]:
    return list(table.items())


class Fonds(models.Model):
    """Phông lưu trữ: the records of one creator, with the ten fields of the Circular.

    # Luật: TT 05/2025 Đ.4.1.a
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=FondsKind.choices, default=FondsKind.FONDS)
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.CREATED)
    is_closed = models.BooleanField(default=False)
    history = models.TextField(blank=True)
    start = models.CharField(max_length=11, blank=True)
    end = models.CharField(max_length=11, blank=True)
    declared_item_count = models.PositiveIntegerField(null=True, blank=True)
    # Phương án phân loại, các nhóm tài liệu chủ yếu.
    classification = models.TextField(blank=True)
    # Codes of table C.
    languages = models.JSONField(default=list)
    has_reserve = models.BooleanField(default=False)
    note = models.CharField(max_length=2000, blank=True)
    # Mã cơ quan lưu trữ: the archive that keeps it; empty until the archive has said its code.
    archive_code = models.CharField(max_length=35, blank=True)

    class Meta:
        # Contractors type the code: what one agency calls P01 must never open the fonds another agency calls so.
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="one_fonds_per_code")]

    def __str__(self) -> str:
        return self.title


class Series(models.Model):
    """A register (mục lục) or a group of the classification of a fonds: what stands between fonds and dossier."""

    id = models.UUIDField(primary_key=True)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="series")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["fonds", "code"], name="one_series_per_code")]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title or self.code


class Dossier(models.Model):
    """Hồ sơ lưu trữ, with the fields of the Circular.

    # Luật: TT 05/2025 Đ.4.1.b, Phụ lục I.II.2.a
    """

    id = models.UUIDField(primary_key=True)
    fonds = models.ForeignKey(Fonds, on_delete=models.PROTECT, related_name="dossiers")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers")
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.CREATED)
    # What names this dossier inside its fonds: register, box and number as the paper carries them.
    register_number = models.CharField(max_length=40, blank=True)
    box = models.CharField(max_length=40, blank=True)
    store = models.CharField(max_length=40, blank=True)
    shelf = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=60)
    reference_code = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=1000)
    retention_code = models.CharField(max_length=2, choices=_choices(codes.MAINTENANCE), default="01")
    access_code = models.CharField(max_length=2, choices=_choices(codes.MODE), default="02")
    language_code = models.CharField(max_length=2, choices=_choices(codes.LANGUAGE), default="01")
    # ISO 8601 of a day, a month or a year; a question mark at the end says that it is not sure.
    start = models.CharField(max_length=11, blank=True)
    end = models.CharField(max_length=11, blank=True)
    keywords = models.CharField(max_length=100, blank=True)
    declared_item_count = models.PositiveIntegerField(null=True, blank=True)
    declared_sheet_count = models.PositiveIntegerField(null=True, blank=True)
    declared_page_count = models.PositiveIntegerField(null=True, blank=True)
    physical_condition_code = models.CharField(max_length=2, blank=True, choices=_choices(codes.FORMAT))
    information_mark = models.CharField(max_length=30, blank=True)
    # Luật: TT 05/2025 Phụ lục I, mức độ tin cậy; what comes from paper is 02 số hóa
    trust_code = models.CharField(max_length=2, default="02", choices=_choices(codes.CONFIDENCE_LEVEL))
    paper_reference_code = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    has_reserve = models.BooleanField(default=False)
    reserve_status = models.CharField(max_length=2, blank=True, choices=ReserveStatus.choices)
    arrangement = models.CharField(max_length=10, choices=Arrangement.choices, default=Arrangement.UNARRANGED)
    arranged_at = models.DateTimeField(null=True, blank=True)
    arrangement_report = models.ForeignKey(
        "catalogue.ArrangementReport", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Years of a term the code table does not have (07), and the year the work ended where it is not the end year.
    retention_years = models.PositiveSmallIntegerField(null=True, blank=True)
    retention_from = models.PositiveSmallIntegerField(null=True, blank=True)
    # Mark of a state secret as the paper carries it; a word of the title that only holds the dossier for a person,
    # and who let it go.
    secrecy_mark = models.CharField(max_length=20, blank=True)
    secrecy_held_for = models.CharField(max_length=200, blank=True)
    secrecy_cleared_by = models.CharField(max_length=60, blank=True)
    secrecy_cleared_at = models.DateTimeField(null=True, blank=True)
    is_digitally_signed = models.BooleanField(default=False)
    # When and how scans of it came to be known; None: not digitised as far as anybody told.
    digitised_at = models.DateTimeField(null=True, blank=True)
    digitised_how = models.CharField(max_length=200, blank=True)
    # Why material digitised before today's rules was let in; it stays marked for ever.
    legacy_reason = models.CharField(max_length=500, blank=True)
    # The workbook it came with; empty when it came another way.
    catalogue_import = models.ForeignKey(
        "catalogue.CatalogueImport", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # Since when it is known here; what reports count by.
    registered_at = models.DateTimeField(default=clock.now)
    start_year = models.GeneratedField(
        expression=_year("start"), output_field=models.SmallIntegerField(null=True), db_persist=True
    )
    end_year = models.GeneratedField(
        expression=_year("end"), output_field=models.SmallIntegerField(null=True), db_persist=True
    )
    # The last year of its term; None: permanent, or not known. Expired once that year is over.
    retention_ends = models.GeneratedField(
        expression=Coalesce("retention_from", _year("end")) + _TERM,
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )

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
            # Few among many: what waits for a person to judge a word of its title.
            models.Index(
                fields=["registered_at"],
                condition=~models.Q(secrecy_held_for="") & models.Q(secrecy_cleared_at__isnull=True),
                name="dossier_waits_release",
            ),
            models.Index(
                fields=["catalogue_import", "reference_code"],
                name="dossier_by_import",
                condition=models.Q(catalogue_import__isnull=False),
            ),
            models.Index(
                fields=["retention_ends", "fonds"],
                condition=models.Q(retention_ends__isnull=False),
                name="dossier_by_end_of_term",
            ),
        ]
        ordering = ["reference_code"]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """A text, photo or recording of a dossier, with the fields of the Circular.

    # Luật: TT 05/2025 Đ.4.1.c–đ, Phụ lục I.II.2.b–d
    """

    class DescribedBy(models.TextChoices):
        CATALOGUE = "catalogue", _("Bảng kê của đơn vị số hóa")
        MACHINE = "machine", _("Máy đọc, chưa có người xác nhận")
        PERSON = "person", _("Người xác nhận")

    id = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="items")
    ordinal = models.PositiveIntegerField()
    reference_code = models.CharField(max_length=100, unique=True)
    material = models.CharField(max_length=12, choices=Material.choices, default=Material.TEXT)
    # Fields only photos or recordings have, by the names of `fields`.
    details = models.JSONField(default=dict)
    # docId, where the paper or its producer gave one.
    identifier = models.CharField(max_length=25, blank=True)
    kind_code = models.CharField(max_length=2, blank=True, choices=_choices(codes.KIND))
    number = models.CharField(max_length=11, blank=True)
    notation = models.CharField(max_length=30, blank=True)
    issued_date = models.CharField(max_length=11, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    urgency = models.CharField(max_length=30, blank=True)
    language_code = models.CharField(max_length=2, default="01", choices=_choices(codes.LANGUAGE))
    page_count = models.PositiveIntegerField(default=0)
    sheet_count = models.PositiveIntegerField(null=True, blank=True)
    sheet = models.CharField(max_length=20, blank=True)
    retention_code = models.CharField(max_length=2, choices=_choices(codes.MAINTENANCE), default="01")
    access_code = models.CharField(max_length=2, choices=_choices(codes.MODE), default="02")
    trust_code = models.CharField(max_length=2, default="02", choices=_choices(codes.CONFIDENCE_LEVEL))
    autograph = models.CharField(max_length=2000, blank=True)
    physical_condition_code = models.CharField(max_length=2, blank=True, choices=_choices(codes.FORMAT))
    keywords = models.CharField(max_length=100, blank=True)
    information_mark = models.CharField(max_length=30, blank=True)
    has_process = models.BooleanField(null=True, blank=True)
    has_reserve = models.BooleanField(default=False)
    reserve_status = models.CharField(max_length=2, blank=True, choices=ReserveStatus.choices)
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
