"""Which lots a dossier waits for, in words, as a pure decision; and whose lots make one stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from khoso.instruments.quality.labels import FAILED, OPEN, PASSED

PAGE, FIELD = "page", "field"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot of a delivery: what it is made of and how far it is. Only the latest of a chain counts."""

    lot_id: int
    units: str
    state: str


def stream_of(agency_id: int, contractor_id: int | None, units: str) -> str:
    """Whose lots follow one another, for the switching rules: an agency's from one contractor, of one kind of unit."""
    return f"{agency_id}/{contractor_id or 0}/{units}"


def awaited(lots: Iterable[LotFacts], *, has_fields: bool) -> tuple[str, ...]:
    """What stands between a dossier and its signing, in words; () when its lots are accepted.

    # Luật: TT 05/2025 Đ.9.5–6
    """
    here = {lot.units: lot for lot in lots}
    told = []
    for units, name in ((PAGE, "trang"), (FIELD, "trường thông tin")):
        lot = here.get(units)
        if lot is None:
            if units == PAGE or has_fields:
                told.append(f"chưa lấy mẫu kiểm tra {name}")
        elif lot.state == FAILED:
            told.append(f"lô kiểm tra {name} số {lot.lot_id} không đạt, chờ rà soát và kiểm tra lại")
        elif lot.state != PASSED:
            doing = "đang kiểm tra" if lot.state == OPEN else "chờ kiểm tra"
            told.append(f"lô kiểm tra {name} số {lot.lot_id} {doing}")
    return tuple(told)


def page_of(key: str) -> tuple[str, int]:
    """File and page of a unit key «<file id>:<page>»."""
    file, _colon, number = key.rpartition(":")
    return file, int(number)


def makers_of(delivery: Any, origins: Iterable[Any], confirmers: Iterable[str] = ()) -> set[str]:
    """User names of those who scanned, delivered or typed what is looked at."""
    names = {delivery.registered_by, *confirmers, *(one.operator_username for one in origins)}
    return {name for name in names if name and name != SYSTEM}
