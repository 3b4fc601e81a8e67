"""Can a word be Vietnamese? Enough to tell language from noise, without a dictionary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# A Vietnamese syllable without its tone: onset, rime. Enough to tell language from noise.
_ONSET = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|qu|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x)?"
_NUCLEI = (
    "uyê uya iêu yêu oai oay oeo uây uôi ươi ươu iê yê ia ya uô ua ươ ưa oa oă oe uâ uê uy "
    "uơ ai ay ao au âu ây eo êu iu oi ôi ơi ui ưi ưu uyu a ă â e ê i o ô "
    "ơ u ư y "
)
_NUCLEUS = f"(?:{'|'.join(_NUCLEI.split())})"
_CODA = r"(?:ng|nh|ch|c|m|n|p|t)?"
_SYLLABLE = re.compile(f"^{_ONSET}{_NUCLEUS}{_CODA}$")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_LETTERS = re.compile(r"[^\W\d_]+")


def is_syllable(word: str) -> bool:
    """Whether `word` can be a Vietnamese syllable (nghiêng, quyết), whatever its case."""
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONES))
    return bool(_SYLLABLE.match(bare))


def syllable_share(texts: Iterable[str]) -> float:
    """How much of the letters stands in possible Vietnamese syllables, 0 to 1."""
    good = total = 0
    for text in texts:
        for run in _LETTERS.findall(text):
            total += len(run)
            good += len(run) if is_syllable(run) else 0
    return good / total if total else 0.0
