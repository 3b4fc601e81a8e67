"""How a dossier on a paper list is recognised in the catalogue."""

from __future__ import annotations

from khoso.kernel.text_vi import fold, one_space


def dossier_key(fonds_title: str, box: str, number: str) -> str:
    """One spelling of a dossier's place: case, accents and leading zeros do not matter."""
    parts = (fold(one_space(fonds_title)), _place(box), _place(number))
    return "|".join(parts)[:500]


def _place(text: str) -> str:
    return fold(one_space(text)).lstrip("0")
