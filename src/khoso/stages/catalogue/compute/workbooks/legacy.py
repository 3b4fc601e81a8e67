"""Vietnamese typed in fonts older than Unicode: TCVN3 (ABC) and VNI, known by content, turned into Unicode NFC.

In both, the letters lie where Latin-1 has its own; a text is in the encoding in which its words are Vietnamese words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

UNICODE, TCVN3, VNI = "unicode", "tcvn3", "vni"
NAMES = {TCVN3: "TCVN3 (ABC)", VNI: "VNI"}

# Luật: TCVN 5712:1993 (bộ mã VN3); one case only, capitals come from the font
_TCVN3 = {
    0xA1: "Ă", 0xA2: "Â", 0xA3: "Ê", 0xA4: "Ô", 0xA5: "Ơ", 0xA6: "Ư", 0xA7: "Đ",
    0xA8: "ă", 0xA9: "â", 0xAA: "ê", 0xAB: "ô", 0xAC: "ơ", 0xAD: "ư", 0xAE: "đ",
    0xB5: "à", 0xB6: "ả", 0xB7: "ã", 0xB8: "á", 0xB9: "ạ",
    0xBB: "ằ", 0xBC: "ẳ", 0xBD: "ẵ", 0xBE: "ắ", 0xC6: "ặ",
    0xC7: "ầ", 0xC8: "ẩ", 0xC9: "ẫ", 0xCA: "ấ", 0xCB: "ậ",
    0xCC: "è", 0xCE: "ẻ", 0xCF: "ẽ", 0xD0: "é", 0xD1: "ẹ",
    0xD2: "ề", 0xD3: "ể", 0xD4: "ễ", 0xD5: "ế", 0xD6: "ệ",
    0xD7: "ì", 0xD8: "ỉ", 0xDC: "ĩ", 0xDD: "í", 0xDE: "ị",
    0xDF: "ò", 0xE1: "ỏ", 0xE2: "õ", 0xE3: "ó", 0xE4: "ọ",
    0xE5: "ồ", 0xE6: "ổ", 0xE7: "ỗ", 0xE8: "ố", 0xE9: "ộ",
    0xEA: "ờ", 0xEB: "ở", 0xEC: "ỡ", 0xED: "ớ", 0xEE: "ợ",
    0xEF: "ù", 0xF1: "ủ", 0xF2: "ũ", 0xF3: "ú", 0xF4: "ụ",
    0xF5: "ừ", 0xF6: "ử", 0xF7: "ữ", 0xF8: "ứ", 0xF9: "ự",
    0xFA: "ỳ", 0xFB: "ỷ", 0xFC: "ỹ", 0xFD: "ý", 0xFE: "ỵ",
}  # fmt: skip
# VNI writes a vowel and, after it, its mark; some letters are one sign.
_MARKS = {
    "a": "øàùáûảõãïạêăèằéắúẳüẵëặââàầáấåẩãẫäậ",
    "e": "øèùéûẻõẽïẹâêàềáếåểãễäệ",
    "o": "øòùóûỏõõïọâôàồáốåổãỗäộ",
    "ô": "øờùớûởõỡïợ",
    "u": "øùùúûủõũïụ",
    "ö": "øừùứûửõữïự",
    "y": "øỳùýûỷõỹ",
}
_ALONE = {"ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni() -> dict[str, str]:
    table = {
        base + marks[at]: "õ" if base == "o" and marks[at] == "õ" else marks[at + 1]
        for base, marks in _MARKS.items()
        for at in range(0, len(marks), 2)
    }
    table |= _ALONE
    table |= {old.upper(): new.upper() for old, new in table.items()}
    # A capital vowel is often followed by the mark of the small letter.
    table |= {
        old[0].upper() + old[1]: new.upper() for old, new in list(table.items()) if len(old) == 2 and old.islower()
    }
    return table


_VNI = _vni()
_VNI_PARTS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_OLD = re.compile(r"[\x80-\xff]")
# Letters only Unicode has: such a text is no old one.
_NEW = re.compile(r"[\u0102-\u01b0\u1ea0-\u1ef9\u0300-\u0323]")
_WORD = re.compile(r"[^\W\d_]+|[^\x00-\x7f]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSET = "ngh|ng|gh|gi|kh|nh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]"
_CORE = "uyê|uya|iêu|yêu|oai|oay|oeo|uây|uôi|ươi|ươu|uyu|oao|uyn?|" + (
    "ai|ao|au|âu|ay|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|ưi|uô|uơ|ưu|ưa|ươ|uy|[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(rf"^(?:{_ONSET})?(?:{_CORE})(?:ch|ng|nh|[cmnpt])?$")


def _to_vni(text: str) -> str:
    return _VNI_PARTS.sub(lambda match: _VNI[match[0]], text)


def _from_tcvn3(text: str) -> str:
    """Small letters inside a word of capitals were capitals in the font of capitals."""
    plain = text.translate(_TCVN3)
    if plain == text:
        return text

    def word(match: re.Match[str]) -> str:
        found = match[0]
        sure = [char for char in found if char.isascii()]
        is_capital = sure and all(char.isupper() for char in sure) and (len(sure) > 1 or found[-1] is sure[0])
        return found.upper() if is_capital else found

    return re.sub(r"[^\W\d_]+", word, plain)


_READERS = {TCVN3: _from_tcvn3, VNI: _to_vni}


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether `word` may be a Vietnamese syllable: an onset, vowels that go together, an ending, one tone."""
    parts = unicodedata.normalize("NFD", word.lower())
    toneless = "".join(char for char in parts if char not in _TONES)
    if len(parts) - len(toneless) > 1:
        return False
    return _SYLLABLE.match(unicodedata.normalize("NFC", toneless)) is not None


