"""Plan 82 as it comes with Kho Số, from the tables in `reference/`; and what it adds to a reading of the print.

The print tells nobody which stage a task belongs to, who of the directory leads it, how long it takes or what it waits
for: that is kept here by the task's number, and marked as not printed where it is not.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from khoso.stages.programme.plan import deadlines
from khoso.stages.programme.plan.rows import Link, PlanDocument, PlanRow

TABLES = Path(__file__).parent / "reference"
# Luật: Kế hoạch 82/KH-UBND ngày 09/6/2026, Phụ lục II.
_NAME = "ke-hoach-82"
SOURCE_NAME = f"{_NAME}.tsv"


@cache
def plan_82() -> PlanDocument:
    """The plan of the city for 2026, whole."""
    head = {row["name"]: row["value"] for row in _table("head")}
    links = _links()
    return PlanDocument(
        code=head["code"],
        title=head["title"],
        number=head["number"],
        issued_on=_day(head["issued_on"]),
        city_code=head["city_code"],
        starts_on=date.fromisoformat(head["starts_on"]),
        ends_on=date.fromisoformat(head["ends_on"]),
        first_period_starts_on=date.fromisoformat(head["first_period_starts_on"]),
        period_days=int(head["period_days"]),
        agency_final_due=_day(head["agency_final_due"]),
        city_final_due=_day(head["city_final_due"]),
        notes=_lines(head["notes"]),
        rows=tuple(_row(row, head, links) for row in _table("")),
        source_name=SOURCE_NAME,
    )


def completed(read: PlanDocument) -> PlanDocument:
    """A reading of a print with what the print cannot tell, where Kho Số knows that plan; else as it was read."""
    known = plan_82()
    if read.code != known.code:
        return read
    by_key = {row.key: row for row in known.rows}
    return replace(
        read,
        city_code=known.city_code,
        period_days=known.period_days,
        rows=tuple(_completed(row, by_key.get(row.key)) for row in read.rows),
    )


def _completed(row: PlanRow, known: PlanRow | None) -> PlanRow:
    if known is None:
        return row
    return replace(
        row,
        stage=known.stage,
        agency_kinds=known.agency_kinds,
        lead_code=known.lead_code,
        duration_days=known.duration_days,
        proof=known.proof,
        products_wanted=known.products_wanted,
        waits_for=known.waits_for,
    )


def _row(row: dict[str, str], head: dict[str, str], links: dict[str, list[Link]]) -> PlanRow:
    return PlanRow(
        group=row["group"],
        group_title=head[f"group.{row['group']}"],
        number=int(row["number"]),
        title=_text(row["title"]),
        lead=_text(row["lead"]),
        support=_text(row["support"]),
        deadline=deadlines.read(_text(row["deadline"])),
        product=_text(row["product"]),
        notes=_lines(row["notes"]),
        stage=row["stage"],
        agency_kinds=tuple(row["agency_kinds"].split()),
        lead_code=row["lead_code"],
        duration_days=int(row["duration_days"]),
        proof=row["proof"],
        products_wanted=tuple(row["products_wanted"].split()),
        waits_for=tuple(links[f"{row['group']}.{row['number']}"]),
    )


def _links() -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = defaultdict(list)
    for row in _table("links"):
        found[row["after"]].append(Link(row["before"], int(row["lag_days"]), row["is_printed"] == "1", row["reason"]))
    return found


def _table(part: str) -> list[dict[str, str]]:
    name = f"{_NAME}.{part}.tsv" if part else SOURCE_NAME
    with (TABLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _text(cell: str) -> str:
    return cell.replace("\\n", "\n")


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(_text(cell).split("\n")) if cell else ()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
