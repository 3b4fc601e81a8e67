"""Dossiers out of the dossier's cells of rows; equal cells are one dossier."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.findings import Severity
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import cells, secrecy
from khoso.stages.catalogue.compute.workbooks import targets, when
from khoso.stages.catalogue.compute.workbooks.faults import Ledger
from khoso.stages.catalogue.compute.workbooks.habits import misspelt_in
from khoso.stages.catalogue.compute.workbooks.reading import Cells

IDENTITY = ("dossier.number", "dossier.reference_code", "dossier.title")
_TEXTS = (
    "fonds_code", "fonds_title", "series_title", "register_number", "store", "shelf", "number", "reference_code",
    "title", "keywords", "information_mark", "paper_reference_code", "note", "annotation",
)  # fmt: skip
_CODES = ("access_code", "language_code", "physical_condition_code", "trust_code")
_COUNTS = ("declared_item_count", "declared_sheet_count", "declared_page_count")
_FORMED = re.compile(r"\.(?:18|19|20)\d{2}\.(.+)$")
# What would repeat the content of a state secret.
_TELLING = ("title", "note", "keywords")
# Said differently in two rows these are told; the rest is filled up in silence.
_COMPARED = ("title", "retention_code", "access_code", "start", "end", *_COUNTS)


@dataclass(slots=True)
class Entry:
    """What cross-checks need of one row of an item."""

    row: int
    ordinal: int | None = None
    number: str = ""
    notation: str = ""
    issued: ArchivalDate | None = None
    sheets: tuple[int, int] | None = None
    is_range: bool = False
    pages: int | None = None
    sheet_count: int | None = None


@dataclass(slots=True)
class Dossier:
    """A dossier as its rows describe it: `values` by the names of its columns, in words of JSON."""

    index: int
    key: str
    first_row: int
    values: dict[str, Any]
    start: ArchivalDate | None = None
    end: ArchivalDate | None = None
    last_row: int = 0
    row_count: int = 0
    entries: list[Entry] = field(default_factory=list)
    bad_since: int | None = None
    is_secret: bool = False

    @property
    def name(self) -> str:
        """How messages call it; never by its title when that may be secret."""
        said = self.values.get("number") or self.values.get("reference_code")
        if said or self.is_secret:
            return f"Hồ sơ {said or ''}".strip()
        return f"Hồ sơ «{str(self.values.get('title', ''))[:60]}»"


class Dossiers:
    """Finds or makes the dossier of each row."""

    def __init__(self, cells_: Cells, ledger: Ledger, defaults: dict[str, str], level: str) -> None:
        self._cells, self._ledger, self._level = cells_, ledger, level
        self._defaults = {name: value for name, value in defaults.items() if value}
        plan = cells_.plan
        self._at = [index for index, _, name in plan.columns if name.startswith("dossier.")]
        self._has = {name for _, _, name in plan.columns}
        self._named_by_order = not ({"dossier.number", "dossier.reference_code"} & self._has)
        self._by_cells: dict[tuple[Any, ...], Dossier] = {}
        self._by_key: dict[str, Dossier] = {}
        self.all: list[Dossier] = []
        self.present: Dossier | None = None
        self.above: dict[str, str] = {}
        self.above_row = 0
        self.groups: list[tuple[str, str]] = []

    def of_row(self) -> Dossier | None:
        """The dossier of the row that the cells hold; None when nothing says which."""
        values = self._cells.values
        raw = tuple([values[at] if at < len(values) else None for at in self._at])
        known = self._by_cells.get(raw) if self._at and self._level != "dossiers" else None
        if known is None:
            known = self._new(raw)
            if known is None:
                return None
        known.last_row = self._cells.number
        known.row_count += 1
        self.present = known
        return known

    def start_below(self, said: dict[str, str], row: int) -> None:
        """A line above a table names the dossier of the rows that follow."""
        if {"dossier.number", "dossier.reference_code", "dossier.title"} & said.keys() and row > self.above_row + 8:
            self.above = {k: v for k, v in self.above.items() if k in _OF_WHOLE}
        if "dossier.number" in said and said["dossier.number"] != self.above.get("dossier.number"):
            self.above = {k: v for k, v in self.above.items() if k in _OF_WHOLE}
        self.above |= said
        self.above_row = row
        self._by_cells.clear()
        self.present = None

    def close_group(self, code: str, title: str) -> None:
        """A line that names a group: it ends groups of its own rank and below."""
        rank = _rank(code)
        self.groups = [one for one in self.groups if _rank(one[0]) < rank]
        self.groups.append((code, title))
        self._by_cells.clear()

    # making --------------------------------------------------------------------------------------

    def _new(self, raw: tuple[Any, ...]) -> Dossier | None:
        cells_ = self._cells
        if all(cells_.raw(name) in (None, "") for name in IDENTITY):
            if self._level != "dossiers" and self.present is not None:
                return self._inherited(raw)
            if not any(self.above.get(name) for name in IDENTITY):
                return None
        made = self._read()
        first = self._by_key.get(made.key)
        if first is None:
            made.index = len(self.all)
            self.all.append(made)
            self._by_key[made.key] = made
            self._check(made)
            first = made
        elif self._level == "dossiers":
            self._tell_twice(first, made)
            made.index = len(self.all)
            self.all.append(made)
            self._check(made)
            first = made
        else:
            self._merge(first, made)
        if self._at:
            self._by_cells[raw] = first
        return first

    def _inherited(self, raw: tuple[Any, ...]) -> Dossier:
        assert self.present is not None
        if any(value not in (None, "") for value in raw) or self._has & {*IDENTITY}:
            self._ledger.tell(
                "dossier_inherited", self._cells.number,
                f"Dòng không ghi hồ sơ; hiểu là cùng hồ sơ với dòng {self.present.first_row}.",
                now=str(self.present.first_row),
            )  # fmt: skip
        return self.present

    def _read(self) -> Dossier:
        cells_ = self._cells
        said: dict[str, Any] = {name: cells_.text(f"dossier.{name}") for name in _TEXTS}
        for name in (*_TEXTS, "box"):
            said[name] = said.get(name) or self.above.get(f"dossier.{name}", "") or self._defaults.get(name, "")
        said["box"] = cells.box(cells_.text("dossier.box") or said["box"])
        term, years = cells_.term("dossier.retention_code")
        said["retention_code"] = term or cells.code("retention", self.above.get("dossier.retention_code", "-")) or ""
        said["retention_years"] = years
        said |= {name: cells_.code(f"dossier.{name}") for name in _CODES}
        said |= {name: cells_.count(f"dossier.{name}") for name in _COUNTS}
        if not said["declared_sheet_count"]:
            said["declared_sheet_count"] = cells.whole_number(self.above.get("dossier.declared_sheet_count"))
        said["has_reserve"] = cells_.flag("dossier.has_reserve")
        said["reserve_status"] = _status(cells_.text("dossier.reserve_status"))
        said["secrecy_mark"] = cells_.text("dossier.secrecy_mark") or self.above.get("dossier.secrecy_mark", "")
        if said.pop("annotation") and (typed := cells_.text("dossier.annotation")):
            said["note"] = "; ".join(part for part in (said["note"], typed) if part)
        self._number(said)
        self._series(said)
        start, end = self._dates()
        key = "/".join(str(said[name]) for name in ("fonds_code", "fonds_title", "register_number", "box"))
        key += "/" + (said["number"] or said["reference_code"] or fold(said["title"]))
        said["start"], said["end"] = (start.iso if start else ""), (end.iso if end else "")
        values = {name: value for name, value in said.items() if value not in ("", None)}
        return Dossier(-1, fold(key), cells_.number, values, start, end)

    def _number(self, said: dict[str, Any]) -> None:
        if said["number"]:
            return
        if said["reference_code"]:
            formed = _FORMED.search(said["reference_code"])
            said["number"] = (formed[1] if formed else said["reference_code"])[:60]
        elif self._named_by_order and said["title"] and (typed := self._cells.text(targets.ROW_NUMBER)):
            said["number"] = typed[:60]

    def _series(self, said: dict[str, Any]) -> None:
        if self.groups and not said["series_title"]:
            said["series_code"], said["series_title"] = self.groups[-1]
            said["series_path"] = [list(group) for group in self.groups]

    def _dates(self) -> tuple[ArchivalDate | None, ArchivalDate | None]:
        cells_ = self._cells
        start, end = cells_.date("dossier.start"), cells_.date("dossier.end")
        if start is None and end is None:
            start, end = cells_.span("dossier.span")
        if start is None and end is None and (above := self.above.get("dossier.span")):
            first, last = when.read_span(above, cells_.plan.today)
            start, end = first.found, last.found
        return start, end

    # checking ------------------------------------------------------------------------------------

    def _check(self, made: Dossier) -> None:
        self._check_secrecy(made)
        cells_, values = self._cells, made.values
        self._check_spelling(values)
        if made.start and made.end and made.end.iso.rstrip("?") < made.start.iso[: len(made.end.iso.rstrip("?"))]:
            name = next((n for n in ("dossier.end", "dossier.end_day", "dossier.end_year", "dossier.span")
                         if n in self._has), "dossier.end")  # fmt: skip
            cells_.tell(
                "date_order", name,
                f"Hồ sơ kết thúc ({made.end.vietnamese}) trước khi bắt đầu ({made.start.vietnamese}). "
                "Hãy sửa một trong hai ngày.",
                was=made.end.vietnamese,
            )  # fmt: skip
        if "dossier.title" in self._has and not values.get("title") and not cells_.raw("dossier.title"):
            self._missing("dossier.title", Severity.ERROR)
        if not values.get("number") and not cells_.raw("dossier.number"):
            self._missing("dossier.number", Severity.ERROR)
        if (
            "dossier.retention_code" in self._has
            and "retention_code" not in values
            and cells_.raw("dossier.retention_code") in (None, "")
        ):
            self._missing("dossier.retention_code", Severity.ERROR)
        dated = {"dossier.start", "dossier.start_year", "dossier.span"} & self._has
        if dated and not made.start and all(cells_.raw(name) in (None, "") for name in dated):
            self._missing(sorted(dated)[0], Severity.WARNING)
        if made.first_row in self._ledger.bad_rows:
            made.bad_since = made.first_row

    def _check_spelling(self, values: dict[str, Any]) -> None:
        fonds = str(values.get("fonds_title", ""))
        if fonds and (part := misspelt_in(fonds, str(values.get("title", "")))):
            self._cells.tell(
                "name_misspelt", "dossier.title",
                f"«{part}» chỉ khác dấu với tên phông «{fonds}». Hãy xem có gõ sai dấu không.", was=part, now=fonds,
            )  # fmt: skip

    def _missing(self, name: str, severity: Severity) -> None:
        self._cells.tell(
            "missing_value", name, f"Chưa điền «{targets.label(name)}». Hãy điền rồi gửi lại.", severity=severity
        )

    def _check_secrecy(self, made: Dossier) -> None:
        values = made.values
        found = secrecy.signs(
            values.get("title", "") if "m" in fold(values.get("title", "")) else "",
            values.get("number", ""),
            values.pop("secrecy_mark", ""),
            values.get("access_code", ""),
        )
        if found.is_secret:
            made.is_secret = True
            values["secrecy_mark"] = found.mark
            name = "dossier.access_code" if values.get("access_code") == "03" else "dossier.secrecy_mark"
            self._cells.tell("state_secret", name, secret_message("Hồ sơ", str(found.because)))
            for name in _TELLING:
                values.pop(name, None)
        elif found.is_held:
            values["secrecy_held_for"] = found.held_for
            self._cells.tell(
                "secrecy_word", "dossier.title",
                f"Tiêu đề có chữ «{found.held_for}»: hồ sơ được nhập nhưng giữ lại để người có thẩm quyền xem.",
            )  # fmt: skip

    def _tell_twice(self, first: Dossier, made: Dossier) -> None:
        same = first.values.get("title") == made.values.get("title")
        code = "repeated_row" if same else "duplicate_number"
        message = (
            f"{first.name} đã có ở dòng {first.first_row}, cùng tiêu đề. Hãy bỏ một dòng."
            if same
            else f"{first.name} đã dùng ở dòng {first.first_row} cho một tiêu đề khác. Mỗi số một hồ sơ; hãy sửa số."
        )
        self._cells.tell(code, "dossier.number", message, was=str(made.values.get("number", "")))
        if not same and first.first_row not in self._ledger.bad_rows:
            self._ledger.tell(
                "duplicate_number", first.first_row,
                f"{first.name} còn dùng ở dòng {made.first_row} cho một tiêu đề khác. Mỗi số một hồ sơ; hãy sửa số.",
                column=self._cells.plan.letters.get("dossier.number", ""), late=True,
            )  # fmt: skip
            first.bad_since = first.first_row

    def _merge(self, first: Dossier, other: Dossier) -> None:
        """Another row says the same dossier: empty fields are filled, what differs is told."""
        self._check_secrecy(other)
        if other.is_secret or first.is_secret:
            first.is_secret = True
            first.bad_since = first.bad_since or first.first_row
            for name in _TELLING:
                first.values.pop(name, None)
            return
        one, two = str(first.values.get("title", "")), str(other.values.get("title", ""))
        if one and two and one != two and SequenceMatcher(None, fold(one), fold(two)).ratio() < 0.6:
            self._tell_twice(first, other)
            return
        for name, value in other.values.items():
            mine = first.values.get(name)
            if mine is None and not first.is_secret:
                first.values[name] = value
            elif mine != value and name in _COMPARED:
                heavy = name in {"retention_code", "access_code"}
                self._cells.tell(
                    "dossier_disagrees", f"dossier.{name}",
                    f"{first.name}: «{targets.label(f'dossier.{name}')}» khác với dòng {first.first_row} "
                    f"({_short(mine)}). Dùng giá trị của dòng {first.first_row}; hãy sửa cho giống nhau.",
                    was=_short(value), now=_short(mine),
                    severity=Severity.ERROR if heavy else None,
                )  # fmt: skip
                if heavy and first.bad_since is None:
                    first.bad_since = self._cells.number
        first.start, first.end = first.start or other.start, first.end or other.end


_OF_WHOLE = frozenset({"dossier.fonds_title", "dossier.fonds_code", "dossier.register_number"})


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _status(text: str) -> str:
    folded = fold(text)
    return "01" if folded in {"01", "1", "da du phong"} else "02" if folded in {"02", "2", "chua du phong"} else ""


def _rank(code: str) -> int:
    """`A`, `I`, `1`, `1.2`, `a`: how deep a heading of a group stands."""
    bare = code.strip(" .)")
    if re.fullmatch(r"[IVXLC]+", bare):
        return 2
    if re.fullmatch(r"[A-ZĐ]", bare):
        return 1
    if re.fullmatch(r"\d+(\.\d+)*", bare):
        return 3 + bare.count(".")
    return 9 if bare else 1


def secret_message(what: str, because: str) -> str:
    """What to do with a state secret; its title is never repeated."""
    # Luật: KH 82 II (không bao gồm tài liệu bí mật nhà nước)
    return (
        f"{what} mang dấu hiệu bí mật nhà nước ({because}). Không nhập vào hệ thống này: hãy bỏ dòng khỏi bảng và "
        "xử lý theo quy định bảo vệ bí mật nhà nước."
    )