def _score(text: str) -> tuple[int, int]:
    """Words with marks that are Vietnamese, and those that are not."""
    good = bad = 0
    for word in _WORD.findall(text):
        if not word.isascii():
            if is_syllable(word):
                good += 1
            else:
                bad += 1
    return good, bad


def _points(text: str, encoding: str) -> float:
    good, bad = _score(_READERS[encoding](text) if encoding in _READERS else text)
    if encoding == TCVN3:
        bad += sum(1 for char in text if 0xC0 <= ord(char) <= 0xFF and ord(char) not in _TCVN3)
    return (good - 2 * bad) / (good + bad) if good + bad else 0.0


def is_surely_new(text: str) -> bool:
    """Whether a text has letters that only Unicode has."""
    return _NEW.search(text) is not None


def detect(texts: Iterable[str]) -> str:
    """The encoding in which most words of `texts` are Vietnamese; "unicode" when nothing speaks against it."""
    old = [text for text in texts if _OLD.search(text) and not _NEW.search(text)]
    together = " ".join(old[:400])
    if not together:
        return UNICODE
    points = {encoding: _points(together, encoding) for encoding in (UNICODE, TCVN3, VNI)}
    best = max(points, key=lambda encoding: points[encoding])
    return best if points[best] > points[UNICODE] and points[best] > 0 else UNICODE


@lru_cache(maxsize=50_000)
def convert(text: str, expected: str) -> tuple[str, str]:
    """`text` in Unicode NFC and the encoding it was in; `expected` is that of its column and wins a draw.

    A text with letters only Unicode has, or none beyond ASCII, stays as it is: fonts may differ from cell to cell.
    """
    if text.isascii() or _NEW.search(text) or not _OLD.search(text):
        return text, UNICODE
    order = (expected, *(name for name in (UNICODE, TCVN3, VNI) if name != expected))
    points = {encoding: _points(text, encoding) for encoding in order}
    best = max(order, key=lambda encoding: points[encoding])
    if best == UNICODE or points[best] <= 0:
        return text, UNICODE
    return unicodedata.normalize("NFC", _READERS[best](text)), best


def read_as(text: str, encoding: str) -> str:
    """`text` as if typed in `encoding`, whatever comes out."""
    if encoding == UNICODE or _NEW.search(text):
        return text
    return unicodedata.normalize("NFC", _READERS[encoding](text))


def to_old(text: str, encoding: str) -> str:
    """`text` as a typist of `encoding` would have left it; for tests and samples."""
    if encoding == TCVN3:
        back = {new: chr(old) for old, new in _TCVN3.items()}
        return "".join(back.get(char, back.get(char.lower(), char)) for char in unicodedata.normalize("NFC", text))
    back_vni = {
        new: old for old, new in reversed(_VNI.items()) if not (len(old) == 2 and old[0].isupper() and old[1].islower())
    }
    return "".join(back_vni.get(char, char) for char in unicodedata.normalize("NFC", text))
