"""Which column is which field: by its heading, by its neighbours and by what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import cells, columns
from khoso.stages.catalogue.compute.workbooks import legacy, targets, when
from khoso.stages.catalogue.compute.workbooks.grid import letter_of

SAMPLE = 80
_SHOWN = 5
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column and the field it seems to be; `why` in Vietnamese, `samples` as a person reads them."""

    letter: str
    heading: str
    field: str | None
    confidence: float
    why: str
    samples: tuple[str, ...]


def _is_date(value: object) -> bool:
    return isinstance(value, datetime | date) or when.read(value, date.max).found is not None or _short_date(value)


def _short_date(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\s*\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}\s*", value) is not None


def _is_span(value: object) -> bool:
    return isinstance(value, str) and not _is_date(value) and all(e.found for e in when.read_span(value, date.max))


def _is_count(value: object) -> bool:
    return cells.whole_number(value) is not None


_RANGE = re.compile(r"^\s*\d{1,5}[a-zA-Z]?(?:\s*[-–,]\s*\d{1,5}[a-zA-Z]?)*\s*$")
_NOTATION = re.compile(r"^\s*\d{1,5}[a-zA-Z]?\s*/\s*(?:\d{4}\s*/\s*)?[A-ZĐa-z][\w.\-–/ Đđ]*$")
_FILE = re.compile(r"\.(pdf|jpe?g|tiff?|png|mp3|mp4|wav|avi|wm[av])\s*$", re.IGNORECASE)
_NAME = re.compile(r"^(?:(?:ông|bà)\s+)?(?:[A-ZĐÀ-Ỹ][a-zđà-ỹ]+\s+){1,4}[A-ZĐÀ-Ỹ][a-zđà-ỹ]+$")
_FAMILY = {
    "nguyen",
    "tran",
    "le",
    "pham",
    "hoang",
    "huynh",
    "phan",
    "vu",
    "vo",
    "dang",
    "bui",
    "do",
    "ho",
    "ngo",
    "duong",
}


def _is_person(value: object) -> bool:
    text = " ".join(cells.as_text(value).split())
    return (
        bool(_NAME.match(text))
        and fold(text).split()[0 if not fold(text).startswith(("ong ", "ba ")) else 1] in _FAMILY
    )


@dataclass(frozen=True, slots=True)
class _Content:
    """A kind of content: how cells of it are known, what to call it, which fields it may be."""

    name: str
    is_it: Callable[[object], bool]
    fields: tuple[str, ...]
    sure: float


_CONTENTS = (
    _Content("tên tệp", lambda v: bool(_FILE.search(cells.as_text(v))), ("item.file",), 0.8),
    _Content("thời hạn bảo quản", lambda v: cells.code("retention", cells.as_text(v)) is not None
             and not cells.as_text(v).strip().isdigit(),
             ("dossier.retention_code", "item.retention_code"), 0.8),
    _Content("tên loại văn bản", lambda v: cells.kind_code(cells.as_text(v))[1]
             and not cells.as_text(v).strip().isdigit(),
             ("item.kind_code",), 0.8),
    _Content("chế độ sử dụng", lambda v: cells.code("access", cells.as_text(v)) is not None
             and not cells.as_text(v).strip().isdigit(),
             ("dossier.access_code", "item.access_code"), 0.8),
    _Content("ngôn ngữ", lambda v: fold(cells.as_text(v)).startswith("tieng "),
             ("dossier.language_code", "item.language_code"), 0.8),
    _Content("khoảng thời gian", _is_span, ("dossier.span",), 0.75),
    _Content("số và ký hiệu", lambda v: isinstance(v, str) and bool(_NOTATION.match(v)),
             ("item.number_notation",), 0.7),
    _Content("tên người", _is_person, ("item.signer",), 0.5),
)  # fmt: skip
_DATE = _Content("ngày tháng", _is_date, ("item.issued_date", "dossier.start", "dossier.end"), 0.6)
_SHEETS = _Content("số tờ", lambda v: isinstance(v, str) and "-" in v and bool(_RANGE.match(v)), ("item.sheet",), 0.65)
# What the cells of a field must look like; a heading that says otherwise is doubted.
_MUST_BE: dict[str, tuple[str, Callable[[object], bool]]] = {
    **dict.fromkeys(("dossier.start", "dossier.end", "item.issued_date"), ("ngày tháng", _is_date)),
    **dict.fromkeys(
        ("dossier.declared_item_count", "dossier.declared_sheet_count", "dossier.declared_page_count",
         "item.ordinal", "item.page_count", "item.sheet_count"),
        ("số", _is_count),
    ),
    "dossier.span": ("thời gian", lambda v: _is_span(v) or _is_date(v)),
    "dossier.retention_code": ("thời hạn", lambda v: cells.code("retention", cells.as_text(v)) is not None
                               or "nam" in fold(cells.as_text(v)) or "lau dai" in fold(cells.as_text(v))),
    "item.file": ("tên tệp", lambda v: bool(_FILE.search(cells.as_text(v)))),
    "dossier.title": ("chữ", lambda v: not cells.as_text(v).replace("/", "").strip().isdigit()),
    "item.subject": ("chữ", lambda v: not cells.as_text(v).replace("/", "").strip().isdigit()),
}  # fmt: skip


