"""Decisions of an import, as pure functions: what names a row, what differs, what a mapping lacks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from khoso.kernel.text_vi import fold, nfc, one_space
from khoso.kernel.words import noop
from khoso.stages.catalogue import rules as identifiers
from khoso.stages.catalogue.compute.columns import heading_key
from khoso.stages.catalogue.compute.secrecy import SECRET_MODE, Secrecy, signs

IGNORE = "ignore"
# Fields that mean nothing for the catalogue: several columns may be left out.
LEFT_OUT = frozenset({"", IGNORE, "row_number"})
# What a workbook must say, each by one of these fields. # Luật: TT 05/2025 Phụ lục I.II.2.a (trường bắt buộc)
MUST = (
    (noop("số và ký hiệu hồ sơ (hoặc mã hồ sơ)"), ("dossier.number", "dossier.reference_code")),
    (noop("tiêu đề hồ sơ"), ("dossier.title",)),
)
# What the Circular wants too; without them rows come in with gaps, and the person is told before.
SHOULD = (
    (noop("thời hạn lưu trữ"), ("dossier.retention_code",)),
    (noop("thời gian bắt đầu"), ("dossier.start", "dossier.start_year", "dossier.span")),
    (noop("thời gian kết thúc"), ("dossier.end", "dossier.end_year", "dossier.span")),
)
SHOULD_OF_ITEMS = (
    (noop("tên loại tài liệu"), ("item.kind_code", "item.kind_and_subject", "item.type_pic", "item.type_media")),
    (noop("ngày, tháng, năm tài liệu"), ("item.issued_date", "item.issued_year")),
    (noop("cơ quan ban hành, tác giả"), ("item.issuer", "item.photographer", "item.recorder")),
    (noop("trích yếu nội dung"), ("item.subject", "item.kind_and_subject")),
)
# Names of the row that are no words of a description: they say where it belongs.
NOT_COMPARED = frozenset(
    {"fonds_code", "fonds_title", "series_title", "register_number", "box", "number", "reference_code", "annotation"}
    | {"secrecy_held_for", "ordinal", "file", "described_by", "catalogue_row", "details"}
)
_NO_SIGNS = Secrecy()
_SPEAKS = re.compile("m[aâạậ]t")


class Place(NamedTuple):
    """What names a dossier inside an agency: its fonds, then register, box and number as the paper carries them."""

    fonds_code: str
    register_number: str
    box: str
    number: str


def signature(headings: Sequence[str]) -> str:
    """Digest of the headings in their order, however they are typed."""
    return hashlib.sha256("\n".join(heading_key(one) for one in headings).encode()).hexdigest()


def missing(fields: Iterable[str]) -> tuple[list[str], list[str]]:
    """What these fields cannot do without, and what the Circular wants besides."""
    given = set(fields)
    should = SHOULD + (SHOULD_OF_ITEMS if any(name.startswith("item.") for name in given) else ())
    return (
        [label for label, names in MUST if not given & set(names)],
        [label for label, names in should if not given & set(names)],
    )


def used_twice(mapping: Mapping[str, str]) -> dict[str, list[str]]:
    """Fields that several columns claim, with the letters of those columns."""
    claimed: dict[str, list[str]] = {}
    for letter, field in mapping.items():
        if field not in LEFT_OUT:
            claimed.setdefault(field, []).append(letter)
    return {field: letters for field, letters in claimed.items() if len(letters) > 1}


def fonds_of(dossier: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[str, str]:
    """Code and title of the fonds a row belongs to; the sheet before what was chosen for the whole; "" when none.

    `known_fonds` of the options: folded titles of the agency's fonds with their codes. A sheet often names the fonds
    and leaves its code out.
    """
    code = one_space(str(dossier.get("fonds_code") or ""))
    title = one_space(str(dossier.get("fonds_title") or ""))
    if not code and title:
        code = options.get("known_fonds", {}).get(fold(title), "")
    code = code or options.get("fonds_code", "") or identifiers.code_part(title)[:60]
    return code[:100], (title or options.get("fonds_title", ""))[:300]


def place_of(dossier: Mapping[str, Any], fonds_code: str) -> Place:
    """Where this dossier stands. A sheet that gives only codes names its dossiers by them."""
    number = dossier.get("number") or dossier.get("reference_code") or ""
    register, box = (nfc(str(dossier.get(name) or "")).strip()[:40] for name in ("register_number", "box"))
    return Place(fonds_code, register, box, nfc(str(number)).strip()[:60])


def secrecy_of(said: Mapping[str, Any]) -> Secrecy:
    """What the description of a dossier or an item says of state secrets.

    # Luật: KH 82 II (bí mật nhà nước không thuộc phạm vi); TT 05/2025 Phụ lục I, chế độ sử dụng 03
    """
    title = str(said.get("title") or said.get("subject") or "")
    notation, marking = str(said.get("notation") or ""), str(said.get("secrecy_mark") or "")
    access_code = str(said.get("access_code") or "")
    lower = nfc(title).lower()
    # Most rows say nothing of the kind; asking the whole list of words of each would take half of the time.
    if not marking and access_code != SECRET_MODE and "M" not in notation.upper() and not _SPEAKS.search(lower):
        return _NO_SIGNS
    return signs(title, notation, marking, access_code)


def secret_by(dossier: Mapping[str, Any], item: Mapping[str, Any] | None) -> Secrecy | None:
    """The certain sign of a state secret on a row; None when there is none."""
    for said in (dossier, item or {}):
        found = secrecy_of(said)
        if found.is_secret:
            return found
    return None


def differences(there: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """field → (what the catalogue says, what the sheet says). An empty cell says nothing and differs from nothing."""
    found = {}
    for name, value in said.items():
        if name in NOT_COMPARED or name not in there or value in (None, ""):
            continue
        if _plain(there[name]) != _plain(value):
            found[name] = (there[name], value)
    return found


def _plain(value: Any) -> Any:
    return one_space(value) if isinstance(value, str) else value


def year_of(dossier: Mapping[str, Any]) -> int | None:
    """The year a dossier was formed: of its start, else of its end."""
    text = str(dossier.get("start") or dossier.get("end") or "")[:4]
    return int(text) if text.isdigit() else None


def wanted_code(agency_code: str, dossier: Mapping[str, Any], place: Place) -> str:
    """The code the sheet gives, else one composed as the Circular says. # Luật: TT 05/2025 Phụ lục I.II.2.a"""
    typed = one_space(str(dossier.get("reference_code") or ""))
    if typed:
        return typed[:92]
    return identifiers.dossier_reference_code(
        agency_code, year_of(dossier), place.number, register_number=place.register_number, box=place.box
    )
