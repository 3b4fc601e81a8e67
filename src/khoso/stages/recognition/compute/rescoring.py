"""Tone marks that the engine lost, put back where the words beside leave no doubt.

On the reading of Vietnamese print nearly half of all errors are tone marks over ă, â, ê, ô, ơ: `sô` for `số`. The table
counts which syllables stand side by side in official texts (made by `bench/ocr/pairs.py`). A word changes only into a
syllable of the same letters, and only when its neighbours make that one so much likelier that the engine's usual
mistakes explain the rest.
"""

from __future__ import annotations

import gzip
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from khoso.engines.ocr.port import Word
from khoso.kernel.text_vi import fold, tone_placement
from khoso.stages.recognition.rules_syllables import is_syllable

TABLE = Path(__file__).with_name("syllable_pairs.txt.gz")
NAME = "âm tiết đôi 1"

# How much likelier (natural logarithm) the neighbours must make another syllable, by what the engine must have misread.
LOST_TONE = 7.0  # ô for ố: the usual mistake
OTHER_TONE = 8.5  # ỗ for ổ, ồ for ố: strokes above the letter run together
DOTTED_I = 8.5  # chỉ for chi and back
LOST_DOT = 9.5  # ô for ộ
LOST_SHAPE = 10.0  # é for ế, Ỏ for Ổ, d for đ
SELDOM = 11.0  # ậ for ấ, ả for à
UNUSUAL = 13.0  # trọng for trong: a dot below is seldom seen where there is none
# A name is seldom among the pairs; a sure reading is seldom wrong.
OF_A_NAME = 4.0
WHEN_SURE = 2.0
SURE = 0.995
# A syllable seen this often is a candidate; a pair counts as seen from here on.
OFTEN = 5
SEEN = 2

_CORE = re.compile(r"^(\W*)([^\W\d_]+)(\W*)$")
_NUMBER = re.compile(r"^(\W*)([\dlI]+)([\W\d]*)$")
_ONES = str.maketrans("lI", "11")
_DOT, _HOOK = "\u0323", "\u0309"
_TONES = {"\u0300", "\u0301", "\u0303", _HOOK, _DOT}
_SHAPED = "ăâêôơư"


@dataclass(frozen=True, slots=True)
class Pairs:
    """How often syllables and pairs of them were seen; which share their letters when all marks are gone."""

    singles: dict[str, int]
    doubles: dict[tuple[str, str], int]
    alike: dict[str, tuple[str, ...]]
    total: int

    def likelihood(self, before: str | None, word: str, after: str | None) -> float:
        """Logarithm of how likely `word` is between its neighbours."""
        told = self._given(before, word)
        return told + self._given(word, after) if after is not None else told

    def seen(self, before: str | None, word: str, after: str | None) -> bool:
        """Whether `word` was ever seen beside one of its neighbours."""
        return (before, word) in self.doubles or (word, after) in self.doubles

    def _given(self, before: str | None, word: str) -> float:
        share = (self.singles.get(word, 0) + 0.1) / self.total
        if before is None:
            return math.log(share)
        both = max(0.0, self.doubles.get((before, word), 0) - 0.5)
        return math.log((both + 2 * share) / (self.singles.get(before, 0) + 2))


@lru_cache(maxsize=1)
def pairs() -> Pairs:
    """The table, read once a process."""
    with gzip.open(TABLE, "rt", encoding="utf-8") as lines:
        rows = [line.split() for line in lines if not line.startswith("#")]
    singles = {row[0]: int(row[1]) for row in rows if len(row) == 2}
    doubles = {(row[0], row[1]): int(row[2]) for row in rows if len(row) == 3}
    return pairs_of(singles, doubles)


def pairs_of(singles: dict[str, int], doubles: dict[tuple[str, str], int]) -> Pairs:
    """Counts made ready for looking up."""
    alike: dict[str, list[str]] = defaultdict(list)
    for syllable, count in sorted(singles.items()):
        if count >= OFTEN:
            alike[fold(syllable)].append(syllable)
    kept = {key: tuple(same) for key, same in alike.items()}
    return Pairs(singles, doubles, kept, sum(singles.values()) + 1)


def plain(syllable: str) -> str:
    """A syllable as the table has it: small letters, one placement of the tone."""
    return tone_placement(syllable).lower()