def guess(names: Sequence[str], below: Sequence[Sequence[object]], encodings: Sequence[str]) -> list[ColumnGuess]:
    """Understand the columns headed `names`; `below` are rows of cells under them."""
    options = [targets.BY_HEADING.get(columns.heading_key(name), []) for name in names]
    cells_of = [[row[at] for row in below if at < len(row) and row[at] not in (None, "")] for at in range(len(names))]
    readable = [
        [legacy.convert(v, encodings[at])[0] if isinstance(v, str) else v for v in values]
        for at, values in enumerate(cells_of)
    ]
    chosen, sure, why = _by_name(options)
    _stt_of_documents(names, chosen, why)
    for at in range(len(names)):
        if chosen[at] is not None and chosen[at] in _MUST_BE:
            sure[at], why[at] = _doubted(chosen[at] or "", readable[at], sure[at], why[at])
    _by_content(chosen, sure, why, readable)
    guesses = []
    for at, name in enumerate(names):
        if name or readable[at]:
            samples = tuple(dict.fromkeys(cells.as_text(value)[:120] for value in readable[at]))[:_SHOWN]
            guesses.append(ColumnGuess(letter_of(at), name, chosen[at], round(sure[at], 2), why[at], samples))
    return guesses


def _part(name: str | None) -> str | None:
    return name.split(".")[0] if name and "." in name else None


def _by_name(options: list[list[str]]) -> tuple[list[str | None], list[float], list[str]]:
    chosen: list[str | None] = [None] * len(options)
    sure = [0.0] * len(options)
    why = ["Không rõ cột này là gì; hãy chọn trường hoặc bỏ qua."] * len(options)
    for at, names in enumerate(options):
        if len(names) == 1 and (names[0] not in chosen or names[0] == targets.IGNORE):
            chosen[at], sure[at], why[at] = names[0], 0.98, "Tên cột đúng tên trường."
            if names[0] == targets.IGNORE:
                why[at] = "Cột do Kho Số thêm khi trả lại dòng lỗi; không nhập."
        elif len(names) == 1:
            why[at] = f"Trùng trường với một cột khác ({targets.label(names[0])}); hãy chọn cột nào được nhập."
    parts = [_part(name) for name in chosen]
    lead = "item" if parts.count("item") > parts.count("dossier") else "dossier"
    for at, names in enumerate(options):
        if len(names) < 2:
            continue
        part = _nearest(chosen, at) or lead
        free = [name for name in names if name not in chosen]
        here = [name for name in free if _part(name) == part]
        if here:
            side = "hồ sơ" if part == "dossier" else "tài liệu"
            chosen[at], sure[at], why[at] = here[0], 0.9, f"Tên cột dùng chung; đứng cạnh các cột của {side}."
        elif free:
            chosen[at], sure[at], why[at] = free[0], 0.7, "Tên cột dùng chung, đứng ở chỗ lạ; hãy xem lại."
    return chosen, sure, why


