"""How strongly two dossiers look like one: what each sign proves, and what all of them prove together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from khoso.stages.catalogue.compute import likeness, titles
from khoso.stages.catalogue.compute.likeness import Signed

# Titles with less in common are not looked at further.
NEAR_TITLE = 0.75
# Below this nobody is shown anything.
WORTH_SHOWING = 0.3
# Of 64 bits. Two scans of one page stay below, two pages of one form above.
SAME_PAGE_BITS = 6
SAME_TEXT_BITS = 16
# So many other dossiers with the same title, and it is the name of a kind of dossier, not of one.
COMMON_FROM = 20


@dataclass(frozen=True, slots=True)
class Document:
    """What is compared of an item."""

    id: Any
    codes: tuple[str, ...]
    signed: Signed | None
    title: titles.Title
    issuer: titles.Title
    year: int | None
    day: str


@dataclass(frozen=True, slots=True)
class Match:
    """Two items that look like one: how sure, and by which signs (kind → how sure it makes alone)."""

    mine: Any
    theirs: Any
    score: float
    by: tuple[tuple[str, float], ...]


def together(proofs: Iterable[float]) -> float:
    """Several independent signs are surer than the surest of them, and never quite sure."""
    doubt = 1.0
    for proof in proofs:
        doubt *= 1 - proof
    return 1 - doubt


def same_number(one: Document, other: Document) -> float:
    """How sure number, notation, issuer and date make that two documents are one."""
    mine, theirs = one.signed, other.signed
    if mine is None or theirs is None or mine.number != theirs.number:
        return 0.0
    if mine.notation and theirs.notation and mine.notation != theirs.notation:
        notation = 0.6
    else:
        notation = 1.0 if mine.notation and theirs.notation else 0.8
    if mine.year is None or mine.year != theirs.year or not likeness.may_be_one_issuer(mine.issuer, theirs.issuer):
        return 0.0
    day = 0.7 if mine.day and theirs.day and mine.day != theirs.day else 1.0
    issuer = 0.95 if mine.issuer.words and theirs.issuer.words else 0.85
    # The same number of the same day about something else is the number of another body that is called alike.
    about = 1.0
    if one.title.words and other.title.words and titles.likeness(one.title, other.title) < 0.2:
        about = 0.5
    return notation * day * issuer * about


def are_apart(one: Document, other: Document) -> bool:
    """Whether number or day say outright that two documents with one title are two."""
    if one.signed and other.signed and one.signed.number != other.signed.number:
        return True
    if one.day and other.day and one.day != other.day:
        return True
    if not likeness.may_be_one_issuer(one.issuer, other.issuer):
        return True
    return bool(one.year and other.year and one.year != other.year)


def near_title(one: Document, other: Document, weigh: Any) -> float:
    """How sure their subjects make that two documents are one."""
    if are_apart(one, other):
        return 0.0
    found = titles.likeness(one.title, other.title, weigh)
    if found < NEAR_TITLE:
        return 0.0
    dated = 1.0 if one.day and one.day == other.day else 0.75
    return found * titles.tells(one.title) * dated * 0.9


def one_to_one(matches: Sequence[Match]) -> list[Match]:
    """The surest matches, each item in one of them only."""
    taken: set[Any] = set()
    kept = []
    for match in sorted(matches, key=lambda one: (-one.score, str(one.mine), str(one.theirs))):
        if match.mine not in taken and match.theirs not in taken:
            taken |= {match.mine, match.theirs}
            kept.append(match)
    return kept


def of_items(matches: Sequence[Match], mine: int, theirs: int) -> float:
    """What matching items prove of two dossiers of so many items: one paper found twice is a sign, all are a proof."""
    if not matches or not mine or not theirs:
        return 0.0
    best = max(match.score for match in matches)
    covered = min(1.0, sum(match.score for match in matches) / (best * min(mine, theirs)))
    return best * (0.35 + 0.65 * covered)


def of_pages(alike: int, mine: int, theirs: int) -> float:
    """What pages that look alike prove: single ones may be forms."""
    fewest = min(mine, theirs)
    if not alike or not fewest:
        return 0.0
    covered = min(1.0, alike / fewest)
    if alike == 1:
        return 0.6 if fewest == 1 else 0.2
    return float(0.95 * covered**0.5)


def of_dossier_title(
    one: titles.Title, other: titles.Title, found: float, *, others: int, apart_in_time: bool
) -> float:
    """What near-equal titles prove of two dossiers; `others`: how many more dossiers have such a title."""
    if found < NEAR_TITLE:
        return 0.0
    sure = found * min(titles.tells(one), titles.tells(other)) * 0.9
    if apart_in_time and not (one.years or other.years):
        return 0.0
    return sure * (0.5 if others > COMMON_FROM else 1.0)
