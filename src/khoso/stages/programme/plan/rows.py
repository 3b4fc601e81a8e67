"""A plan as it was read, from whatever it was read: pure values between the readers and the tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from khoso.kernel.words import noop
from khoso.stages.programme.plan import deadlines
from khoso.stages.programme.plan.deadlines import Deadline

# Luật: KH 82/KH-UBND I.2.b: rõ người, rõ việc, rõ trách nhiệm, rõ thời gian, rõ sản phẩm, rõ kết quả.
SIX = ("person", "work", "responsibility", "time", "product", "result")
SIX_LABELS = {
    "person": noop("Rõ người"),
    "work": noop("Rõ việc"),
    "responsibility": noop("Rõ trách nhiệm"),
    "time": noop("Rõ thời gian"),
    "product": noop("Rõ sản phẩm"),
    "result": noop("Rõ kết quả"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """This task waits for `before`; `reason` says why, `is_printed` that the plan itself says so."""

    before: str
    lag_days: int = 0
    is_printed: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One task: what the print says first, then what it cannot tell."""

    group: str
    number: int
    title: str
    lead: str
    support: str
    deadline: Deadline
    product: str
    group_title: str = ""
    notes: tuple[str, ...] = ()
    stage: str = "organise"
    agency_kinds: tuple[str, ...] = ()
    lead_code: str = ""
    duration_days: int = 0
    proof: str = ""
    products_wanted: tuple[str, ...] = ()
    waits_for: tuple[Link, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.group}.{self.number}"


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A whole plan: its head and its rows in the order they stand."""

    code: str
    title: str
    number: str
    issued_on: date | None
    starts_on: date
    ends_on: date
    first_period_starts_on: date
    rows: tuple[PlanRow, ...]
    agency_final_due: date | None = None
    city_final_due: date | None = None
    period_days: int = 14
    city_code: str = ""
    notes: tuple[str, ...] = ()
    source_name: str = ""
    source_sha256: str = field(default="", compare=False)

    def from_file(self, name: str, sha256: str) -> PlanDocument:
        return replace(self, source_name=name, source_sha256=sha256)


def six_missing(*, title: str, lead: str, deadline_kind: str, product: str) -> tuple[str, ...]:
    """What of the «06 rõ» the plan does not say of a task.

    The lead is who does it, and its head answers for it (VI.5.đ); the one column «Sản phẩm/kết quả» is both the
    product and the result.
    """
    there = {
        "person": bool(lead.strip()),
        "work": bool(title.strip()),
        "responsibility": bool(lead.strip()),
        "time": deadline_kind != deadlines.NONE,
        "product": bool(product.strip()),
        "result": bool(product.strip()),
    }
    return tuple(name for name in SIX if not there[name])