def rescored(words: Sequence[Word], table: Pairs | None = None) -> tuple[Word, ...]:
    """The words of a page in reading order, with the tone marks put back that their neighbours call for."""
    table = table or pairs()
    words = [_with_digits(word) for word in words]
    parts = [_CORE.match(word.text) for word in words]
    now = [plain(part[2]) if part else None for part in parts]
    out = list(words)
    for at, part in enumerate(parts):
        told = now[at]
        if part is None or told is None or len(table.alike.get(fold(told), ())) < 1:
            continue
        before = now[at - 1] if at and _touch(words, parts, at - 1) else None
        after = now[at + 1] if at + 1 < len(words) and _touch(words, parts, at) else None
        if before is None and after is None:
            continue
        hurdle = WHEN_SURE * _is_sure(words[at]) + OF_A_NAME * _in_a_name(words, parts, at)
        better = _better(table, before, told, after, hurdle)
        if better is not None:
            now[at] = better
            out[at] = replace(words[at], text=part[1] + _cased(better, part[2]) + part[3])
    return tuple(out)


def _with_digits(word: Word) -> Word:
    """The word with strokes read as l or I among digits made the digit 1: l4, I899."""
    part = _NUMBER.match(word.text)
    if part is None or not any(letter.isdigit() for letter in part[2]) or part[2].isdigit():
        return word
    return replace(word, text=part[1] + part[2].translate(_ONES) + part[3])


def _better(table: Pairs, before: str | None, told: str, after: str | None, hurdle: float) -> str | None:
    base = table.likelihood(before, told, after) + hurdle
    best, gain = None, 0.0
    for other in table.alike[fold(told)]:
        if other == told or not table.seen(before, other, after):
            continue
        more = table.likelihood(before, other, after) - base - misreading(other, told)
        if more > gain:
            best, gain = other, more
    return best


@lru_cache(maxsize=20_000)
def misreading(meant: str, read: str) -> float:
    """How unlikely the engine is to read `read` where `meant` stands; both of the same letters without marks."""
    (shape, tone), (other_shape, other_tone) = _parted(meant), _parted(read)
    cost = 0.0 if shape == other_shape else LOST_SHAPE
    if tone == other_tone:
        return cost or UNUSUAL
    return max(cost, _mistone(tone, other_tone, any(letter in _SHAPED for letter in other_shape), "i" in shape))


def _mistone(meant: str, read: str, is_shaped: bool, has_i: bool) -> float:
    """The same for tones over the same letters; `is_shaped`: below a hat, a horn or a bow."""
    if read == _DOT:
        return SELDOM if is_shaped else UNUSUAL
    if meant == _DOT:
        return LOST_DOT if is_shaped and not read else UNUSUAL
    if is_shaped:
        return LOST_TONE if not read else OTHER_TONE if meant else SELDOM
    if has_i and _HOOK in (meant, read):
        return DOTTED_I
    return SELDOM if meant else UNUSUAL


def _parted(syllable: str) -> tuple[str, str]:
    """The syllable without its tone, and the tone."""
    letters = unicodedata.normalize("NFD", syllable)
    tone = "".join(letter for letter in letters if letter in _TONES)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES)), tone


def _touch(words: Sequence[Word], parts: Sequence[re.Match[str] | None], at: int) -> bool:
    """Whether word `at` and the next follow each other in one sentence."""
    one, other = parts[at], parts[at + 1]
    return bool(one and other and not one[3] and not other[1] and words[at].block == words[at + 1].block)


def _is_sure(word: Word) -> bool:
    return bool(word.letters) and min(word.letters) >= SURE


def _in_a_name(words: Sequence[Word], parts: Sequence[re.Match[str] | None], at: int) -> bool:
    """A word with a capital first letter beside another such: a person's or a place's name, or a title's."""

    def capital(index: int) -> bool:
        part = parts[index] if 0 <= index < len(words) else None
        return bool(part and part[2][0].isupper() and not part[2].isupper())

    return capital(at) and (capital(at - 1) or capital(at + 1))


def _cased(syllable: str, like: str) -> str:
    if len(like) > 1 and like.isupper():
        return syllable.upper()
    return syllable[0].upper() + syllable[1:] if like[0].isupper() else syllable


def counted(texts: Iterable[str]) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """How often syllables, and pairs of them with nothing between, stand in `texts`."""
    singles: dict[str, int] = defaultdict(int)
    doubles: dict[tuple[str, str], int] = defaultdict(int)
    for text in texts:
        before: str | None = None
        for told in re.findall(r"[^\W\d_]+|\S", unicodedata.normalize("NFC", text)):
            word = plain(told) if told[0].isalpha() and is_syllable(told) else None
            if word is not None:
                singles[word] += 1
                if before is not None:
                    doubles[before, word] += 1
            before = word
    return dict(singles), dict(doubles)
