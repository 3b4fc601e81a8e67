"""Identifiers of the Circular: composed from their parts, and told whether they have the form the law gives.

The Circular writes the parts with "+"; its examples show dots between them (G09.2021.01.TCCB).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from khoso.kernel.text_vi import fold

LONGEST = 100
LONGEST_AGENCY = 35
ORDINAL_DIGITS = 7

# Luật: QĐ 20/2020/QĐ-TTg Đ.4–6: at most 35 signs; groups of 0-9A-Z; the first one letter and two digits.
_AGENCY = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]+)*")
_PART = re.compile(r"[^0-9A-Z]+")
_ORDINAL = re.compile(r"(?P<dossier>.+)\.(?P<ordinal>[0-9]{7})")
# Store, shelf and box stand in one group; the paper number may have dots of its own (01.TCCB).
_PAPER = re.compile(r"(?P<rest>.+?)\.(?P<place>[^./]+(?:/[^./]+){0,2})\.(?P<number>.+)")


@dataclass(frozen=True, slots=True)
class PaperCode:
    """The parts of a paper reference code."""

    archive: str
    place: tuple[str, ...]
    number: str


def part(text: str) -> str:
    """`text` as one group of an identifier: capital letters and digits without accents, a hyphen for all else."""
    return _PART.sub("-", fold(text).upper()).strip("-")


def dotted(text: str) -> str:
    """`text` with the dots it has between its groups kept: `01.TCCB`."""
    return ".".join(group for group in (part(each) for each in text.split(".")) if group)


def file_code(creator: str, year: int | None, number: str, register_number: str = "") -> str:
    """Mã hồ sơ: the creator, the year it was formed, number and notation, the register if any.

    `creator`: the identifier of the agency; of a closed fonds its code.
    # Luật: TT 05/2025 Phụ lục I.II.2.a (arcFileCode), Phụ lục III.II.2.a (fileCode)
    """
    parts = [creator, f"{year:04d}" if year else "0000", dotted(number) or "0", dotted(register_number)]
    return ".".join(each for each in parts if each)


def archive_file_code(archive: str, code: str) -> str:
    """Mã hồ sơ lưu trữ: the identifier of the archive before mã hồ sơ; mã hồ sơ itself while no archive has it."""
    return f"{archive}.{code}" if archive else code


def item_code(dossier_code: str, ordinal: int) -> str:
    """Mã lưu trữ tài liệu: the dossier's code and an ordinal of seven digits. Raises ValueError outside 1…9999999.

    # Luật: TT 05/2025 Phụ lục I.II.2.b (số thứ tự gồm 7 ký tự: 0000001)
    """
    if not 1 <= ordinal < 10**ORDINAL_DIGITS:
        raise ValueError(f"{ordinal} has no ordinal of {ORDINAL_DIGITS} digits")
    return f"{dossier_code}.{ordinal:0{ORDINAL_DIGITS}d}"


def split_item_code(code: str) -> tuple[str, int] | None:
    """The dossier's code and the ordinal in an item's code; None when it has no such form."""
    match = _ORDINAL.fullmatch(code)
    return (match["dossier"], int(match["ordinal"])) if match and int(match["ordinal"]) else None


def paper_code(archive: str, store: str, shelf: str, box: str, number: str) -> str:
    """Mã hồ sơ gốc giấy: `[archive].[store/shelf/box].[number of the paper dossier]`; "" while a part is unknown.

    # Luật: TT 05/2025 Phụ lục I.II.2.a (paperFileCode)
    """
    place = "/".join(part(each) for each in (store, shelf, box) if part(each))
    return f"{archive}.{place}.{dotted(number)}" if archive and place and dotted(number) else ""


def split_paper_code(code: str, archive: str = "") -> PaperCode | None:
    """The parts of a paper code; None when it has no such form. Dots of the archive's own code are its own."""
    if archive:
        if not code.startswith(f"{archive}."):
            return None
        place, dot, number = code[len(archive) + 1 :].partition(".")
        places = tuple(place.split("/"))
        good = dot and number and all(places) and len(places) <= 3
        return PaperCode(archive, places, number) if good else None
    for dot_of_archive in re.finditer(r"\.", code):
        owner, rest = code[: dot_of_archive.start()], code[dot_of_archive.end() :]
        place, dot, number = rest.partition(".")
        places = tuple(place.split("/"))
        if "/" in place and is_agency_identifier(owner) and dot and number and all(places) and len(places) <= 3:
            return PaperCode(owner, places, number)
    match = _PAPER.fullmatch(code)
    if match is None or not is_agency_identifier(match["rest"]):
        return None
    return PaperCode(match["rest"], tuple(match["place"].split("/")), match["number"])


def is_agency_identifier(code: str) -> bool:
    """Whether `code` can be an identifier of an agency.

    # Luật: QĐ 20/2020/QĐ-TTg Đ.4–6
    """
    return len(code) <= LONGEST_AGENCY and bool(_AGENCY.fullmatch(code))
