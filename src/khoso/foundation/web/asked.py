"""Reading what an address asks for: whatever somebody types there, the answer is a page."""

from __future__ import annotations


def whole_number(text: str, *, otherwise: int, most: int = 1_000_000) -> int:
    """The number in `text`, at most `most`; `otherwise` when it is none. Digits of other scripts are none."""
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
