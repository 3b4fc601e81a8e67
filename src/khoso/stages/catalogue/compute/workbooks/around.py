"""What is told of columns and of the sheet as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from khoso.kernel.findings import Severity
from khoso.stages.catalogue.compute.notes import ranges
from khoso.stages.catalogue.compute.workbooks import legacy, targets
from khoso.stages.catalogue.compute.workbooks.faults import Ledger
from khoso.stages.catalogue.compute.workbooks.grid import Book, Surroundings, letter_of
from khoso.stages.catalogue.compute.workbooks.reading import Plan

# Luật: TT 05/2025 Phụ lục I mục II.2.a, II.2.b (trường bắt buộc)
_WANTED: dict[str, tuple[tuple[str, ...], ...]] = {
    "dossier": (
        ("dossier.number", "dossier.reference_code"),
        ("dossier.title",),
        ("dossier.retention_code",),
        ("dossier.start", "dossier.start_year", "dossier.span"),
        ("dossier.end", "dossier.end_year", "dossier.span"),
    ),
    "item": (
        ("item.kind_code", "item.kind_and_subject"),
        ("item.issued_date", "item.issued_year"),
        ("item.issuer",),
        ("item.subject", "item.kind_and_subject"),
    ),
}


def span(first: int, last: int) -> str:
    """`5`, or `5–9`."""
    return str(first) if first == last else f"{first}–{last}"


def tell_columns(plan: Plan, names: Sequence[str], header_row: int, level: str, ledger: Ledger) -> None:
    """How each column is understood, and which needed columns there are not."""
    for index, letter, name in plan.columns:
        heading = names[index] if index < len(names) else ""
        ledger.tell(
            "column_used", header_row, f"Cột «{heading}» được đọc là «{targets.FIELDS[name]}».", column=letter, now=name
        )
    has = set(plan.letters)
    if level == "items":
        parts = ["item"]
    else:
        parts = ["dossier"] if level == "dossiers" else ["dossier", "item"]
    missing = [targets.label(wanted[0]) for part in parts for wanted in _WANTED[part] if not has & set(wanted)]
    if missing:
        ledger.tell(
            "missing_column", header_row,
            f"Bảng không có cột: {'; '.join(missing)}. Vẫn đọc được, nhưng phần thiếu phải bổ sung sau.",
        )  # fmt: skip


def tell_old_fonts(plan: Plan, names: Sequence[str], header_row: int, ledger: Ledger) -> None:
    """Which columns were typed in an old font: once, with an example."""
    for index, letter, _ in plan.columns:
        if letter in ledger.old_texts:
            was, now = ledger.old_texts[letter]
            font = legacy.NAMES.get(legacy.convert(was, plan.encoding(index))[1], "cũ")
            ledger.tell(
                "legacy_font", header_row,
                f"Cột «{names[index] if index < len(names) else letter}» gõ bằng bộ mã {font}; được chuyển sang "
                f"Unicode khi đọc. Ví dụ: «{was[:60]}» thành «{now[:60]}».",
                column=letter, was=was, now=now,
            )  # fmt: skip


def tell_unread(
    filled: Counter[int], names: Sequence[str], mapping: Mapping[str, str], header_row: int, plan: Plan, ledger: Ledger
) -> None:
    """Columns that hold something and are not read: nothing is dropped silently."""
    added = {at for at, name in enumerate(names) if name == targets.ORIGINAL_ROW}
    has_items = any(name.startswith("item.") for name in plan.letters)
    kept = "giữ nguyên như đã gõ bên cạnh tài liệu" if has_items else "không nhập"
    for index, count in sorted((index, count) for index, count in filled.items() if index not in added):
        letter = letter_of(index)
        field = mapping.get(letter, "")
        heading = names[index] if index < len(names) and names[index] else "không có tiêu đề"
        if field == targets.IGNORE:
            ledger.tell("column_ignored", header_row, f"Cột «{heading}» có {count} ô, không nhập theo lựa chọn.",
                        column=letter)  # fmt: skip
        elif field in targets.FIELDS and plan.letters.get(field) != letter:
            ledger.tell(
                "unknown_column", header_row,
                f"Cột «{heading}» có {count} ô nhưng trường «{targets.label(field)}» đã lấy ở cột "
                f"{plan.letters.get(field)}; không nhập. Hãy chọn trường khác.",
                column=letter,
            )  # fmt: skip
        elif field not in targets.FIELDS:
            ledger.tell(
                "unknown_column", header_row,
                f"Cột «{heading}» có {count} ô nhưng chưa chọn trường; {kept}.",
                column=letter,
            )  # fmt: skip


def tell_other_sheets(book: Book, sheet: str, ledger: Ledger) -> None:
    """Sheets of the file that hold something and are not read this time."""
    for other in book.sheets:
        if other.name not in {sheet, targets.FAULTS_SHEET} and next(book.rows(other.name), None) is not None:
            hidden = " (đang ẩn)" if other.is_hidden else ""
            ledger.tell("other_sheet", 0, f"Trang tính «{other.name}»{hidden} không nhập trong lần này.")


def tell_hidden(rows: list[int], ledger: Ledger) -> None:
    """Hidden rows are read like others, and told."""
    if rows:
        ledger.tell("hidden", rows[0], f"Các dòng {ranges(rows)} đang ẩn; vẫn được đọc. Hãy xem có cần nhập không.",
                    late=True)  # fmt: skip


def tell_surroundings(found: Surroundings, header_row: int, ledger: Ledger) -> None:
    """Merged cells below the headings, and hidden columns."""
    for area in found.merged:
        first, _, last = area.partition(":")
        top = int("".join(filter(str.isdigit, first)) or 0)
        bottom = int("".join(filter(str.isdigit, last or first)) or 0)
        if bottom > header_row:
            ledger.tell(
                "merged_cells", max(top, header_row + 1),
                f"Các ô {area} bị gộp: chỉ ô đầu có giá trị. Hãy bỏ gộp và điền đủ từng dòng.",
                column="".join(filter(str.isalpha, first)),
                severity=Severity.INFO if top == bottom else None,
            )  # fmt: skip
    for first_column, last_column in found.hidden_columns:
        letters = list(dict.fromkeys([letter_of(first_column - 1), letter_of(min(last_column, 512) - 1)]))
        ledger.tell("hidden", header_row, f"Cột {'–'.join(letters)} đang ẩn; vẫn được đọc.", column=letters[0])
