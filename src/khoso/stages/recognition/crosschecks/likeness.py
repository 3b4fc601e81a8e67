"""How much two readings differ, in letters."""

from __future__ import annotations

from khoso.kernel.text_vi import fold, nfc, tone_placement


def bare(text: str) -> str:
    """Letters and digits of a text, without accents and case."""
    return "".join(c for c in fold(text) if c.isalnum())


def letters(text: str) -> str:
    """Letters and digits with their accents, in one spelling: what typing may do differently is gone, no more."""
    return "".join(c for c in tone_placement(nfc(text)).casefold() if c.isalnum())


def apart(left: str, right: str, most: int = 2) -> int:
    """How many letters must change to make one of the other; `most` + 1 when it is more than `most`."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
