"""Yearly lists of what has expired, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from khoso.kernel import clock
from khoso.stages.catalogue.models import ExpiryList

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
WORKING = {"clerk", "council_member", "supervisor", "head"}
FAR = {"home_affairs", "archivist"}
GET, POST = {"get"}, {"post"}


def _list(line: Any, held: Any, lent: Any) -> list[Any]:
    made, _ = ExpiryList.objects.get_or_create(agency=line.agency, year=2026, defaults={"made_at": clock.now()})
    return [made.pk]


def _paper(line: Any, held: Any, lent: Any) -> list[Any]:
    return [*_list(line, held, lent), "xlsx"]


ROWS: dict[str, Row] = {
    "catalogue:dossier-register": (lambda line, held, lent: [line.dossier.pk, "xlsx"], GET, WORKING, FAR),
    "catalogue:expiry-list": (_list, GET, WORKING, FAR),
    "catalogue:expiry-file": (_paper, GET, WORKING, FAR),
    "catalogue:expiry-supplement": (_list, POST, {"clerk"}, {"archivist"}),
    "catalogue:expiry-receive": (_list, POST, {"clerk"}, {"archivist"}),
}
OF_NO_AGENCY = {
    "catalogue:register": "one's own registers",
    "catalogue:register-file": "one's own registers",
}
