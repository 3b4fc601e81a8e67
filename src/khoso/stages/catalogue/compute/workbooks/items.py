"""An item out of one row: its fields as the loader writes them, and what the checks across rows need."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from khoso.kernel import codes
from khoso.kernel.dates import ArchivalDate
from khoso.kernel.findings import Severity
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import cells, fields, secrecy
from khoso.stages.catalogue.compute.checks import path_key
from khoso.stages.catalogue.compute.workbooks import targets
from khoso.stages.catalogue.compute.workbooks.dossiers import Dossier, Entry, secret_message
from khoso.stages.catalogue.compute.workbooks.habits import Habits, misspelt_in
from khoso.stages.catalogue.compute.workbooks.kinds import kind_of_notation
from khoso.stages.catalogue.compute.workbooks.reading import Cells, is_real_date

_TEXTS = (
    "issuer", "signer", "subject", "sheet", "urgency", "keywords", "information_mark", "autograph", "reference_code",
    "identifier", "note",
)  # fmt: skip
_CODES = ("language_code", "retention_code", "access_code", "trust_code", "physical_condition_code")
_COUNTS = ("ordinal", "page_count", "sheet_count")
_FLAGS = ("has_process", "has_reserve")
_DETAILS = tuple(sorted(fields.IN_DETAILS))
_TABLES = {
    "type_pic": fields.NEGATIVE_OR_PHOTO,
    "type_media": fields.SOUND_OR_FILM,
    "colour": fields.COLOUR,
}
_SHEET = re.compile(r"^(\d{1,5})[a-zA-Z]?(?:\s*(?:-|–|đến|,)\s*(\d{1,5})[a-zA-Z]?)?$")
_DOSSIER_DEFAULTS = ("language_code", "retention_code", "access_code")


class Items:
    """Reads the item of the row that the cells hold."""

    def __init__(self, cells_: Cells, others: list[tuple[int, str]], habits: Habits) -> None:
        self._cells, self._others, self._habits = cells_, others, habits
        has = {name for _, _, name in cells_.plan.columns if name.startswith("item.")}
        self.has = has
        self._texts = [name for name in _TEXTS if f"item.{name}" in has]
        self._codes = [name for name in _CODES if f"item.{name}" in has]
        self._counts = [name for name in _COUNTS if f"item.{name}" in has]
        self._flags = [name for name in _FLAGS if f"item.{name}" in has]
        self._details = [name for name in _DETAILS if f"item.{name}" in has]
        self._typed = [(index, letter) for index, letter, name in cells_.plan.columns if name.startswith("item.")]
        self._has_dossier = any(name.startswith("dossier.") for _, _, name in cells_.plan.columns)
        self.files: dict[str, list[int]] = {}

    def is_said(self) -> bool:
        """Whether the row says anything of an item; a row of the dossier alone may stand before those of its items."""
        values = self._cells.values
        return not self._has_dossier or any(at < len(values) and values[at] not in (None, "") for at, _ in self._typed)

    def read(self, dossier: Dossier) -> tuple[dict[str, Any], Entry]:
        """The item and its entry for the checks across rows; the entry is handed to the dossier by the caller."""
        cells_ = self._cells
        item: dict[str, Any] = {name: cells_.text(f"item.{name}") for name in self._texts}
        item |= {name: cells_.code(f"item.{name}") for name in self._codes}
        item |= {name: cells_.count(f"item.{name}") for name in self._counts}
        item |= {name: cells_.flag(f"item.{name}") for name in self._flags}
        number, notation = self._number()
        item["kind_code"] = self._kind(item, notation)
        issued = cells_.date("item.issued_date")
        item |= {"number": number, "notation": notation, "issued_date": issued.iso if issued else ""}
        item["material"], details = self._material()
        item["file"] = self._file()
        self._habits.note_item(cells_.number, notation, item["kind_code"], item.get("issuer") or "")
        self._spelling(item, dossier)
        self._secrecy(item, dossier)
        self._missing(item, issued)
        made = {name: value for name, value in item.items() if value not in ("", None)}
        made["details"] = details
        made["catalogue_row"] = {} if "secrecy_mark" in made else self._as_typed()
        return made, self._entry(made, issued)

    def _entry(self, item: dict[str, Any], issued: ArchivalDate | None) -> Entry:
        entry = Entry(
            self._cells.number, item.get("ordinal"), item.get("number", ""), item.get("notation", ""), issued,
            pages=item.get("page_count"), sheet_count=item.get("sheet_count"),
        )  # fmt: skip
        if sheet := item.get("sheet"):
            entry.sheets, entry.is_range = self._sheets(sheet)
        return entry

    def _sheets(self, text: str) -> tuple[tuple[int, int] | None, bool]:
        match = _SHEET.match(text)
        if match is None:
            self._cells.tell(
                "impossible_number", "item.sheet", f"«{text[:40]}» không rõ là tờ nào. Hãy ghi một số hoặc dạng 1-3.",
                was=text, severity=Severity.WARNING,
            )  # fmt: skip
            return None, False
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        if last < first:
            self._cells.tell(
                "sheet_order", "item.sheet", f"Tờ cuối ({last}) nhỏ hơn tờ đầu ({first}). Hãy xem lại.", was=text
            )
            return None, False
        return (first, last), match[2] is not None

    # number and kind -----------------------------------------------------------------------------

    def _number(self) -> tuple[str, str]:
        cells_ = self._cells
        for name in ("item.number", "item.notation", "item.number_notation"):
            value = cells_.raw(name)
            if value is not None and is_real_date(value):
                cells_.tell(
                    "impossible_number", name,
                    "Excel đã đổi số, ký hiệu thành ngày. Hãy định dạng cột là văn bản (Text) rồi gõ lại.",
                    was=cells.as_text(value),
                )  # fmt: skip
                return "", ""
        if "item.number_notation" in self.has and not cells_.raw("item.number"):
            number, notation = cells.number_and_notation(cells_.text("item.number_notation"))
            return self._fitting(number, notation, "item.number_notation")
        number = cells_.text("item.number")
        notation = cells.notation(cells_.text("item.notation")) if "item.notation" in self.has else ""
        if "/" in number and not notation:
            number, notation = cells.number_and_notation(number)
        if number and not any(char.isdigit() for char in number):
            cells_.tell(
                "impossible_number", "item.number",
                f"«{number[:40]}» không thể là số của văn bản. Hãy xem bản giấy và gõ lại, hoặc để trống.", was=number,
            )  # fmt: skip
            return "", notation
        return number, notation

    def _fitting(self, number: str, notation: str, name: str) -> tuple[str, str]:
        for part, field in ((number, "item.number"), (notation, "item.notation")):
            most = targets.LONGEST[field]
            if len(part) > most:
                self._cells.tell(
                    "too_long", name, f"«{targets.label(field)}» dài {len(part)} ký tự, quá {most}. Hãy rút gọn.",
                    was=part,
                )  # fmt: skip
        return number, notation

    def _kind(self, item: dict[str, Any], notation: str) -> str:
        cells_ = self._cells
        if "item.kind_and_subject" in self.has:
            item["subject"] = cells_.text("item.kind_and_subject") or item.get("subject", "")
            self._too_long_subject(item["subject"])
            found, _ = cells.kind_code(item["subject"])
            return found or kind_of_notation(notation)
        text = cells_.text("item.kind_code")
        if not text:
            return ""
        found, exact = cells.kind_code(text)
        if not exact:
            meant = f"; tạm hiểu là {codes.KIND[found]}" if found else "; tạm ghi mã 32 (Khác)"
            cells_.tell(
                "unknown_code", "item.kind_code",
                f"«{text[:60]}» không có trong bảng tên loại của TT 05/2025{meant}.", was=text,
                now=codes.KIND[found or "32"],
            )  # fmt: skip
        by_notation = kind_of_notation(notation)
        if exact and by_notation and by_notation != found:
            cells_.tell(
                "kind_disagrees", "item.kind_code",
                f"Tên loại là «{text[:40]}» nhưng ký hiệu «{notation[:30]}» là của {codes.KIND[by_notation]}. "
                "Hãy xem bản giấy.",
                was=text,
            )  # fmt: skip
        return found or "32"

    def _too_long_subject(self, text: str) -> None:
        most = targets.LONGEST["item.subject"]
        if len(text) > most:
            self._cells.tell(
                "too_long", "item.kind_and_subject",
                f"«{targets.label('item.subject')}» dài {len(text)} ký tự, quá {most}. Hãy rút gọn.", was=text,
            )  # fmt: skip

    # the rest ------------------------------------------------------------------------------------

    def _material(self) -> tuple[str, dict[str, Any]]:
        details: dict[str, Any] = {}
        for name in self._details:
            if text := self._cells.text(f"item.{name}"):
                table = _TABLES.get(name)
                details[name] = (codes.code_of(dict(table), text) or text) if table else text
        said = fold(self._cells.text("item.material"))
        photo = {"type_pic", "photographer", "photo_place", "film_size"} & details.keys() or "anh" in said.split()
        sound = {"type_media", "recorder", "record_place", "play_time"} & details.keys() or "ghi" in said.split()
        return ("photo" if photo else "audiovisual" if sound else "text"), details

    def _file(self) -> str:
        typed = cells.as_text(self._cells.raw("item.file"))
        if not typed.strip():
            return ""
        relative, reason = cells.path(typed)
        if relative is None:
            self._cells.tell("unsafe_path", "item.file", f"Đường dẫn «{typed[:120]}» {reason}.", was=typed)
            return ""
        self.files.setdefault(_file_key(relative), []).append(self._cells.number)
        return relative

    def _secrecy(self, item: dict[str, Any], dossier: Dossier) -> None:
        subject = item.get("subject") or ""
        found = _signs(
            subject if "mật" in subject.lower() or " mat" in f" {subject.lower()}" else "",
            item["notation"] if item["number"].isdigit() else f"{item['number']}/{item['notation']}".strip("/"),
            self._cells.text("item.secrecy_mark"),
            item.get("access_code") or "",
        )
        if found.is_secret:
            name = "item.access_code" if item.get("access_code") == "03" else "item.secrecy_mark"
            if name not in self.has:
                name = next(
                    (n for n in ("item.notation", "item.number_notation", "item.number") if n in self.has), name
                )
            self._cells.tell("state_secret", name, secret_message("Tài liệu", str(found.because)))
            for part in ("subject", "note", "keywords", "autograph", "file"):
                item.pop(part, None)
            item["secrecy_mark"] = found.mark
        elif found.is_held:
            item["secrecy_held_for"] = found.held_for
            dossier.values.setdefault("secrecy_held_for", found.held_for)
            self._cells.tell(
                "secrecy_word", "item.subject",
                f"Có chữ «{found.held_for}»: hồ sơ được nhập nhưng giữ lại để người có thẩm quyền xem.",
            )  # fmt: skip

    def _spelling(self, item: dict[str, Any], dossier: Dossier) -> None:
        fonds = str(dossier.values.get("fonds_title", ""))
        if fonds and (part := misspelt_in(fonds, item.get("issuer") or "")):
            self._cells.tell(
                "name_misspelt", "item.issuer",
                f"«{part}» chỉ khác dấu với tên phông «{fonds}». Hãy xem có gõ sai dấu không.", was=part, now=fonds,
            )  # fmt: skip

    def _missing(self, item: dict[str, Any], issued: ArchivalDate | None) -> None:
        if "secrecy_mark" in item:
            return
        told = [item.get("subject"), item.get("number"), item.get("kind_code"), item.get("file"), issued]
        if not any(told):
            self._cells.tell(
                "missing_value", "item.subject",
                "Dòng không cho biết là tài liệu nào (không số, ngày, tên loại, trích yếu, tệp). Hãy điền hoặc bỏ.",
                severity=Severity.ERROR,
            )  # fmt: skip
            return
        empty = [
            name
            for name in ("kind_code", "issuer", "subject", "file")
            if f"item.{name}" in self.has and not item.get(name) and not self._cells.raw(f"item.{name}")
        ]
        dated = [name for name in ("issued_date", "issued_year") if f"item.{name}" in self.has]
        if dated and not self._cells.raw(f"item.{dated[0]}"):
            empty.append(dated[0])
        for name in empty:
            self._cells.tell("missing_value", f"item.{name}", f"Chưa điền «{targets.label(f'item.{name}')}».")

    def _as_typed(self) -> dict[str, str]:
        values = self._cells.values
        width = len(values)
        typed = {
            letter: cells.as_text(values[at]) for at, letter in self._typed if at < width and values[at] is not None
        }
        for at, letter in self._others:
            if at < width and values[at] is not None:
                typed[letter] = cells.as_text(values[at])
        return typed


def _file_key(path: str) -> str:
    return " ".join(path.lower().split()) if path.isascii() else path_key(path)


@lru_cache(maxsize=50_000)
def _signs(title: str, notation: str, marking: str, access_code: str) -> secrecy.Secrecy:
    return secrecy.signs(title, notation, marking, access_code)
