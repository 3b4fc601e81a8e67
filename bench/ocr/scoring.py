"""How far a reading is from the known text of a page, and what kind of letters the errors are."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

# Where an error can lie; every edit counts once, under the first that fits.
PLACES = ("tone", "shape", "case", "digit", "space", "punctuation", "letter")
LABELS = {
    "tone": "dấu thanh",
    "shape": "dấu chữ (ă â ê ô ơ ư đ)",
    "case": "chữ hoa, thường",
    "digit": "chữ số",
    "space": "khoảng trắng",
    "punctuation": "dấu câu",
    "letter": "chữ cái gốc",
}
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_ONE_KIND = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "‘": "'"})


@dataclass(frozen=True, slots=True)
class Score:
    """The errors of one page: in letters and in words, and the letters' errors by place."""

    letters: int
    letter_errors: int
    words: int
    word_errors: int
    places: Counter[str] = field(default_factory=Counter)
    edits: tuple[tuple[str, str], ...] = ()

    @property
    def cer(self) -> float:
        """Character error rate."""
        return self.letter_errors / self.letters if self.letters else 0.0

    @property
    def wer(self) -> float:
        """Word error rate."""
        return self.word_errors / self.words if self.words else 0.0


def squeezed(text: str) -> str:
    """NFC, one space for runs of white space, one kind of dash and quote."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_ONE_KIND).split())


def score(wanted: str, found: str, *, partial: bool = False) -> Score:
    """Compare a reading with the known text; `partial`: with the best matching window of the reading."""
    wanted, found = squeezed(wanted), squeezed(found)
    edits, (start, end) = edits_between(wanted, found, anywhere=partial)
    window = found[start:end].split()
    missed = sum(one != other for one, other in edits_between(wanted.split(), window)[0])
    places = Counter(place_of(one, other) for one, other in edits)
    return Score(len(wanted), len(edits), len(wanted.split()), missed, places, tuple(edits))


def score_by_line(wanted: str, found: str) -> Score:
    """Compare line by line, each with the window of the reading that fits it best: the order of columns aside."""
    found = squeezed(found)
    parts = [score(line, found, partial=True) for line in wanted.splitlines() if line.strip()]
    return Score(
        sum(part.letters for part in parts),
        sum(part.letter_errors for part in parts),
        sum(part.words for part in parts),
        sum(part.word_errors for part in parts),
        sum((part.places for part in parts), Counter()),
        tuple(edit for part in parts for edit in part.edits),
    )


def edits_between(
    wanted: Sequence[str], found: Sequence[str], *, anywhere: bool = False
) -> tuple[list[tuple[str, str]], tuple[int, int]]:
    """The fewest edits from `wanted` to `found` as pairs (one side empty: left out or added), and the window of
    `found` they reach; the whole of it unless `anywhere`."""
    codes: dict[str, int] = {}
    a = np.array([codes.setdefault(each, len(codes)) for each in wanted], np.int32)
    b = np.array([codes.setdefault(each, len(codes)) for each in found], np.int32)
    steps = np.arange(len(b) + 1, dtype=np.int32)
    table = np.empty((len(a) + 1, len(b) + 1), np.int32)
    table[0] = 0 if anywhere else steps
    for i, code in enumerate(a, 1):
        before = table[i - 1]
        row = before + 1
        np.minimum(row[1:], before[:-1] + (b != code), out=row[1:])
        # An added letter costs one more than the place left of it.
        table[i] = np.minimum.accumulate(row - steps) + steps
    end = int(table[-1].argmin()) if anywhere else len(b)
    edits: list[tuple[str, str]] = []
    i, j = len(a), end
    while i or (j and not anywhere):
        here = table[i, j]
        if i and j and here == table[i - 1, j - 1] + (a[i - 1] != b[j - 1]):
            i, j = i - 1, j - 1
            if a[i] != b[j]:
                edits.append((wanted[i], found[j]))
        elif i and here == table[i - 1, j] + 1:
            i -= 1
            edits.append((wanted[i], ""))
        else:
            j -= 1
            edits.append(("", found[j]))
    return edits[::-1], (j, end)


def place_of(wanted: str, found: str) -> str:
    """What kind of letter an edit is about (one side may be empty)."""
    told = wanted or found
    if wanted and found and wanted.isalpha() and found.isalpha():
        (base, shape, tone), (other_base, other_shape, other_tone) = _parts(wanted), _parts(found)
        if base.lower() != other_base.lower():
            return "letter"
        if shape != other_shape:
            return "shape"
        return "tone" if tone != other_tone else "case"
    if told.isspace() or found.isspace():
        return "space"
    if told.isdigit() or found.isdigit():
        return "digit"
    return "letter" if told.isalpha() else "punctuation"


def _parts(letter: str) -> tuple[str, str, str]:
    """Base letter, the marks that make another vowel of it, tone mark."""
    bare = {"đ": "d\u0335", "Đ": "D\u0335"}.get(letter, letter)
    base, *marks = list(unicodedata.normalize("NFD", bare))
    tone = "".join(mark for mark in marks if mark in _TONES)
    return base, "".join(mark for mark in marks if mark not in _TONES), tone
