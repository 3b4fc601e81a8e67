"""Marks of state secrecy among the words of a page: what the check by picture could not see.

A stamp of red or framed letters is found when the page is checked; here come those typed or written as words, on any
page. A mark struck out or declassified still goes to the security officer, told apart.

# Luật: KH 82 II (tài liệu mật không thuộc phạm vi)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khoso.engines.ocr.port import Box
from khoso.kernel.text_vi import fold
from khoso.stages.recognition.compute.layout import Row, letter_height, pieces, rows_of
from khoso.stages.recognition.compute.reading import SURE, FileReading, PageReading
from khoso.stages.recognition.rules import SECRECY

_LABELLED = re.compile(r"^(?:\W*)(?:do|muc do|dau) ?mat ?[:.] ?[\"“(]?(tuyet mat|toi mat|mat)[\"”)]?\W*(?P<rest>.*)$")
_ALONE = re.compile(r"^\W*(?:(?:tai lieu|van ban|cong van|dien) )?(tuyet mat|toi mat|mat)\W*$")
_DECLASSIFIED = re.compile(r"^\W*(?:da |duoc )?giai mat\b\W*(?:ngay.{0,24})?$")
# MẶT, MẤT, MÁT are other words; a bad reading of the mark looks like one of these.
_READ_AS = {"MẬT", "MÂT", "MAT", "MẠT", "MÃT", "MẨT", "MẪT", "MẦT"}
_HEAD_SHARE = 0.45
_LEAST_WORD, _LEAST_PAIR = 0.55, 0.35


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """A mark on a page: its degree (`MẬT`, `TỐI MẬT`, `TUYỆT MẬT`), or that it was declassified."""

    page: int
    mark: str
    box: Box
    is_declassified: bool = False


def marks_in(reading: FileReading) -> list[SecrecyMark]:
    """Every mark among the words, and what the fields say of one, page by page."""
    found = [mark for page in reading.pages for mark in marks_on(page)]
    for document in reading.documents:
        field = document.fields.get("secrecy")
        if field is None or field.value not in SECRECY.values() or field.confidence < SURE:
            continue
        if field.page and field.box and not any(mark.page == field.page for mark in found):
            found.append(SecrecyMark(field.page, str(field.value), field.box))
    return sorted(found, key=lambda mark: (mark.page, mark.box[1]))


def marks_on(page: PageReading) -> Iterator[SecrecyMark]:
    """The marks of one page: behind «Độ mật:», or standing alone in capitals."""
    height = letter_height(page)
    for row in rows_of(page.words, height):
        parts: Sequence[Row] = pieces(row, height)
        for part in parts if len(parts) == 1 else [*parts, row]:
            found = _mark_of(page, part, height)
            if found is not None:
                yield found
                break


def _mark_of(page: PageReading, part: Row, height: float) -> SecrecyMark | None:
    folded = part.folded
    if (told := _LABELLED.match(folded)) and not re.search(r"\bmat\b", told["rest"]):
        return SecrecyMark(page.number, SECRECY[told[1]], part.box)
    letters = [letter for word in part.words for letter in word.text if letter.isalpha()]
    if not letters or sum(letter.isupper() for letter in letters) < 0.9 * len(letters):
        return None
    if _DECLASSIFIED.match(folded):
        return SecrecyMark(page.number, "GIẢI MẬT", part.box, is_declassified=True)
    alone = _ALONE.match(folded)
    if alone is None:
        return None
    mark = SECRECY[alone[1]]
    if alone[1] != "mat":
        return SecrecyMark(page.number, mark, part.box) if part.confidence >= _LEAST_PAIR else None
    word = next(word for word in part.words if fold(word.text).strip(".,:;\"'*()[]|-_“”«» ").endswith("mat"))
    is_head = part.box[3] < _HEAD_SHARE * page.height
    is_said = "".join(letter for letter in word.text if letter.isalpha()).upper() in _READ_AS
    is_sized = part.box[3] - part.box[1] >= 0.7 * height
    stands = len(part.words) > 1 or is_head
    return (
        SecrecyMark(page.number, mark, part.box)
        if (stands and is_said and is_sized and part.confidence >= _LEAST_WORD)
        else None
    )
