"""What Decree 31/2026 takes for defective items of a digitised fonds: shares and fines, nothing else.

# Luật: NĐ 31/2026 Đ.12
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from khoso.stages.digitisation.compute.codes import Counted, counted_as


@dataclass(frozen=True, slots=True)
class Band:
    """Shares from `since` to under `until` (thousandths of the items) and the fine of an organisation, million đồng.

    `low` and `high` are None where the Decree names no fine: 2 % and more is not priced in its Article 12.
    """

    since: int
    until: int | None
    low: int | None
    high: int | None


BANDS = (Band(0, 10, 1, 3), Band(10, 15, 3, 5), Band(15, 20, 5, 10), Band(20, None, None, None))


@dataclass(frozen=True, slots=True)
class Rate:
    """Items of a fonds or a delivery and those of them with a fault the Decree counts, each item once."""

    items: int
    defective: int
    by_kind: Mapping[Counted, int]

    @property
    def percent(self) -> float:
        """The share of defective items in percent."""
        return 100 * self.defective / self.items if self.items else 0.0

    @property
    def band(self) -> Band | None:
        """Where the share falls; None without a defective item."""
        return band_of(self.defective, self.items)


def band_of(defective: int, items: int) -> Band | None:
    """The band of a share, reckoned in whole numbers so that exactly 1 % is 1 %; None when nothing is defective."""
    if defective <= 0 or items <= 0:
        return None
    reached = [band for band in BANDS if 1000 * defective >= band.since * items]
    return reached[-1]


def rate_of(items: int, faults: Iterable[tuple[Any, Counted]]) -> Rate:
    """The rate out of (item, fault) pairs: an item with three faults is one defective item."""
    by_kind: dict[Counted, set[Any]] = {kind: set() for kind in Counted if kind}
    for item, kind in faults:
        if kind:
            by_kind[kind].add(item)
    defective = set().union(*by_kind.values())
    return Rate(items, len(defective), {kind: len(found) for kind, found in by_kind.items()})


def faults_of(item: Any, codes: Iterable[str]) -> list[tuple[Any, Counted]]:
    """The counted faults among the error codes of one item."""
    return [(item, kind) for code in codes if (kind := counted_as(code))]
