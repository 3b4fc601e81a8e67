"""Likely twins of an agency, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from khoso.kernel import clock
from khoso.stages.catalogue.models import Dossier, FingerprintDue, TwinPair

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
WORKING = {"clerk", "council_member", "supervisor", "head"}
FAR = {"home_affairs", "archivist"}


def _pair(line: Any, held: Any, lent: Any) -> list[Any]:
    """The dossier of the line and another of the same agency that looks like it."""
    one: Dossier = line.dossier
    other, _made = Dossier.objects.get_or_create(
        id="00000000-0000-4000-8000-000000000040",
        defaults={"fonds": one.fonds, "number": "trung", "reference_code": "TRUNG.1", "title": one.title},
    )
    left, right = sorted((one.pk, other.pk), key=str)
    TwinPair.objects.get_or_create(
        left_id=left, right_id=right, defaults={"score": 0.9, "reasons": [], "found_at": clock.now()}
    )
    # Nothing waits to be compared: the pair stands as it was found.
    FingerprintDue.objects.all().delete()
    return [one.pk, other.pk]


ROWS: dict[str, Row] = {
    "catalogue:dossier-twins": (lambda *of: _pair(*of)[:1], {"get"}, WORKING, FAR),
    "catalogue:judge-twins": (_pair, {"post"}, WORKING - {"head"}, {"archivist"}),
}
