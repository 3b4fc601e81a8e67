"""The answers to a request as a workbook: sums live."""

from __future__ import annotations

from typing import Any

from khoso.engines.office import Column, Sheet
from khoso.foundation.web.formats import day
from khoso.stages.reporting.models import Request
from khoso.stages.reporting.reports.rules import CAME_LABELS
from khoso.stages.reporting.requests.queries import Result


def sheet_of(request: Request, result: Result) -> Sheet:
    """A row for each agency; under every figure its sum."""
    columns = [
        Column("STT", 0.5, "right"),
        Column("Cơ quan", 3),
        Column("Tình trạng", 1.4),
        Column("Ngày gửi", 1.2),
        *(Column(f"{label} ({unit})", 1.2, "right") for _name, label, unit in result.figures),
        *(Column(question, 3) for question in result.questions),
    ]
    rows: list[list[Any]] = []
    for place, row in enumerate(result.rows, start=1):
        fact = row.story.punctuality
        sent = row.report.submitted_at
        said = [value if value is not None else "" for value in row.values]
        came = CAME_LABELS[fact.came] if fact else ""
        rows.append([place, row.report.agency.name, came, day(sent) if sent else "", *said, *row.answers])
    sums = ["", "Cộng", "", "", *("=SUM({first}:{last})" for _ in result.figures), *("" for _ in result.questions)]
    notes = [f"Hạn: {day(request.due_at)}. Đã trả lời {result.came}/{len(result.rows)} cơ quan."]
    return Sheet("Kết quả", request.title, columns, rows, sums if rows else None, notes)
