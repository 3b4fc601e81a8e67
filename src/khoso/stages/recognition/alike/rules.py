"""Which doubts are the same doubt, and what an answer to all of them makes of each."""

from __future__ import annotations

from khoso.kernel.text_vi import fold, one_space, tone_placement
from khoso.stages.recognition.rules import KIND_ABBREVIATIONS

# What recurs from paper to paper. Numbers, days and subjects are each paper's own: no answer settles two of them.
RECURRING = frozenset(
    {"kind", "notation", "issuer", "superior", "place", "signer", "post", "urgency", "secrecy", "language"}
)
NAMES_OF_PEOPLE = frozenset({"signer"})
# Letters a scan confuses: readings that differ only in them are one doubt.
_CONFUSED = str.maketrans("01|!i", "ollll")
MOST = 200


def doubt_key(name: str, read: str | None) -> str:
    """Equal for readings that one answer settles; empty when nothing can be alike.

    Of a notation the part after the kind counts: `QĐ-SYI` and `BC-SYI` are one doubt about `SYT`.
    """
    text = one_space(read or "")
    if name not in RECURRING or not text:
        return ""
    if name == "notation":
        head, tail = _parts(text)
        text = f"-{tail}" if head else text
    bare = "".join(c if c.isalnum() else " " for c in fold(text).translate(_CONFUSED))
    # Sign and tail of a notation: a whole notation without a kind must not meet the tail of another.
    sign = "-" if name == "notation" and text.startswith("-") else ""
    return (sign + " ".join(bare.split()))[:MOST]


def answered(name: str, read: str | None, value: str) -> str:
    """What `value`, the answer to a group of doubts, makes of one reading in it."""
    value = one_space(value)
    if name != "notation":
        return value
    head, tail = _parts(one_space(read or ""))
    if not head or not tail or _parts(value)[0]:
        return value
    return f"{head}-{value}"


def shown(name: str, read: str | None) -> str:
    """The part of a reading that the group is about."""
    text = one_space(read or "")
    head, tail = _parts(text) if name == "notation" else ("", "")
    return tail if head else text


def _parts(notation: str) -> tuple[str, str]:
    """Kind and rest of a notation; no kind when it does not begin with a known abbreviation."""
    head, dash, tail = notation.partition("-")
    known = tone_placement(head).upper() in KIND_ABBREVIATIONS or fold(head).upper() in _FOLDED
    return (head, tail) if dash and known else ("", notation)


_FOLDED = frozenset(fold(one).upper() for one in KIND_ABBREVIATIONS)
