"""Two dossiers beside each other: field by field and item by item, with what differs lit.

Of another agency's dossier staff are told what saves them double work (title, years, volumes, the papers both hold);
its places, notes and other papers stay with whoever may see that agency's catalogue.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from khoso.foundation.web.words import told
from khoso.kernel import dates
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import fields
from khoso.stages.catalogue.compute.weighing import Match
from khoso.stages.catalogue.likeness import searching
from khoso.stages.catalogue.models import Dossier, Fingerprint, Item
from khoso.stages.catalogue.permissions import can_see_catalogue

# What staff of any agency are told of a dossier that is no secret.
_TOLD = {"title", "start", "end", "declared_item_count", "declared_sheet_count", "declared_page_count", "language_code"}
_PLACE = ("store", "shelf", "box", "register_number", "number")
_MOST_ITEMS = 200


@dataclass(frozen=True)
class Part:
    """A piece of a text: `is_other` when the other side does not say it."""

    text: str
    is_other: bool


@dataclass(frozen=True)
class Line:
    """One field on both sides. `theirs` is None where it may not be told."""

    label: Any
    mine: list[Part]
    theirs: list[Part] | None
    is_same: bool


@dataclass(frozen=True)
class Paper:
    """An item as it is shown here."""

    number_notation: str
    day: str
    issuer: str
    subject: str

    @classmethod
    def of(cls, item: Item) -> Paper:
        when = dates.parse(item.issued_date)
        said = item.subject or item.reference_code
        return cls(item.number_notation, when.shown if when else item.issued_date, item.issuer, said)


@dataclass(frozen=True)
class ItemLine:
    """Two items that look like one, how sure, by which signs."""

    mine: Paper
    theirs: Paper
    percent: int
    signs: list[str]
    mine_subject: list[Part]
    their_subject: list[Part]


@dataclass(frozen=True)
class Comparison:
    """Two dossiers beside each other."""

    mine: Dossier
    theirs: Dossier
    is_near: bool
    lines: list[Line]
    items: list[ItemLine]
    more_items: int
    only_mine: list[Paper]
    only_mine_count: int
    only_theirs: list[Paper]
    only_theirs_count: int
    pages: list[tuple[str, list[tuple[int, int]]]]
    page_count: int


def beside(person: Any, mine: Dossier, theirs: Dossier) -> Comparison:
    """Both dossiers beside each other, as far as this person may see the other."""
    near = can_see_catalogue(person, theirs.fonds)
    found = next(iter(searching.twins_of(mine.pk, only=theirs.pk)), None)
    matches = found.items if found else []
    pages = found.pages if found else []
    own = {row.pk: row for row in Item.objects.filter(dossier=mine).order_by("ordinal")}
    other = {row.pk: row for row in Item.objects.filter(dossier=theirs).order_by("ordinal")}
    matches = [match for match in matches if match.mine in own and match.theirs in other]
    matches.sort(key=lambda match: own[match.mine].ordinal)
    taken = {match.mine for match in matches} | {match.theirs for match in matches}
    ours = [row for pk, row in own.items() if pk not in taken]
    left = [row for pk, row in other.items() if pk not in taken]
    return Comparison(
        mine=mine,
        theirs=theirs,
        is_near=near,
        lines=_lines(mine, theirs, near),
        items=[_item_line(match, own, other) for match in matches[:_MOST_ITEMS]],
        more_items=max(0, len(matches) - _MOST_ITEMS),
        only_mine=[Paper.of(row) for row in ours[:_MOST_ITEMS]],
        only_mine_count=len(ours),
        only_theirs=[Paper.of(row) for row in left[:_MOST_ITEMS]] if near else [],
        only_theirs_count=len(left),
        pages=_pages(pages, own, other),
        page_count=len(pages),
    )


def _lines(mine: Dossier, theirs: Dossier, near: bool) -> list[Line]:
    rows = [(field.name, field.label) for field in fields.DOSSIER]
    rows += [(name, "") for name in _PLACE]
    found = []
    for name, label in rows:
        one, other = _value(mine, name), _value(theirs, name)
        if not one and not other:
            continue
        same = _plain(one) == _plain(other)
        words = told(label) if label else _place_label(name)
        if near or name in _TOLD:
            a, b = parts(one, other)
            found.append(Line(words, a, b, same))
        elif one:
            found.append(Line(words, [Part(one, False)], None, same))
    return found


def _place_label(name: str) -> str:
    return {
        "store": _("Kho"),
        "shelf": _("Giá"),
        "box": _("Hộp"),
        "register_number": _("Mục lục số"),
        "number": _("Hồ sơ số"),
    }[name]


def _value(dossier: Dossier, name: str) -> str:
    value = getattr(dossier, name, "")
    if value is None or value == "":
        return ""
    field = next((one for one in fields.DOSSIER if one.name == name), None)
    if field is not None and field.shape is fields.Shape.CODE and field.table:
        word = field.table.get(str(value))
        return f"{value} · {told(word)}" if word else str(value)
    if field is not None and field.shape is fields.Shape.DATE:
        when = dates.parse(value)
        return when.shown if when else str(value)
    if isinstance(value, bool):
        return _("Có") if value else ""
    return str(value)


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def parts(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Both texts in pieces, the words only one of them says marked; case and accents make a word another."""
    mine, theirs = one.split(), other.split()
    left: list[Part] = []
    right: list[Part] = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if a1 > a0:
            left.append(Part(" ".join(mine[a0:a1]), tag != "equal"))
        if b1 > b0:
            right.append(Part(" ".join(theirs[b0:b1]), tag != "equal"))
    return left, right


def _item_line(match: Match, own: dict[uuid.UUID, Item], other: dict[uuid.UUID, Item]) -> ItemLine:
    mine, theirs = own[match.mine], other[match.theirs]
    left, right = parts(mine.subject, theirs.subject)
    signs = [str(Fingerprint.Kind(kind).label) for kind, _sure in sorted(match.by, key=lambda one: -one[1])]
    return ItemLine(Paper.of(mine), Paper.of(theirs), round(100 * match.score), signs, left, right)


def _pages(
    pairs: Iterable[tuple[tuple[uuid.UUID, int], tuple[uuid.UUID, int]]],
    own: dict[uuid.UUID, Item],
    other: dict[uuid.UUID, Item],
) -> list[tuple[str, list[tuple[int, int]]]]:
    """Pages that look alike, by the two items they are of; each pair under the name of ours."""
    found: dict[tuple[uuid.UUID, uuid.UUID], list[tuple[int, int]]] = {}
    for (mine, page), (theirs, their_page) in pairs:
        if mine in own and theirs in other:
            found.setdefault((mine, theirs), []).append((page, their_page))
    return [(Paper.of(own[mine]).subject, sorted(pages)) for (mine, _theirs), pages in found.items()]
