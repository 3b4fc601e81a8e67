"""The workbook of a city report: every agency's figures, with the city's sums as formulas that a reader can follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from khoso.engines.office import Column, Formula, Sheet
from khoso.stages.reporting.city import content as rules
from khoso.stages.reporting.city.content import REPORT_STANDINGS, THERE
from khoso.stages.reporting.city.papers import STEPS, subject

SUM = Formula("=SUM({first}:{last})")


def workbook(content: Mapping[str, Any]) -> Sequence[Sheet]:
    """What was told, what only evidence says, what was written over evidence, tasks, difficulties."""
    return [
        _told(content),
        _evidence(content),
        _overtyped(content),
        _tasks(content),
        _difficulties(content),
    ]


def _volumes(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in content["figures"] if one["kind"] != "procedure"]


def _told(content: Mapping[str, Any]) -> Sheet:
    figures = content["figures"]
    rows = []
    for place, one in enumerate(content["agencies"], start=1):
        there = one["standing"] in THERE
        cells = [_cell(one["figures"].get(figure["name"]), figure["kind"]) if there else "" for figure in figures]
        rows.append([place, one["name"], one["group"], REPORT_STANDINGS[one["standing"]], one["days_late"], *cells])
    heads = [
        Column("STT", 0.6, "right"),
        Column("Cơ quan", 3),
        Column("Nhóm", 2),
        Column("Báo cáo", 1.6),
        Column("Số ngày muộn", 1, "right"),
        *(Column(f"{one['label']} ({one['unit']})" if one["unit"] else one["label"], 1.4, "right") for one in figures),
    ]
    totals = ["", "Cộng", "", "", "", *(SUM if one["kind"] != "procedure" else "" for one in figures)]
    notes = [
        "Cơ quan chưa có báo cáo để trống và không cộng vào tổng; số hệ thống đếm của họ ở trang «Chỉ có chứng cứ»."
    ]
    return Sheet("Theo báo cáo", subject(content), heads, rows, totals, notes)


def _cell(told: Mapping[str, Any] | None, kind: str) -> object:
    if told is None:
        return ""
    said = told["counted"] if told["typed"] is None else told["typed"]
    return STEPS[said] if kind == "procedure" and said in (0, 1, 2) else said


def _evidence(content: Mapping[str, Any]) -> Sheet:
    figures = _volumes(content)
    rows = [
        [
            one["name"],
            REPORT_STANDINGS[one["standing"]],
            *(one["evidence"].get(figure["name"], 0) for figure in figures),
        ]
        for one in content["agencies"]
        if one["standing"] not in THERE
    ]
    heads = [Column("Cơ quan", 3), Column("Báo cáo", 1.8), *(Column(one["label"], 1.4, "right") for one in figures)]
    return Sheet(
        "Chỉ có chứng cứ",
        "Cơ quan chưa báo cáo: số do hệ thống đếm",
        heads,
        rows,
        ["Cộng", "", *(SUM for _ in figures)],
    )


def _overtyped(content: Mapping[str, Any]) -> Sheet:
    rows = [
        [
            one["agency"],
            one["head"],
            one["figure"],
            one["counted"],
            one["typed"],
            Formula("=E{row}-D{row}"),
            one["reason"],
        ]
        for one in rules.overtyped(content)
    ]
    heads = (
        Column("Cơ quan", 3),
        Column("Người đứng đầu", 2),
        Column("Chỉ tiêu", 2.5),
        Column("Hệ thống đếm", 1.2, "right"),
        Column("Cơ quan báo", 1.2, "right"),
        Column("Chênh lệch", 1.2, "right"),
        Column("Lý do", 4),
    )
    return Sheet("Khác chứng cứ", "Số gõ khác số hệ thống đếm", heads, rows)


def _tasks(content: Mapping[str, Any]) -> Sheet:
    groups = [group for group, *_ in content["tasks"]]
    rows = []
    for one in content["agencies"]:
        counts = [one["tasks"].get(group, [0, 0]) for group in groups]
        rows.append([one["name"], one["head"], *(number for pair in counts for number in pair), len(one["behind"])])
    heads = [Column("Cơ quan", 3), Column("Người đứng đầu", 2)]
    for group in groups:
        heads += [Column(f"{group}: xong", 0.9, "right"), Column(f"{group}: phải làm", 0.9, "right")]
    heads.append(Column("Trễ hạn", 0.9, "right"))
    return Sheet(
        "Nhiệm vụ", "Nhiệm vụ của từng cơ quan theo nhóm", heads, rows, ["Cộng", "", *(SUM for _ in heads[2:])]
    )


def _difficulties(content: Mapping[str, Any]) -> Sheet:
    rows = [
        [one["name"], row["text"], row["proposal"], date.fromisoformat(row["due_on"])]
        for one in content["agencies"]
        for row in one["difficulties"]
    ]
    heads = (Column("Cơ quan", 3), Column("Vướng mắc", 5), Column("Đề nghị", 4), Column("Hạn trả lời", 1.2))
    return Sheet("Vướng mắc", "Vướng mắc đang chờ", heads, rows)
