"""Hand-over lists of an agency, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from khoso.kernel import clock
from khoso.stages.selection.models import HandoverList

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
WORKING = {"clerk", "council_member", "supervisor", "head"}
FAR = {"home_affairs", "archivist"}
GET, POST = {"get"}, {"post"}


def _list(line: Any, held: Any, lent: Any) -> list[Any]:
    made, _ = HandoverList.objects.get_or_create(
        agency=line.agency,
        year=2026,
        ordinal=1,
        defaults={"number": "01/MLNL", "title": "Mục lục, lần 1", "made_at": clock.now()},
    )
    return [made.pk]


def _paper(line: Any, held: Any, lent: Any) -> list[Any]:
    return [*_list(line, held, lent), "xlsx"]


ROWS: dict[str, Row] = {
    "selection:handover": (_list, GET, WORKING, FAR),
    "selection:handover-file": (_paper, GET, WORKING, FAR),
    "selection:handover-version": (_list, POST, {"clerk", "head"}, {"archivist"}),
}
