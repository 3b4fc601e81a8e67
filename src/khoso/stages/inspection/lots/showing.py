"""What screens and papers say of plans and lots, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.instruments.quality import queries as seen
from khoso.instruments.quality.compute.sampling import SEVERITIES
from khoso.instruments.quality.labels import INSPECTION_LABELS
from khoso.instruments.quality.queries import Severity
from khoso.stages.inspection.lots import kinds
from khoso.stages.inspection.models import Lot, Units

KIND_LABELS: dict[str, Any] = {
    "normal": gettext_lazy("Kiểm tra thường"),
    "tightened": gettext_lazy("Kiểm tra ngặt"),
    "reduced": gettext_lazy("Kiểm tra giảm"),
    "discontinued": gettext_lazy("Ngừng lấy mẫu"),
}
TONES = {"drawn": "waiting", "open": "running", "passed": "ok", "failed": "error", "cancelled": "ended"}


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One severity class of a lot: what its plan allows and what was found."""

    severity: str
    label: Any
    aql: str
    size: int
    accept: int
    reject: int
    bad: int

    @property
    def is_over(self) -> bool:
        return self.bad > self.accept


def classes_of(plan: Mapping[str, Any], bad: Mapping[str, int]) -> list[ClassRow]:
    """The classes a plan judges, gravest first."""
    labels = dict(Severity.choices)
    return [
        ClassRow(severity, labels[severity], one["aql"], one["size"], one["ac"], one["re"], bad.get(severity, 0))
        for severity in SEVERITIES
        if (one := plan["classes"].get(severity))
    ]


def unit_word(units: str) -> str:
    return _("trang") if units == Units.PAGE else _("trường")


def plan_words(lot: Lot) -> list[str]:
    """The plan of a lot as a person would say it."""
    inspection = lot.inspection
    assert inspection is not None
    plan, unit = inspection.plan, unit_word(lot.units)
    told = [
        _("Lô có %(size)s %(unit)s. Theo %(scheme)s, bậc %(level)s, chữ mã %(letter)s, %(kind)s.")
        % {
            "size": _number(inspection.lot_size),
            "unit": unit,
            "scheme": plan["scheme"],
            "level": plan["level"],
            "letter": plan["letter"],
            "kind": str(KIND_LABELS[plan["kind"]]).lower(),
        }
    ]
    if plan["is_whole"]:
        told.append(_("Mẫu theo bảng không nhỏ hơn lô nên kiểm tra toàn bộ."))
    else:
        told.append(
            _("Rút ngẫu nhiên %(sample)s %(unit)s.") % {"sample": _number(inspection.sample_size), "unit": unit}
        )
    labels = dict(Severity.choices)
    for severity, one in plan["classes"].items():
        told.append(
            _("Lỗi %(label)s: AQL %(aql)s %%; trong %(size)s %(unit)s rút đầu, đạt khi không quá %(ac)s %(unit)s lỗi.")
            % {
                "label": str(labels[severity]).lower(),
                "aql": one["aql"].replace(".", ","),
                "size": _number(one["size"]),
                "unit": unit,
                "ac": one["ac"],
            }
        )
    return told


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot in a list."""

    lot: Lot
    progress: seen.Progress
    label: Any
    state: str
    kind_label: Any
    unit_label: Any

    @property
    def unit_word(self) -> str:
        return unit_word(self.lot.units)

    @property
    def tone(self) -> str:
        return TONES[self.state]


def lot_rows(lots: list[Lot]) -> list[LotRow]:
    """Lots as a list shows them; one question for the progress of all."""
    progress = seen.progress_of_many([one.inspection_id for one in lots if one.inspection_id])
    told = []
    for one in lots:
        assert one.inspection is not None
        state = one.inspection.state
        told.append(
            LotRow(
                one,
                progress[one.inspection.pk],
                INSPECTION_LABELS[state],
                state,
                KIND_LABELS[one.inspection.plan["kind"]],
                Units(one.units).label,
            )
        )
    return told


@dataclass(frozen=True, slots=True)
class DefectRow:
    """How many defects of one kind a lot has, by severity."""

    label: Any
    law: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Each count with the severity it is of, for a phone, where there are no headings."""
        return [(str(label), count) for label, count in zip(seen.Severity.labels, self.counts, strict=True)]


def defect_rows(lot: Lot) -> list[DefectRow]:
    """The defects of a lot by kind, most frequent first."""
    assert lot.inspection is not None
    counted = seen.defects_by_kind(lot.inspection)
    codes = {code for code, _severity in counted}
    rows = [
        DefectRow(
            kinds.label_of(code),
            kinds.BY_CODE[code].law if code in kinds.BY_CODE else "",
            tuple(counted.get((code, severity), 0) for severity in SEVERITIES),
        )
        for code in sorted(codes)
    ]
    return sorted(rows, key=lambda row: -row.total)
