"""Vietnamese text: one Unicode form, one tone placement, folding for search, repair of look-alikes."""

from __future__ import annotations

import re
import unicodedata

# Cyrillic and Greek letters that a typist's keyboard or a bad OCR puts in the place of Latin ones.
_LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТУХІЅЈаеорсухіѕјԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABEKMHOPCTYXISJaeopcyxisjdABEZHIKMNOPTYXo",
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Old style puts the tone on the first vowel of open oa, oe, uy (hòa); new style on the second (hoà).
_NEW_STYLE = re.compile(rf"(?<![qQ])([oOuU])([aAeEyY])([{_TONES}])(?![a-zA-Z\u0300-\u036f])")
_SPACES = re.compile(r"\s+")


def nfc(text: str) -> str:
    """`text` in Unicode NFC, the only form stored and indexed."""
    return unicodedata.normalize("NFC", text)


def one_space(text: str) -> str:
    """Runs of white space become one space; ends are trimmed; NFC."""
    return _SPACES.sub(" ", nfc(text)).strip()


def fold(text: str) -> str:
    """`text` without accents and case: `Tờ trình` → `to trinh`. Same length is not kept; đ becomes d."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def tone_placement(text: str) -> str:
    """One placement of tone marks (hoà → hòa, thuỷ → thủy), NFC; so both spellings meet in the index."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _NEW_STYLE.sub(r"\1\3\2", decomposed))


def is_vietnamese(text: str) -> bool:
    """Whether `text` has a letter with a Vietnamese mark."""
    return fold(text) != text.lower()


def has_look_alikes(text: str) -> bool:
    """Whether letters of another alphabet stand inside a text of Latin letters."""
    return text.translate(_LOOK_ALIKES) != text


def repair_look_alikes(text: str) -> str:
    """Latin letters for Cyrillic and Greek ones that look the same (NĐ-СР → NĐ-CP)."""
    return text.translate(_LOOK_ALIKES)
