"""What only shows when rows are seen together: doubles, gaps, totals that disagree, dates outside their dossier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.text_vi import fold, tone_placement
from khoso.stages.catalogue.compute.notes import Notes, ranges
from khoso.stages.catalogue.compute.rows import DossierRow, ItemRow

# A typing slip (2010 for 201) must not make a list of thousands of "missing" numbers.
_WIDEST_GAP = 2_000


def path_key(path: str) -> str:
    """A path as compared: case, accents, Unicode form, slashes and doubled spaces do not matter."""
    return " ".join(fold(tone_placement(path)).replace("\\", "/").strip("/").split())


def across_rows(
    dossiers: Sequence[DossierRow], items: Sequence[ItemRow], letters: Mapping[str, str], notes: Notes
) -> None:
    """Note doubles, gaps, wrong totals and stray dates. `letters` maps fields to columns, for the cell in a finding."""
    of: dict[str, list[ItemRow]] = defaultdict(list)
    files: dict[str, list[ItemRow]] = defaultdict(list)
    for item in items:
        of[item.dossier].append(item)
        if item.file_path:
            files[path_key(item.file_path)].append(item)
    for dossier in dossiers:
        mine = of.get(dossier.key, [])
        _ordinals(dossier, mine, letters, notes)
        _numbers(dossier, mine, letters, notes)
        _total(dossier, mine, letters, notes)
        _dates(dossier, mine, letters, notes)
    for same in files.values():
        for item in same if len(same) > 1 else ():
            notes.error(
                "catalogue.duplicate_file",
                f"Các dòng {ranges([other.row for other in same])} cùng trỏ tới tệp {item.file_path}. "
                "Mỗi tệp chỉ được một dòng.",
                column=letters.get("item.file", ""),
                row=item.row,
            )


def _name(dossier: DossierRow) -> str:
    return f"Hồ sơ {dossier.dossier_number or dossier.dossier_code or dossier.title[:60]}"


def gaps(numbers: Sequence[int], first: int | None = None) -> list[int]:
    """The whole numbers missing between the smallest (or `first`) and the largest; none when the span is absurd."""
    present = set(numbers)
    if not present or max(present) - min(present) > _WIDEST_GAP:
        return []
    return [n for n in range(first if first is not None else min(present), max(present)) if n not in present]


def _ordinals(dossier: DossierRow, items: list[ItemRow], letters: Mapping[str, str], notes: Notes) -> None:
    by_ordinal: dict[int, list[ItemRow]] = defaultdict(list)
    for item in items:
        if item.ordinal:
            by_ordinal[item.ordinal].append(item)
    for ordinal, same in by_ordinal.items():
        for item in same if len(same) > 1 else ():
            notes.error(
                "catalogue.duplicate_number",
                f"{_name(dossier)}: số thứ tự {ordinal} dùng ở các dòng {ranges([i.row for i in same])}.",
                column=letters.get("item.ordinal", ""),
                row=item.row,
            )
    missing = gaps(list(by_ordinal), first=1)
    if missing:
        notes.warning(
            "catalogue.number_gap", f"{_name(dossier)}: thiếu số thứ tự {ranges(missing)}.", row=dossier.rows[0]
        )


def _numbers(dossier: DossierRow, items: list[ItemRow], letters: Mapping[str, str], notes: Notes) -> None:
    same_number: dict[tuple[str, str, int | None], list[ItemRow]] = defaultdict(list)
    for item in items:
        if item.number:
            year = item.issued_date.year if item.issued_date else None
            same_number[item.number.lstrip("0"), fold(item.notation), year].append(item)
    for same in same_number.values():
        for item in same if len(same) > 1 else ():
            notes.warning(
                "catalogue.duplicate_number",
                f"{_name(dossier)}: số {'/'.join(filter(None, [item.number, item.notation]))} dùng ở các dòng "
                f"{ranges([i.row for i in same])}. Hãy xem lại bản giấy.",
                column=letters.get("item.number", letters.get("item.number_notation", "")),
                row=item.row,
            )
    # Only a dossier of outgoing documents is numbered through, so only there a missing number means something.
    if "van ban di" in fold(dossier.title) or "khuyet so" in fold(dossier.title):
        missing = gaps([int(item.number) for item in items if item.number.isascii() and item.number.isdigit()])
        if missing:
            notes.info(
                "catalogue.number_gap", f"{_name(dossier)}: khuyết số văn bản {ranges(missing)}.", row=dossier.rows[0]
            )


def _total(dossier: DossierRow, items: list[ItemRow], letters: Mapping[str, str], notes: Notes) -> None:
    declared = dossier.declared_item_count
    if declared is not None and items and declared != len(items):
        notes.warning(
            "catalogue.total_disagrees",
            f"{_name(dossier)} khai {declared} văn bản nhưng bảng có {len(items)} dòng.",
            column=letters.get("dossier.declared_item_count", ""),
            row=dossier.rows[0],
        )


def _before(one: ArchivalDate, other: ArchivalDate) -> bool:
    """Whether `one` is surely earlier, seen at the coarser precision of the two."""
    length = min(len(one.iso), len(other.iso))
    return one.iso[:length] < other.iso[:length]


def _dates(dossier: DossierRow, items: list[ItemRow], letters: Mapping[str, str], notes: Notes) -> None:
    letter = next(
        (letters[name] for name in ("item.issued", "item.issued_day", "item.issued_year") if name in letters), ""
    )
    if dossier.start and dossier.end and _before(dossier.end, dossier.start):
        return
    for item in items:
        when = item.issued_date
        early = when and dossier.start and _before(when, dossier.start)
        late = when and dossier.end and _before(dossier.end, when)
        if when and (early or late):
            notes.warning(
                "catalogue.date_outside_dossier",
                f"Văn bản ngày {when.vietnamese} nằm ngoài thời gian của {_name(dossier).lower()}.",
                column=letter,
                row=item.row,
            )
