"""How agencies are called: whole names and short ones, and the plain words a search compares."""

from __future__ import annotations

import re
from collections.abc import Iterable

from khoso.foundation.identity.kinds import TERRITORY_WORDS, AgencyKind
from khoso.kernel.text_vi import fold, nfc, one_space, tone_placement

_COMMITTEE, _COUNCIL = "Ủy ban nhân dân", "Hội đồng nhân dân"
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def committee_of(kind: str, place: str) -> str:
    """`ward`, `Biên Hòa` → `Ủy ban nhân dân phường Biên Hòa`: the body whose records these are."""
    return f"{_COMMITTEE} {TERRITORY_WORDS[AgencyKind(kind)]} {place}"


def tidy_name(name: str) -> str:
    """A name as it is kept: one form of each letter, one place for the tone, single spaces."""
    return tone_placement(one_space(name))


def short_name(name: str) -> str:
    """`Ủy ban nhân dân xã Phú Lý` → `UBND xã Phú Lý`, as everybody writes it."""
    return name.replace(_COMMITTEE, "UBND").replace(_COUNCIL, "HĐND")


def plain(text: str) -> str:
    """Only what a search compares: no accents, no case, no signs between words."""
    return _NOT_A_WORD.sub(" ", fold(nfc(text))).strip()


_HEADS = [plain(head) for head in (_COMMITTEE, _COUNCIL, "UBND", "HĐND")]
_WORDS = sorted({plain(word) for word in TERRITORY_WORDS.values()}, key=len, reverse=True)


def plain_place(name: str) -> str:
    """The place alone, plain: `Ủy ban nhân dân thành phố Biên Hòa` → `bien hoa`; other names stay whole."""
    rest = plain(name)
    for starts in (_HEADS, _WORDS):
        found = next((start for start in starts if rest.startswith(f"{start} ")), "")
        rest = rest[len(found) :].strip()
    return rest


def search_text(names: Iterable[str], codes: Iterable[str]) -> str:
    """Every name and code, each between blanks, so that ` bien` finds words that begin so."""
    said: dict[str, None] = {}
    for name in names:
        said[plain(name)] = None
        said[plain(short_name(name))] = None
    for code in codes:
        said[plain(code)] = None
    return "".join(f" {one} |" for one in said if one)
