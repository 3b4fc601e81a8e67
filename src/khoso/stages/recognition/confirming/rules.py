"""When two people entered the same, and which values can stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from khoso.kernel import dates
from khoso.kernel.text_vi import nfc
from khoso.stages.recognition.choosing import same

# What a column for a decided value holds.
MOST = 1000
_DAYS = frozenset({"issued_date"})


def agree(name: str, left: str, right: str) -> bool:
    """Whether two people entered the same for a field.

    Case, punctuation and the placement of a tone do not matter; which tone and which vowel do. Keying twice is there to
    find exactly that: Hùng and Hưng are two people.
    """
    if name in _DAYS and (one := dates.parse(left)) and (other := dates.parse(right)):
        return one.iso == other.iso
    return same(left, right) and _marks(left) == _marks(right)


def disputed(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """Names of the fields two people entered differently, in the order of the first."""
    names = list(dict.fromkeys([*first, *second]))
    return [name for name in names if not agree(name, first.get(name, ""), second.get(name, ""))]


def _marks(text: str) -> list[tuple[str, ...]]:
    """The marks over and under the letters of each word, whichever letter of it carries them."""
    told = []
    for word in nfc(text).lower().split():
        decomposed = unicodedata.normalize("NFD", word)
        marks = tuple(sorted("-" if c == "đ" else c for c in decomposed if unicodedata.combining(c) or c == "đ"))
        if any(c.isalnum() for c in decomposed):
            told.append(marks)
    return [marks for marks in told if marks]
