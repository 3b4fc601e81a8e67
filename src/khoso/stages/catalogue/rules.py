"""How identifiers are composed and what a field may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from khoso.kernel.text_vi import fold, one_space
from khoso.stages.catalogue.compute import identifiers

# Luật: TT 05/2025 Phụ lục I.II.2 (the lengths of the elements our columns end in)
LENGTHS = {
    "number": 11,
    "notation": 30,
    "issuer": 200,
    "subject": 500,
    "signer": 120,
    "urgency": 30,
    "note": 500,
    "autograph": 2000,
    "keywords": 100,
}


def code_part(text: str) -> str:
    """`text` as one group of an identifier: capital letters and digits, no accents, no dots."""
    return re.sub(r"[^0-9A-Z]+", "-", fold(text).upper()).strip("-")


def dossier_reference_code(
    agency_code: str, year: int | None, number: str, *, register_number: str = "", box: str = ""
) -> str:
    """Mã hồ sơ: agency, year the dossier was formed, its number and sign, register (and box, where numbers recur).

    # Luật: TT 05/2025 Phụ lục I.II.2.a (mã hồ sơ lưu trữ); the Circular writes only "+", its example has dots:
    # G09.2021.01.TCCB
    """
    parts = [agency_code, f"{year}" if year else "0000", identifiers.dotted(number) or "0"]
    parts += [code_part(part) for part in (register_number, box) if code_part(part)]
    return ".".join(parts)


def told_apart(code: str, fonds_code: str) -> Iterator[str]:
    """`code`, then codes for a dossier that would share it with another: with the fonds, then with a running number."""
    longest = 100 - len(".0000000")
    code = code[:longest].rstrip(".-")
    yield code
    with_fonds = f"{code}.{code_part(fonds_code)}"[:longest].rstrip(".-")
    yield with_fonds
    for number in count(2):
        yield f"{with_fonds[: longest - 6]}.{number}"


def item_reference_code(dossier_code: str, ordinal: int) -> str:
    """Mã lưu trữ tài liệu: the dossier's code and a seven-digit ordinal.

    # Luật: TT 05/2025 Phụ lục I.II.2.b (0000001)
    """
    return f"{dossier_code}.{ordinal:07d}"


def fit(field: str, text: str) -> str:
    """`text` on one line, within the length the law gives to `field`."""
    return one_space(text)[: LENGTHS.get(field, 1000)]


def stricter(*access_codes: str) -> str:
    """The most closed of these modes of use; "" says nothing. A paper is never more open than its dossier.

    # Luật: TT 05/2025 Phụ lục I, bảng chế độ sử dụng (01 công khai, 02 có điều kiện, 03 mật)
    """
    return max(access_codes)


def is_arranged_by_description(retention_code: str, number: str, box: str, register_number: str) -> bool:
    """Whether a dossier that came described by others is taken as arranged: it has a term, a number and a place.

    # Luật: KH 82 III.1.a (chỉ tài liệu đã chỉnh lý hoàn chỉnh)
    """
    return bool(retention_code and number and (box or register_number))
