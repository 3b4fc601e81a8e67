"""A report as a workbook whose sums live: change a figure there and what follows from it follows."""

from __future__ import annotations

from datetime import date
from typing import Any

from khoso.engines.office import Column, Formula, Sheet
from khoso.stages.reporting.models import Report
from khoso.stages.reporting.reports import plan, rules
from khoso.stages.reporting.reports.papers import subject_of


def sheets_of(report: Report, content: dict[str, Any]) -> list[Sheet]:
    """Figures, procedures and tasks of one report, each on a sheet of its own."""
    notes = [f"{report.agency.name} · bản {report.version}"]
    found = [_figures(report, content, notes)]
    if content["tasks"]:
        found += [_procedures(content, notes), _tasks(content, notes)]
    if content["answers"]:
        columns = [Column("Câu hỏi", 3), Column("Trả lời", 6)]
        rows = [[one["question"], one["answer"]] for one in content["answers"]]
        found.append(Sheet("Trả lời", subject_of(report), columns, rows, None, notes))
    return found


def _figures(report: Report, content: dict[str, Any], notes: list[str]) -> Sheet:
    columns = [
        Column("Công đoạn", 2),
        Column("Nội dung", 4),
        Column("Đơn vị tính", 1),
        Column("Đến kỳ trước", 1.2, "right"),
        Column("Trong kỳ", 1.2, "right"),
        Column("Hệ thống đếm", 1.2, "right"),
        Column("Báo cáo", 1.2, "right"),
        Column("Chênh lệch", 1.2, "right"),
        Column("Lý do", 3),
    ]
    rows: list[list[object]] = [
        [
            line["stage_label"],
            line["label"],
            line["unit"],
            line["counted"] - line["in_period"],
            line["in_period"],
            Formula("=D{row}+E{row}"),
            line["said"],
            Formula("=G{row}-F{row}"),
            line["reason"],
        ]
        for line in content["figures"]
    ]
    totals = None
    if rows:
        totals = ["Số liệu khác số đếm", "", "", "", "", "", "", '=COUNTIF({first}:{last},"<>0")', ""]
    return Sheet("Số liệu", subject_of(report), columns, rows, totals, notes)


def _procedures(content: dict[str, Any], notes: list[str]) -> Sheet:
    columns = [
        Column("Thủ tục", 4),
        Column("Tình trạng", 2),
        Column("Nhiệm vụ xong", 1, "right"),
        Column("Tổng số", 1, "right"),
        Column("Tỷ lệ", 1, "right"),
        Column("Chậm", 1, "right"),
    ]
    rows: list[list[object]] = [
        [
            one["label"],
            rules.PROCEDURE_LABELS[one["state"]],
            one["done"],
            one["total"],
            Formula("=C{row}/D{row}"),
            one["late"],
        ]
        for one in content["procedures"]
    ]
    sums = ["Cộng", "", "=SUM({first}:{last})", "=SUM({first}:{last})", "", "=SUM({first}:{last})"] if rows else None
    return Sheet("Thủ tục", "Tiến độ thực hiện các thủ tục", columns, rows, sums, notes)


def _tasks(content: dict[str, Any], notes: list[str]) -> Sheet:
    columns = [
        Column("Số", 0.7),
        Column("Nhiệm vụ", 5),
        Column("Thời hạn", 1.3),
        Column("Tình trạng", 2),
        Column("Ngày xong", 1.3),
        Column("Chậm (ngày)", 1, "right"),
    ]
    rows: list[list[object]] = [
        [
            task["key"],
            task["title"],
            date.fromisoformat(task["due_on"]) if task["due_on"] else "",
            plan.TASK_LABELS.get(task["state"], task["state"]),
            date.fromisoformat(task["done_on"]) if task["done_on"] else "",
            task["late_days"],
        ]
        for task in content["tasks"]
    ]
    sums = ["", "Nhiệm vụ chậm", "", "", "", '=COUNTIF({first}:{last},">0")']
    return Sheet("Nhiệm vụ", "Tình hình thực hiện từng nhiệm vụ", columns, rows, sums, notes)
