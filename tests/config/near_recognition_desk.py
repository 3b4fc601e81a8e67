"""The workbench, disputes and doubts that are alike, for the table of who opens what from near and far."""

from __future__ import annotations

from typing import Any

from tests.config.near_programme import BOTH, GET, POST, Row

from khoso.stages.recognition.models import ItemFields

DESK = {"clerk", "supervisor"}


def _item(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.items[0].pk]


def disputed(line: Any) -> Any:
    """An item of the line that two others keyed differently."""
    ItemFields.objects.filter(item_id=line.items[0].pk).update(state="disputed")
    return line.items[0].pk


def _disputed(line: Any, held: Any, lent: Any) -> list[Any]:
    return [disputed(line)]


def _group(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.delivery.pk, "issuer"]


ROWS: dict[str, Row] = {
    "recognition:confirm-next": (_item, GET, DESK, {"archivist"}),
    "recognition:confirm-later": (_item, POST, DESK, {"archivist"}),
    "recognition:confirm-hold": (_item, POST, DESK, {"archivist"}),
    "recognition:alike-group": (_group, BOTH, {"clerk"}, {"archivist"}),
    "recognition:alike-take-back": (_group, POST, {"clerk"}, {"archivist"}),
    # Last: what is disputed is nobody's to confirm.
    "recognition:arbitrate": (_disputed, BOTH, {"supervisor"}, {"archivist"}),
}
