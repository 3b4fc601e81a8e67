"""A list as a screen shows it: its tone, its path, its entries with what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection import states
from khoso.stages.selection.models import SelectionEntry, SelectionList
from khoso.stages.selection.proposing import words
from khoso.stages.selection.proposing.errors import Hindrance
from khoso.stages.selection.proposing.hindrances import hindered
from khoso.stages.selection.proposing.papers import term

TONES = {
    states.DRAFT: "calm",
    states.PROPOSED: "wait",
    states.ASSESSED: "wait",
    states.APPROVED: "good",
    states.RETURNED: "warn",
    states.SUPERSEDED: "calm",
    states.WITHDRAWN: "calm",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A stop on a list's road: passed, here, or to come."""

    label: str
    is_done: bool
    is_here: bool


def road(one: SelectionList) -> list[Step]:
    """Draft, council, decision, door open."""
    reached = {states.PROPOSED: 1, states.ASSESSED: 2, states.APPROVED: 4, states.SUPERSEDED: 4}.get(one.state, 0)
    labels = [_("Lập danh mục"), _("Hội đồng xét"), _("Thủ trưởng quyết định"), _("Được số hóa")]
    return [Step(label, at < reached, at == reached) for at, label in enumerate(labels)]


@dataclass(slots=True)
class EntryRow:
    """One entry of a page with what keeps it back now and where else it stands."""

    entry: SelectionEntry
    term: str
    criteria: list[str]
    hindrances: list[Hindrance] = field(default_factory=list)
    twins: int = 0


def entry_rows(entries: Sequence[SelectionEntry], *, ask_blocks: bool) -> list[EntryRow]:
    """The entries of one page; blocks are asked only where they still matter."""
    ids = [row.dossier_id for row in entries if row.dossier_id and not row.is_struck]
    found = hindered(ids) if ask_blocks else {}
    twins = twin_counts(ids) if ask_blocks else {}
    return [
        EntryRow(
            row,
            term(row.retention_code) if row.retention_code else "",
            [words.criterion(code) for code in row.criteria],
            found.get(row.dossier_id, []) if row.dossier_id else [],
            twins.get(row.dossier_id, 0),
        )
        for row in entries
    ]


def twin_counts(ids: Sequence[Any]) -> dict[Any, int]:
    """How many likenesses the catalogue found for each of these dossiers."""
    ask = getattr(catalogue, "twin_counts", None)
    return ask(ids) if ask else {}


_NAMES = {
    "reference_code": gettext_lazy("mã hồ sơ"),
    "title": gettext_lazy("tiêu đề"),
    "retention_code": gettext_lazy("thời hạn"),
    "sheets": gettext_lazy("số tờ"),
    "pages": gettext_lazy("số trang"),
    "group": gettext_lazy("nhóm"),
    "criteria": gettext_lazy("tiêu chí"),
    "risk_class": gettext_lazy("loại rủi ro"),
}


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One dossier whose facts differ between two versions."""

    title: str
    code: str
    was: list[str]
    now: list[str]


def changed_line(old: SelectionEntry, new: SelectionEntry, names: Sequence[str]) -> ChangedLine:
    """What changed, each with its name."""
    return ChangedLine(
        new.title or str(new),
        new.reference_code or new.number,
        [f"{_NAMES[name]}: {_value(old, name)}" for name in names],
        [f"{_NAMES[name]}: {_value(new, name)}" for name in names],
    )


def _value(row: SelectionEntry, name: str) -> str:
    if name == "retention_code":
        return term(row.retention_code)
    if name == "criteria":
        return "; ".join(words.criterion(code) for code in row.criteria) or "–"
    value = getattr(row, name)
    return "–" if value in (None, "") else str(value)