def _nearest(chosen: list[str | None], at: int) -> str | None:
    left = (part for name in reversed(chosen[:at]) if (part := _part(name)))
    right = (part for name in chosen[at + 1 :] if (part := _part(name)))
    return next(left, None) or next(right, None)


def _stt_of_documents(names: Sequence[str], chosen: list[str | None], why: list[str]) -> None:
    """In a register of the documents of one dossier, the running number is the ordinal of the document."""
    parts = [_part(name) for name in chosen]
    if "dossier" in parts or "item" not in parts or "item.ordinal" in chosen:
        return
    if targets.ROW_NUMBER in chosen:
        at = chosen.index(targets.ROW_NUMBER)
        chosen[at], why[at] = "item.ordinal", "Mục lục văn bản của hồ sơ: số thứ tự là thứ tự tài liệu trong hồ sơ."


def _doubted(field: str, values: list[object], sure: float, why: str) -> tuple[float, str]:
    if not values:
        return min(sure, 0.85), f"{why} Cột chưa có giá trị nào."
    what, is_it = _MUST_BE[field]
    share = sum(1 for value in values if is_it(value)) / len(values)
    if share < 0.8 and len(values) < _ENOUGH:
        return sure * 0.8, f"{why} Mới có {len(values)} ô để xem."
    if share >= 0.8:
        return min(1.0, sure + 0.02), f"{why} {share:.0%} ô là {what}."
    return sure * max(0.4, share), f"{why} Nhưng chỉ {share:.0%} ô là {what}; hãy xem lại."


def _by_content(chosen: list[str | None], sure: list[float], why: list[str], values: list[list[object]]) -> None:
    for kind in (*_CONTENTS, _DATE, _SHEETS):
        for at, name in enumerate(chosen):
            if name is not None or not values[at] or "Trùng trường" in why[at]:
                continue
            share = sum(1 for value in values[at] if kind.is_it(value)) / len(values[at])
            free = [field for field in kind.fields if field not in chosen and _fits(field, chosen)]
            if share >= 0.8 and free:
                chosen[at], sure[at] = free[0], kind.sure * share
                why[at] = f"Tên cột lạ, nhưng {share:.0%} ô là {kind.name}."


def _fits(field: str, chosen: list[str | None]) -> bool:
    """A date is no date of a dossier when its own columns of day, month and year are there."""
    return not any(name and name.startswith((f"{field}_", f"{field.removesuffix('_date')}_")) for name in chosen)


def level_of(fields: Sequence[str | None]) -> str:
    """dossiers, items or mixed: which of the two the columns describe."""
    parts = {_part(name) for name in fields}
    own = {"dossier.number", "dossier.title", "dossier.reference_code"} & set(fields)
    if "item" in parts:
        return "mixed" if own else "items"
    return "dossiers"


def layout_of(names: Sequence[str], fields: Sequence[str | None]) -> str:
    """tt05, tt02, nd30-hoso, nd30-vanban, delivery or other."""
    keys = {columns.heading_key(name) for name in names}
    english = {key for key in keys if key in _ENGLISH}
    if len(english) >= 4:
        return "tt02" if keys & targets.TT02_ONLY and not keys & targets.TT05_ONLY else "tt05"
    level = level_of(fields)
    known = sum(1 for name in fields if _part(name))
    if level == "mixed" and ("item.file" in fields or known >= 12):
        return "delivery"
    if level == "dossiers" and {"dossier.title", "dossier.retention_code"} <= set(fields) and known <= 12:
        return "nd30-hoso"
    if (
        level == "items"
        and {"item.number_notation", "item.sheet", "item.kind_and_subject"} & set(fields)
        and known <= 12
    ):
        return "nd30-vanban"
    return "other"


_ENGLISH_SAID = (
    "arcFileCode fileCode title maintenance mode language startDate endDate keyword totalDoc numberOfPaper format "
    "numberOfPage inforSign confidenceLevel paperFileCode riskRecovery riskRecoveryStatus description docId "
    "arcDocCode docCode typeName codeNumber codeNotation issuedDate organName subject autograph process "
    "fileNotation fileCatalog rights sheetNumber pageNumber pageAmount docOrdinal identifier organId"
)
_ENGLISH = {columns.heading_key(word) for word in _ENGLISH_SAID.split()}
