"""Between a description's attributes and the text of its XML elements, and what the Circular says of that text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from khoso.kernel import dates
from khoso.kernel.dates import ArchivalDate
from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import nfc
from khoso.stages.packages.compute.fields import Field, Kind, Need, PackageKind, Table

_LOOSE_DATE = re.compile(r"^(?:(?:\d{2}/)?\d{2}/)?\d{4}$")
_FULL_DATE = re.compile(r"^\d{2}/\d{2}/\d{4}$")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ORDINAL = re.compile(r"[0-9]{7}$")
Ask = Callable[[str], str]


def text_of(field: Field, value: Any) -> str:
    """The element text of one attribute; unknown is empty. Several values are joined by ";"."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, ArchivalDate):
        return value.vietnamese
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ("; " if field.kind is Kind.WORDS else ";").join(map(str, value))
    return nfc(str(value))


def value_of(field: Field, text: str) -> Any:
    """The attribute of an element text, as well as it can be read; unreadable text of a typed field is unknown."""
    text = text.strip() if field.kind is not Kind.TEXT else text
    if field.kind is Kind.DATE:
        return dates.parse(text)
    if field.kind is Kind.NUMBER:
        return int(text) if text.isascii() and text.isdigit() else None
    if field.kind is Kind.FLAG:
        return {"1": True, "0": False, "true": True, "false": False}.get(text.lower())
    if field.kind is Kind.CODES:
        return tuple(part for part in re.split(r"[;,\s]+", text) if part)
    if field.kind is Kind.WORDS:
        return tuple(part.strip() for part in text.split(";") if part.strip())
    return text


def texts_of(table: Table, description: object) -> dict[str, str]:
    """Every element of a description and its text, in the Circular's order."""
    return {field.element: text_of(field, getattr(description, field.attribute)) for field in table.fields}


def check_texts(table: Table, texts: Mapping[str, str], where: str, *, strict: bool) -> list[Finding]:
    """What the Circular says against the texts of one description. Keys are the table's element names.

    `strict` is for writing: conditions that practice is known to leave out are errors there and warnings on reading.
    """
    found = [
        finding for field in table.fields for finding in _check_field(table, field, texts.get(field.element, ""), where)
    ]
    return found + _check_conditions(table, texts, where, strict=strict) + _check_period(table, texts, where)


def is_xml_text(*texts: str) -> bool:
    """Whether every text may stand in XML."""
    return not any(_NOT_XML.search(text) for text in texts)


def _finding(code: str, table: Table, element: str, message: str, where: str, severity: Severity) -> Finding:
    return Finding(f"tt05.ead.{code}", severity, f"{element}: {message} ({table.clause})", f"{where}#{element}")


def _check_field(table: Table, field: Field, text: str, where: str) -> list[Finding]:
    def error(code: str, message: str) -> list[Finding]:
        return [_finding(code, table, field.element, message, where, Severity.ERROR)]

    if not text.strip():
        if field.need is Need.ALWAYS:
            return error("mandatory", f"thiếu «{field.label}», là trường bắt buộc; hãy bổ sung")
        return []
    if _NOT_XML.search(text):
        return error("text", "có ký tự điều khiển không được phép trong XML; hãy gõ lại")
    if len(text) > field.length:
        return error("length", f"dài {len(text)} ký tự, tối đa {field.length}; hãy rút gọn")
    return _check_kind(table, field, text, error)


def _check_kind(table: Table, field: Field, text: str, error: Callable[[str, str], list[Finding]]) -> list[Finding]:
    if field.kind in (Kind.CODE, Kind.FLAG) and text not in (field.codes or {}):
        return error("code", f"mã «{text}» không có trong bảng mã; dùng một trong {', '.join(field.codes or ())}")
    if field.kind is Kind.CODES and (bad := [p for p in text.split(";") if p.strip() not in (field.codes or {})]):
        return error("code", f"mã «{bad[0]}» không có trong bảng mã; dùng {', '.join(field.codes or ())}, cách nhau ;")
    if field.kind is Kind.NUMBER and not (text.isascii() and text.isdigit()):
        return error("number", f"«{text}» không phải là số nguyên không âm")
    if field.kind is Kind.DATE:
        shape = _FULL_DATE if table.full_dates else _LOOSE_DATE
        if not shape.match(text) or dates.parse(text) is None:
            wanted = "DD/MM/YYYY" if table.full_dates else "DD/MM/YYYY, MM/YYYY hoặc YYYY"
            return error("date", f"«{text}» không phải ngày dạng {wanted}")
    return []


def _check_conditions(table: Table, texts: Mapping[str, str], where: str, *, strict: bool) -> list[Finding]:
    found = []
    weight = Severity.ERROR if strict else Severity.WARNING
    if texts.get("riskRecovery") == "1" and not texts.get("riskRecoveryStatus", "").strip():
        found.append(
            _finding(
                "condition", table, "riskRecoveryStatus", "bắt buộc khi chế độ dự phòng là Có", where, Severity.ERROR
            )
        )
    # Luật: TT 05/2025 Phụ lục I mục II.2.a (hồ sơ số hóa)
    if table.name == "EAD" and texts.get("confidenceLevel") == "02":
        found += [
            _finding("condition", table, element, "bắt buộc với hồ sơ số hóa; hãy bổ sung", where, weight)
            for element in ("numberOfPaper", "paperFileCode")
            if not texts.get(element, "").strip()
        ]
    if table.name == "EAD_doc" and texts.get("confidenceLevel") in ("01", "03") and not texts.get("process", ""):
        found.append(_finding("condition", table, "process", "bắt buộc với tài liệu điện tử", where, weight))
    return found


def _check_period(table: Table, texts: Mapping[str, str], where: str) -> list[Finding]:
    start, end = dates.parse(texts.get("startDate", "")), dates.parse(texts.get("endDate", ""))
    if not start or not end:
        return []
    first = (start.year, start.month or 1, start.day or 1)
    last = (end.year, end.month or 12, end.day or 31)
    if first <= last:
        return []
    return [_finding("period", table, "endDate", "thời gian kết thúc sớm hơn bắt đầu", where, Severity.ERROR)]


def check_item_code(
    table: Table, kind: PackageKind, texts: Mapping[str, str], dossier_code: str, where: str, *, strict: bool
) -> list[Finding]:
    """The item's code is the dossier's code and an ordinal of seven digits.

    # Luật: TT 05/2025 Phụ lục I mục II.2.b, Phụ lục III mục II.2.b
    """
    element = "arcDocCode" if kind is PackageKind.AIP else "docCode"
    text = texts.get(element, "").strip()
    weight = Severity.ERROR if strict else Severity.WARNING
    if not text:
        return []
    if not _ORDINAL.search(text):
        return [_finding("ordinal", table, element, f"«{text}» không kết thúc bằng số thứ tự 7 chữ số", where, weight)]
    if dossier_code and text[:-7].rstrip(".") != dossier_code:
        message = f"«{text}» không bắt đầu bằng mã hồ sơ «{dossier_code}»"
        return [_finding("item_code", table, element, message, where, weight)]
    return []
