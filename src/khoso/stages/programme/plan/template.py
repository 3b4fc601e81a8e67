"""An empty spreadsheet to write a plan into, with a whole plan as its example and every column explained."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import xlsxwriter

from khoso.stages.programme.plan import headings
from khoso.stages.programme.plan.builtin import plan_82
from khoso.stages.programme.plan.rows import Link, PlanDocument, PlanRow

PLAN_SHEET, EXAMPLE_SHEET, HELP_SHEET = "Kế hoạch", "Ví dụ", "Giải thích"
_WIDTHS = (8, 30, 6, 48, 32, 32, 28, 34, 20, 34, 18, 10, 34, 18, 28, 40)


def template() -> bytes:
    """The workbook: a sheet to fill in, the example, the explanations."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _sheet(book, PLAN_SHEET, None)
        _sheet(book, EXAMPLE_SHEET, plan_82())
        _help(book)
    return file.getvalue()


def as_sheet(plan: PlanDocument) -> bytes:
    """The workbook of one plan, to be changed and loaded again."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _sheet(book, PLAN_SHEET, plan)
        _help(book)
    return file.getvalue()


def _sheet(book: Any, name: str, plan: PlanDocument | None) -> None:
    sheet = book.add_worksheet(name)
    label = book.add_format({"bold": True, "valign": "top"})
    heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E1EFEA", "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    needed = book.add_format({"bold": True, "valign": "top", "font_color": "#B2382A"})
    for number, (fact, says) in enumerate(headings.HEAD.items()):
        sheet.write_string(number, 0, says, needed if fact in headings.HEAD_NEEDED else label)
        sheet.write_string(number, 3, _head_cell(plan, fact) if plan else "", text)
    top = len(headings.HEAD) + 1
    for column, says in enumerate(headings.COLUMNS.values()):
        sheet.write_string(top, column, says, heading)
    for number, row in enumerate(plan.rows if plan else (), start=top + 1):
        for column, says in enumerate(_row_cells(row)):
            sheet.write_string(number, column, says, text)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(top + 1, 4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if plan is None:
        last = top + 300
        columns = list(headings.COLUMNS)
        sheet.data_validation(
            top + 1,
            columns.index("stage"),
            last,
            columns.index("stage"),
            {"validate": "list", "source": list(headings.STAGES.values())},
        )


def _help(book: Any) -> None:
    sheet = book.add_worksheet(HELP_SHEET)
    bold, text = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    lines = [
        (
            "Cách dùng",
            "Điền trang «Kế hoạch» theo trang «Ví dụ», rồi nạp ở màn hình Kế hoạch › Nạp kế hoạch, hoặc bằng lệnh "
            "khoso programme load TỆP.xlsx. Có dòng sai thì không nạp gì; mỗi dòng sai được báo rõ.",
        ),
        (
            "Phần đầu",
            "Chữ đỏ: bắt buộc. Ngày ghi như 15/6/2027. «Hạn cuối» là ngày cuối cùng còn đúng hạn: «trước 15/12» thì "
            "ghi 14/12. Mã kế hoạch cũ: nạp đè lên kế hoạch cũ, giữ kết quả đã có; mã mới: thành kế hoạch mới.",
        ),
        *((headings.COLUMNS[name], says) for name, says in headings.EXPLAINED.items()),
    ]
    for number, (what, says) in enumerate(lines):
        sheet.write_string(number, 0, what, bold)
        sheet.write_string(number, 1, says, text)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)


def _head_cell(plan: PlanDocument, fact: str) -> str:
    value = getattr(plan, fact)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


def _row_cells(row: PlanRow) -> list[str]:
    kinds = [headings.KINDS.get(kind, kind) for kind in row.agency_kinds]
    if row.agency_kinds == headings.EVERYBODY_KINDS:
        kinds = [headings.EVERYBODY]
    return [
        row.group,
        row.group_title,
        str(row.number),
        row.title,
        row.lead,
        row.support,
        row.deadline.text,
        row.product,
        headings.STAGES.get(row.stage, row.stage),
        "; ".join(kinds),
        row.lead_code,
        str(row.duration_days) if row.duration_days else "",
        ";\n".join(_wait_cell(link) for link in row.waits_for),
        row.proof,
        "; ".join(headings.PRODUCTS.get(kind, kind) for kind in row.products_wanted),
        "\n".join(row.notes),
    ]


def _wait_cell(link: Link) -> str:
    printed, lag = "*" if link.is_printed else "", f" +{link.lag_days}" if link.lag_days else ""
    reason = f" ({link.reason})" if link.reason else ""
    return f"{link.before}{printed}{lag}{reason}"
