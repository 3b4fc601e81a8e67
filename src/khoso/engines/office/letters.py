"""How wide letters of the form are, for the rules under the names: Word has no rule «as long as the text»."""

from __future__ import annotations

from khoso.kernel import text_vi

# Widths of Times New Roman Bold (and of fonts made to its measure) in thousandths of the size, from space to tilde.
# A letter with marks is as wide as its base, save the two horned ones.
_WIDTHS = """
    250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 333 570
    570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 722 556 667 722 722 1000 722 722
    667 333 278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 556 278 833 556 500 556 556 444 389 333 556 500
    722 500 500 444 394 220 394 520
"""
_BOLD = tuple(map(int, _WIDTHS.split()))
_HORNED = {"ơ": 554, "Ơ": 778, "ư": 600, "Ư": 796}
_OTHER = 500


def bold_width(text: str, size: float) -> float:
    """The width of bold `text` in points at `size`, on one line."""
    return sum(_letter(letter) for letter in text) * size / 1000


def longest_line(text: str, size: float, room: float) -> float:
    """The width of the longest line when bold `text` is broken into lines of `room` points."""
    longest = line = 0.0
    space = bold_width(" ", size)
    for word in text.split():
        width = bold_width(word, size)
        if line and line + space + width > room:
            line = width
        else:
            line += width + (space if line else 0)
        longest = max(longest, line)
    return min(longest, room)


def _letter(letter: str) -> int:
    base = text_vi.fold(letter)[:1] or " "
    horn = next((horned for horned in _HORNED if letter != base and _is_horned(letter, horned)), "")
    if horn:
        return _HORNED[horn]
    base = base.upper() if letter.isupper() else base
    return _BOLD[ord(base) - 32] if 32 <= ord(base) < 127 else _OTHER


def _is_horned(letter: str, horned: str) -> bool:
    import unicodedata

    parts = unicodedata.normalize("NFD", letter)
    return parts[0] == unicodedata.normalize("NFD", horned)[0] and "\u031b" in parts
