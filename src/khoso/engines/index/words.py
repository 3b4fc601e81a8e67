"""How text becomes words, the same way for the index, for a query and for highlighting.

Every step after `canonical` keeps the number of characters, so a word's place in the normalised text is its place in
the text a person reads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from khoso.kernel.text_vi import fold, repair_look_alikes

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 60

_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u052f]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_MARK = re.compile(r"[\u0300-\u036f]")
# A tone typed before the circumflex, breve or horn does not compose; changing the order makes it one letter again.
_TONE_FIRST = re.compile("([\u0300\u0301\u0303\u0309\u0323])([\u0302\u0306\u031b])")

_TONED = "àáảãạèéẻẽẹỳýỷỹỵ"
_PLAIN = "aaaaaeeeeeyyyyy"
_ON_O = "òóỏõọ" * 3
_ON_U = "ùúủũụ" * 3
# Old style puts the tone on the first vowel of an open oa, oe, uy; new style on the second. One of them is indexed.
_OLD_STYLE = {
    first + toned: (on_o if first == "o" else on_u) + plain
    for first in "ou"
    for toned, plain, on_o, on_u in zip(_TONED, _PLAIN, _ON_O, _ON_U, strict=True)
}
_NEW_STYLE = re.compile(rf"(?<!q)[ou][{_TONED}](?![^\W\d_])")

_FOLDED = {
    code: plain
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00))
    if len(plain := fold(chr(code))) == 1 and plain != chr(code)
}


def canonical(text: str) -> str:
    """`text` in NFC, with tone marks that were typed too early composed as well; halves of broken letters become �."""
    text = unicodedata.normalize("NFC", _HALF_PAIR.sub("\ufffd", text))
    if _MARK.search(text):
        text = unicodedata.normalize("NFC", _TONE_FIRST.sub(r"\2\1", unicodedata.normalize("NFD", text)))
    return text


def exact(text: str) -> str:
    """A canonical text in lower case, one tone placement, look-alike letters repaired; as long as it was."""
    # Looking first is four times faster than translating a page that has none.
    if _GREEK_OR_CYRILLIC.search(text):
        text = repair_look_alikes(text)
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return _NEW_STYLE.sub(lambda found: _OLD_STYLE[found.group()], lower)


def folded(exact_text: str) -> str:
    """An `exact` text without accents, đ as d; as long as it was."""
    return exact_text.translate(_FOLDED)


def is_accented(exact_text: str) -> bool:
    """Whether the person took the trouble to type accents."""
    return folded(exact_text) != exact_text


def tokens(text: str) -> list[str]:
    """The words of an `exact` or `folded` text, as the index splits them."""
    return [word for word in WORD.findall(text) if len(word) <= LONGEST_WORD]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each word in `text`."""
    return (found.span() for found in WORD.finditer(text))


def number_key(number: str, notation: str = "") -> str:
    """One spelling of a document's number and notation: `05/QĐ-UBND` and `5/qđ-ubnd` are both `5/qd-ubnd`."""
    whole = folded(exact(canonical(f"{number}/{notation}" if notation else number)))
    return re.sub(r"\s+", "", whole).strip("/").lstrip("0")
