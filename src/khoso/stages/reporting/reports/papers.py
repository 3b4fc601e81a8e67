"""A report as an official paper, block by block. Words of the paper are Vietnamese whoever reads.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I; KH 82 VI.6.b, VI.5.e
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from khoso.engines.office import (
    Annex,
    Bullets,
    Column,
    Heading,
    OfficialPaper,
    Paragraph,
    Table,
)
from khoso.foundation.identity.agencies import issuing
from khoso.stages.reporting.models import Report, ReportKind
from khoso.stages.reporting.reports import plan, rules
from khoso.stages.reporting.reports.content import task_groups

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


def paper_of(
    report: Report, content: dict[str, Any], *, signer: Any = None, dated: date | None = None
) -> OfficialPaper:
    """The paper of a report that tells `content`; without a signer and day it has gaps for the clerk to fill."""
    agency, programme = report.agency, report.programme
    number, notation = _number_of(report)
    return OfficialPaper(
        superior=issuing.superior_of(agency, programme.city),
        agency=issuing.issuer_of(agency).upper(),
        number=number,
        notation=notation,
        place=issuing.place_of(agency, programme.city),
        dated=dated,
        kind="BÁO CÁO",
        subject=subject_of(report),
        addressees=[_home_affairs(programme)],
        blocks=_blocks(report, content),
        signer=issuing.signer_of(agency, signer),
        recipients=["Lãnh đạo cơ quan"],
        kept_at="VT",
        bases=(),
        annexes=_annexes(content),
    )


def subject_of(report: Report) -> str:
    """What the report is about, under the word BÁO CÁO."""
    what = "Đề án số hóa tài liệu lưu trữ"
    source = f" theo Kế hoạch số {report.programme.number}" if report.programme.number else ""
    if report.kind == ReportKind.FINAL:
        return f"Kết quả thực hiện {what}{source}"
    if report.request is not None:
        return report.request.title
    period = report.period
    assert period is not None
    days = f"từ ngày {period.starts_on:%d/%m/%Y} đến ngày {period.ends_on:%d/%m/%Y}"
    return f"Tiến độ thực hiện {what}{source} (kỳ {period.number:02d}, {days})"


def _number_of(report: Report) -> tuple[str, str]:
    number, _, notation = report.number.partition("/")
    return number.strip(), notation.strip() or f"BC-{issuing.initials_of(report.agency)}"


def _home_affairs(programme: Any) -> str:
    city = issuing.bare_place(programme.city.name) if programme.city else ""
    return f"Sở Nội vụ thành phố {city}".strip() if city else "Sở Nội vụ"


def _blocks(report: Report, content: dict[str, Any]) -> list[Any]:
    parts: list[tuple[str, list[Any]]] = []
    if report.kind == ReportKind.AD_HOC:
        parts = [("SỐ LIỆU", _figure_blocks(content)), ("NỘI DUNG", _answer_blocks(content))]
    else:
        parts = [
            ("KHỐI LƯỢNG THỰC HIỆN", _figure_blocks(content)),
            ("TIẾN ĐỘ THỰC HIỆN CÁC THỦ TỤC", _procedure_blocks(content)),
            ("TÌNH HÌNH THỰC HIỆN NHIỆM VỤ", _task_blocks(report, content)),
            ("KHÓ KHĂN, VƯỚNG MẮC", _difficulty_blocks(content)),
        ]
    parts.append(("NGUYÊN NHÂN, TRÁCH NHIỆM, PHƯƠNG ÁN XỬ LÝ", _explanation_blocks(content)))
    said: list[Any] = _opening(report)
    for numeral, (title, blocks) in zip(ROMAN, [part for part in parts if part[1]], strict=False):
        said += [Heading(f"{numeral}. {title}"), *blocks]
    said.append(Paragraph(f"{issuing.issuer_of(report.agency)} báo cáo Sở Nội vụ để tổng hợp."))
    return said


def _opening(report: Report) -> list[Any]:
    programme = report.programme
    plan_words = f"Kế hoạch số {programme.number}" if programme.number else programme.title
    if programme.number and programme.issued_on:
        plan_words += f" ngày {programme.issued_on:%d/%m/%Y}"
    said = [Paragraph(f"Thực hiện {plan_words}, {issuing.issuer_of(report.agency)} báo cáo như sau:")]
    if report.version > 1:
        reason = f" Lý do: {report.correction_reason}" if report.correction_reason else ""
        said.append(Paragraph(f"Báo cáo này thay bản trước (bản {report.version}).{reason}", is_italic=True))
    return said


def number_vn(value: int) -> str:
    """`12345` → `12.345`."""
    return f"{value:,}".replace(",", ".")


def said_of(line: dict[str, Any], value: int) -> str:
    """A value as the paper says it: a number, or how far a procedure is."""
    if line["kind"] == "procedure":
        return rules.PROCEDURE_LABELS.get(value, str(value))
    return number_vn(value)


def _figure_blocks(content: dict[str, Any]) -> list[Any]:
    if not content["figures"]:
        return []
    rows: list[list[str]] = []
    notes: list[str] = []
    for stage, lines in groupby(content["figures"], key=lambda one: one["stage_label"]):
        for line in lines:
            typed = line["typed"] is not None and line["typed"] != line["counted"]
            mark = " (*)" if typed else ""
            is_step = line["kind"] == "procedure"
            in_period = "" if is_step else number_vn(line["in_period"])
            rows.append([str(len(rows) + 1), line["label"] + mark, stage, line["unit"], in_period])
            rows[-1].append(said_of(line, line["said"]))
            if typed:
                notes.append(
                    f"(*) {line['label']}: hệ thống đếm được {said_of(line, line['counted'])}, "
                    f"báo cáo {said_of(line, line['said'])}. Lý do: {line['reason']}"
                )
    columns = [
        Column("STT", 0.5, "center"),
        Column("Nội dung", 3.2),
        Column("Công đoạn", 1.6),
        Column("Đơn vị tính", 0.9, "center"),
        Column("Trong kỳ", 1.0, "right"),
        Column("Lũy kế", 1.0, "right"),
    ]
    blocks: list[Any] = [Table(columns, rows)]
    return blocks + ([Bullets(notes)] if notes else [])


def _procedure_blocks(content: dict[str, Any]) -> list[Any]:
    rows = [
        [
            str(place),
            one["label"],
            rules.PROCEDURE_LABELS[one["state"]],
            f"{one['done']}/{one['total']}",
            str(one["late"]) if one["late"] else "",
        ]
        for place, one in enumerate(content["procedures"], start=1)
    ]
    columns = [
        Column("STT", 0.5, "center"),
        Column("Thủ tục", 3),
        Column("Tình trạng", 1.6),
        Column("Nhiệm vụ xong", 1.2, "center"),
        Column("Nhiệm vụ chậm", 1.2, "center"),
    ]
    return [Table(columns, rows)] if rows else []


def _task_blocks(report: Report, content: dict[str, Any]) -> list[Any]:
    tasks = [task for task in content["tasks"] if task["state"] != "waived"]
    if not tasks:
        return []
    late = [task for task in tasks if task["late_days"] > 0]
    done = sum(task["state"] == "done" for task in tasks)
    blocks: list[Any] = [
        Paragraph(
            f"Được giao {number_vn(len(tasks))} nhiệm vụ; hoàn thành {done}; còn lại {len(tasks) - done}, "
            f"trong đó chậm so với thời hạn {len(late)}. Chi tiết tại Phụ lục I."
        )
    ]
    if report.kind == ReportKind.FINAL:
        for group in task_groups(tasks):
            total = len(group["done"]) + len(group["not_done"])
            left = ", ".join(task["key"] for task in group["not_done"])
            rest = f"; chưa hoàn thành: {left}" if left else ""
            words = f"{group['group']}. {group['title']}: hoàn thành {len(group['done'])}/{total} nhiệm vụ{rest}."
            blocks.append(Paragraph(words))
        for title, name in (("Đã hoàn thành", "done_text"), ("Chưa hoàn thành", "not_done_text")):
            if content["texts"].get(name):
                blocks += [Heading(f"{title}:", 3), *_paragraphs(content["texts"][name])]
    elif late:
        blocks.append(
            Bullets(
                [
                    f"{one['key']} {one['title']}: hạn {_day(one['due_on'])}, chậm {one['late_days']} ngày"
                    for one in late
                ]
            )
        )
    return blocks


def _difficulty_blocks(content: dict[str, Any]) -> list[Any]:
    if not content["difficulties"]:
        return [Paragraph("Không có.")]
    return [
        Bullets(
            [
                one["text"] + (f" Đề xuất: {one['proposal']}" if one["proposal"] else "")
                for one in content["difficulties"]
            ]
        )
    ]


def _explanation_blocks(content: dict[str, Any]) -> list[Any]:
    blocks: list[Any] = []
    for place, (title, name) in enumerate(
        (("Nguyên nhân", "causes"), ("Trách nhiệm", "responsible"), ("Phương án xử lý", "remedy")), start=1
    ):
        if content["texts"].get(name):
            blocks += [Heading(f"{place}. {title}", 2), *_paragraphs(content["texts"][name])]
    return blocks


def _answer_blocks(content: dict[str, Any]) -> list[Any]:
    blocks: list[Any] = []
    for place, one in enumerate(content["answers"], start=1):
        blocks += [Heading(f"{place}. {one['question']}", 2), *_paragraphs(one["answer"] or "(Chưa trả lời)")]
    return blocks


def _paragraphs(text: str) -> Iterable[Paragraph]:
    return [Paragraph(line.strip()) for line in text.split("\n") if line.strip()]


def _annexes(content: dict[str, Any]) -> list[Annex]:
    if not content["tasks"]:
        return []
    columns = [
        Column("Số", 0.6, "center"),
        Column("Nhiệm vụ", 4.5),
        Column("Thời hạn", 1.2, "center"),
        Column("Tình trạng", 1.5),
        Column("Ngày xong", 1.2, "center"),
        Column("Chậm (ngày)", 0.9, "center"),
    ]
    rows = [
        [
            task["key"],
            task["title"],
            _day(task["due_on"]),
            plan.TASK_LABELS.get(task["state"], task["state"]),
            _day(task["done_on"]),
            str(task["late_days"]) if task["late_days"] else "",
        ]
        for task in content["tasks"]
    ]
    return [Annex("TÌNH HÌNH THỰC HIỆN TỪNG NHIỆM VỤ", [Table(columns, rows)], is_wide=True)]


def _day(iso: str | None) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""
