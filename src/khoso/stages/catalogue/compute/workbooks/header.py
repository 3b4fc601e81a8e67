"""Where a table begins: the heading row, of one row or two, below whatever stands above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from khoso.stages.catalogue.compute import cells, columns
from khoso.stages.catalogue.compute.workbooks import legacy, targets
from khoso.stages.catalogue.compute.workbooks.grid import Row

# Registers of Decree 30 have up to twenty lines above the table.
LOOK_IN = 60


def shown(value: object, encoding: str = legacy.UNICODE) -> str:
    """A heading cell as a person reads it."""
    text = cells.as_text(value)
    if not text.isascii():
        text = _as_known_heading(text) or cells.clean(legacy.convert(text, encoding)[0]).text
    return " ".join(text.split())


@lru_cache(maxsize=10_000)
def _as_known_heading(text: str) -> str:
    """A heading too short to tell its font by itself (`Ghi chó` is `Ghi chú`), when one font makes it a known one."""
    for encoding in (legacy.UNICODE, legacy.TCVN3, legacy.VNI):
        turned = cells.clean(legacy.read_as(text, encoding)).text
        if columns.heading_key(turned) in targets.BY_HEADING:
            return turned
    return ""


def score(values: Sequence[object]) -> int:
    """How many different fields a row of cells names. Cells as long as a sentence are none."""
    keys = {columns.heading_key(shown(value)) for value in values if isinstance(value, str) and len(value) < 120}
    return len(keys & targets.BY_HEADING.keys())


def joined(upper: Sequence[object], lower: Sequence[object]) -> list[str]:
    """Two heading rows as one: an upper heading over several columns stands before each of the lower ones."""
    width = max(len(upper), len(lower))
    above = [shown(upper[at]) if at < len(upper) else "" for at in range(width)]
    below = [shown(lower[at]) if at < len(lower) else "" for at in range(width)]
    reach, names = "", []
    for at in range(width):
        reach = above[at] or (reach if below[at] else "")
        names.append(_one_name(reach, below[at]))
    return names


def _one_name(above: str, below: str) -> str:
    if not above or not below or above == below:
        return above or below
    together = f"{above} {below}"
    known = targets.BY_HEADING.keys()
    for name in (together, f"{below} {above}", below, above):
        if columns.heading_key(name) in known:
            return name if name != above else together
    return together


def find(rows: Sequence[Row]) -> int | None:
    """Index among `rows` of the last heading row; None when no row names three fields."""
    best, at = 0, None
    for index, row in enumerate(rows[:LOOK_IN]):
        found = score(row.values)
        if found > best:
            best, at = found, index
    if at is None or best < 3:
        return None
    if at + 1 < len(rows) and _is_lower_half(rows[at], rows[at + 1]):
        return at + 1
    return at


def _is_lower_half(upper: Row, lower: Row) -> bool:
    """Whether `lower` only names columns that `upper` heads together or leaves open."""
    if lower.number != upper.number + 1 or columns.is_column_numbering(lower.values):
        return False
    filled = [at for at, value in enumerate(lower.values) if value is not None]
    if not filled or not all(isinstance(lower.values[at], str) and len(str(lower.values[at])) < 60 for at in filled):
        return False
    open_above = [at for at in filled if at >= len(upper.values) or upper.values[at] is None]
    names = joined(upper.values, lower.values)
    known = [at for at in filled if columns.heading_key(names[at]) in targets.BY_HEADING]
    return bool(open_above) and len(filled) < len(names) and len(known) * 2 > len(filled)


def headings(rows: Sequence[Row], header_row: int) -> list[str]:
    """The headings when `header_row` is the last row of the heading; the row above joins when it is part of it."""
    by_number = {row.number: row for row in rows}
    row = by_number.get(header_row)
    if row is None:
        return []
    upper = by_number.get(header_row - 1)
    if (
        upper is not None
        and _is_lower_half(upper, row)
        and score(joined(upper.values, row.values)) >= score(row.values)
    ):
        return joined(upper.values, row.values)
    return [shown(value) for value in row.values]


def is_repeated(values: Sequence[object], known: Sequence[str]) -> bool:
    """Whether a row below says the headings again, as printing on several pages leaves them."""
    said = [(at, columns.heading_key(shown(value))) for at, value in enumerate(values) if value is not None]
    if len(said) < 2 or not all(isinstance(values[at], str) for at, _ in said):
        return False
    same = sum(1 for at, key in said if at < len(known) and key and key == columns.heading_key(known[at]))
    return same * 10 >= len(said) * 8 or (len(said) >= 3 and score(values) == len(said))


_LABELS = (
    (re.compile(r"^(?:tên\s+)?phông(?:\s+lưu\s+trữ)?$"), "dossier.fonds_title"),
    (re.compile(r"^(?:phông\s+số|mã\s+phông)$"), "dossier.fonds_code"),
    (re.compile(r"^mục\s+lục(?:\s+hồ\s+sơ)?(?:\s+số)?$"), "dossier.register_number"),
    (re.compile(r"^(?:hộp|cặp|hộp/cặp|hộp\s*\(cặp\))(?:\s+số)?$"), "dossier.box"),
    (re.compile(r"^(?:hồ\s+sơ\s+số|số(?:,|\s+và)?\s+ký\s+hiệu\s+hồ\s+sơ|đvbq(?:\s+số)?|đơn\s+vị\s+bảo\s+quản(?:\s+số)?"
                r"|hồ\s+sơ|số\s+hồ\s+sơ)$"), "dossier.number"),
    (re.compile(r"^mã\s+hồ\s+sơ$"), "dossier.reference_code"),
    (re.compile(r"^(?:tiêu\s+đề(?:\s+hồ\s+sơ)?|tên\s+hồ\s+sơ)$"), "dossier.title"),
    (re.compile(r"^thời\s+hạn(?:\s+bảo\s+quản|\s+lưu\s+trữ)?$"), "dossier.retention_code"),
    (re.compile(r"^(?:thời\s+gian(?:\s+tài\s+liệu)?|từ\s+ngày)$"), "dossier.span"),
    (re.compile(r"^(?:số\s+tờ|số\s+lượng\s+tờ|tổng\s+số\s+tờ)$"), "dossier.declared_sheet_count"),
    (re.compile(r"^(?:độ\s+mật|mức\s+độ\s+mật)$"), "dossier.secrecy_mark"),
)  # fmt: skip


def context(values: Sequence[object], encoding: str = legacy.UNICODE) -> dict[str, str]:
    """What a line above a table says of the dossier below: `Hồ sơ số: 05`, `Phông | UBND huyện …`."""
    texts = [(shown(value, encoding)) for value in values if value is not None]
    texts = [text for text in texts if text]
    if not texts or len(texts) > 6:
        return {}
    found: dict[str, str] = {}
    waiting: str | None = None
    for text in texts:
        name, said, value = text.partition(":")
        field = _label_field(name)
        if said and field:
            if value.strip():
                found[field] = value.strip(" .;")
            waiting = None if value.strip() else field
        elif field and not said:
            waiting = field
        elif waiting:
            found[waiting], waiting = text, None
        elif len(texts) > 2 and not found:
            return {}
    return found


def _label_field(name: str) -> str | None:
    words = " ".join(name.lower().split())
    return next((field for pattern, field in _LABELS if pattern.match(words)), None)
