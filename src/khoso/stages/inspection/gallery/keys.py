"""On which key each kind of defect lies. Letters of the Vietnamese word where they are free; digits lead elsewhere."""

from __future__ import annotations

KEYS = {
    "missing_page": "t",
    "unreadable": "k",
    "wrong_document": "l",
    "secrecy": "m",
    "cut": "c",
    "blur": "n",
    "dark": "d",
    "faint": "h",
    "orientation": "x",
    "order": "s",
    "duplicate": "r",
    "covered": "b",
    "colour": "u",
    "resolution": "p",
    "scale": "a",
    "skew": "g",
    "streak": "v",
    "bleed": "o",
    "margin": "e",
    "blank": "w",
    "other_page": "q",
}
