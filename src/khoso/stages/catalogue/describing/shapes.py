"""What a description is made of at each level: the Circular's fields, and what only the archive itself keeps.

One table for forms, pages, corrections and history. Names are those of the columns, or keys of `Item.details`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from khoso.kernel.words import noop
from khoso.stages.catalogue.compute import checking, fields
from khoso.stages.catalogue.compute.fields import Field, Need, Shape
from khoso.stages.catalogue.models import Dossier, Fonds, FondsKind, Item, Origin, Series

MODELS: dict[str, type[models.Model]] = {"fonds": Fonds, "series": Series, "dossier": Dossier, "item": Item}
MAY = Need.MAY

KIND_WORDS = {
    "fonds": noop("Phông"),
    "series": noop("Mục lục, nhóm"),
    "dossier": noop("Hồ sơ"),
    "item": noop("Tài liệu"),
}

_KINDS = {value: str(label) for value, label in FondsKind.choices}
_ORIGINS = {value: str(label) for value, label in Origin.choices}

# Kept by the archive, asked by no annex of the Circular (places, origin, terms counted in years, what only paper has).
_OWN: Mapping[str, tuple[Field, ...]] = {
    "fonds": (
        Field("kind", "", noop("Loại"), Shape.CODE, 0, MAY, _KINDS),
        Field("origin", "", noop("Nguồn gốc tài liệu"), Shape.CODE, 0, MAY, _ORIGINS),
        Field("start", "", noop("Thời gian tài liệu, từ"), Shape.DATE, 0, MAY),
        Field("end", "", noop("Thời gian tài liệu, đến"), Shape.DATE, 0, MAY),
        Field("archive_code", "", noop("Mã cơ quan lưu trữ"), Shape.TEXT, 35, MAY),
    ),
    "series": (
        Field("code", "", noop("Số mục lục, ký hiệu nhóm"), Shape.TEXT, 60),
        Field("title", "", noop("Tên mục lục, nhóm tài liệu"), Shape.TEXT, 1000, MAY),
        Field("note", "", noop("Ghi chú"), Shape.TEXT, 2000, MAY),
    ),
    "dossier": (
        Field("number", "", noop("Số và ký hiệu hồ sơ"), Shape.TEXT, 60),
        Field("register_number", "", noop("Mục lục số"), Shape.TEXT, 40, MAY),
        Field("store", "", noop("Kho"), Shape.TEXT, 40, MAY),
        Field("shelf", "", noop("Giá"), Shape.TEXT, 40, MAY),
        Field("box", "", noop("Hộp"), Shape.TEXT, 40, MAY),
        Field("retention_years", "", noop("Số năm bảo quản (thời hạn khác)"), Shape.NUMBER, 3, MAY),
        Field("retention_from", "", noop("Tính từ năm"), Shape.NUMBER, 4, MAY),
        Field("is_digitally_signed", "", noop("Đã ký số từ khi hình thành"), Shape.FLAG, 0, MAY),
        Field("secrecy_mark", "", noop("Dấu chỉ độ mật trên bìa"), Shape.TEXT, 20, MAY),
    ),
    "item": (
        Field("sheet_count", "", noop("Số lượng tờ"), Shape.NUMBER, 6, MAY),
        Field("sheet", "", noop("Tờ số"), Shape.TEXT, 20, MAY),
        Field("signer", "", noop("Người ký"), Shape.TEXT, 120, MAY),
        Field("urgency", "", noop("Độ khẩn"), Shape.TEXT, 30, MAY),
    ),
}
# Only texts are signed and urgent, only paper has sheets.
_OWN_OF_TEXT = frozenset({"sheet_count", "sheet", "signer", "urgency"})

# The fields of a page and a form, in the order a person fills them: heading, names.
_ITEM_END = (
    (noop("Sử dụng, bảo quản"), ("retention_code", "access_code", "physical_condition_code")),
    (noop("Dự phòng, ghi chú"), ("has_reserve", "reserve_status", "information_mark", "note")),
)
GROUPS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "fonds": (
        (noop("Nhận diện"), ("code", "title", "kind", "origin", "is_closed", "archive_code")),
        (noop("Nội dung"), ("history", "start", "end", "declared_item_count", "classification", "languages")),
        (noop("Dự phòng, ghi chú"), ("has_reserve", "note")),
    ),
    "series": ((noop("Nhận diện"), ("code", "title", "note")),),
    "dossier": (
        (noop("Nhận diện"), ("number", "register_number", "title", "reference_code", "paper_reference_code")),
        (noop("Nội dung"), ("start", "end", "language_code", "keywords", "information_mark", "note")),
        (noop("Khối lượng"), ("declared_item_count", "declared_sheet_count", "declared_page_count")),
        (noop("Nơi để, tình trạng"), ("store", "shelf", "box", "physical_condition_code")),
        (noop("Thời hạn, sử dụng"), ("retention_code", "retention_years", "retention_from", "access_code")),
        (
            noop("Tin cậy, dự phòng"),
            ("trust_code", "is_digitally_signed", "secrecy_mark", "has_reserve", "reserve_status"),
        ),
    ),
    "text": (
        (noop("Nhận diện"), ("kind_code", "number", "notation", "issued_date", "issuer", "signer", "urgency")),
        (noop("Nội dung"), ("subject", "language_code", "keywords", "autograph")),
        (noop("Khối lượng"), ("page_count", "sheet_count", "sheet")),
        (noop("Mã"), ("identifier", "reference_code", "trust_code", "has_process")),
        *_ITEM_END,
    ),
    "photo": (
        (noop("Nhận diện"), ("type_pic", "archives_number", "reference_code")),
        (noop("Nội dung"), ("subject", "event_name", "photographer", "photo_place", "issued_date")),
        (noop("Hình thức"), ("colour", "film_size", "doc_attached")),
        *_ITEM_END,
    ),
    "audiovisual": (
        (noop("Nhận diện"), ("type_media", "archives_number", "reference_code")),
        (noop("Nội dung"), ("subject", "event_name", "recorder", "record_place", "issued_date", "language_code")),
        (noop("Hình thức"), ("play_time", "quality", "doc_attached")),
        *_ITEM_END,
    ),
}
DETAILS = fields.IN_DETAILS
# Composed by the house from the dossier and the ordinal; nobody types it.
COMPOSED = {"item": frozenset({"reference_code"})}
LONG = frozenset({"history", "classification", "note", "autograph"})


@dataclass(frozen=True, slots=True)
class Level:
    """One level of description: its fields in the order they are shown, under headings."""

    kind: str
    name: str
    groups: tuple[tuple[str, tuple[Field, ...]], ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for _, group in self.groups for field in group)

    @property
    def editable(self) -> tuple[Field, ...]:
        composed = COMPOSED.get(self.kind, frozenset())
        return tuple(field for field in self.fields if field.name not in composed)

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    @property
    def clause(self) -> str:
        return checking.CLAUSES.get(self.name, "")


def _level(kind: str, name: str) -> Level:
    law = {field.name: field for field in checking.LEVELS.get(name, ())}
    own = {field.name: field for field in _OWN[kind]}
    known = {**own, **law}
    if name == "text":
        # Whatever holds a text is asked of texts; the machine counts the pages of the others too.
        known = {**known, **{each: own[each] for each in _OWN_OF_TEXT}}
    groups = tuple((heading, tuple(known[each] for each in names)) for heading, names in GROUPS[name])
    return Level(kind, name, groups)


LEVELS = {
    "fonds": _level("fonds", "fonds"),
    "series": _level("series", "series"),
    "dossier": _level("dossier", "dossier"),
    **{name: _level("item", name) for name in fields.OF_MATERIAL},
}


def level_of(subject: Any) -> Level:
    """The level of a fonds, series, dossier or item."""
    if isinstance(subject, Item):
        return LEVELS[subject.material]
    return LEVELS[kind_of(subject)]


def kind_of(subject: Any) -> str:
    """`fonds`, `series`, `dossier` or `item`."""
    return next(kind for kind, model in MODELS.items() if isinstance(subject, model))


def values_of(subject: Any) -> dict[str, Any]:
    """What a description says now, by field, ready to be kept as JSON."""
    details = getattr(subject, "details", None) or {}
    told: dict[str, Any] = {}
    for field in level_of(subject).fields:
        told[field.name] = details.get(field.name, "") if is_detail(field) else getattr(subject, field.name)
    return told


def is_detail(field: Field) -> bool:
    """Whether a field lies in `Item.details`."""
    return field.name in DETAILS


def agency_id_of(subject: Any) -> int:
    """The agency that holds a subject."""
    fonds = subject if isinstance(subject, Fonds) else None
    if isinstance(subject, Dossier | Series):
        fonds = subject.fonds
    if isinstance(subject, Item):
        fonds = subject.dossier.fonds
    assert fonds is not None
    return int(fonds.agency_id)
