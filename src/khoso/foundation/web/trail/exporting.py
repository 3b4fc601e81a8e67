"""Rows that were looked for, as a file. For a file that proves itself see `khoso audit export`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from khoso.foundation.web.formats import moment
from khoso.foundation.web.trail.showing import Line, line


def workbook(entries: Iterable[Any]) -> bytes:
    """A sheet with one row for each, as the screen shows them."""
    kept = io.BytesIO()
    titles = [
        _("Lúc"), _("Tài khoản"), _("Họ tên"), _("Cơ quan"), _("Việc"), _("Đối tượng"), _("Mã đối tượng"),
        _("Thay đổi"), _("Địa chỉ"), _("Mã yêu cầu"), _("Dòng"), _("Mã băm"),
    ]  # fmt: skip
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(_("Nhật ký"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(titles) - 1, 20)
        for number, row in enumerate([titles, *(_row(line(entry)) for entry in entries)]):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


def _row(one: Line) -> list[str]:
    changes = "; ".join(
        f"{part.name}: {part.before} → {part.after}" if part.is_change else f"{part.name}: {part.after}"
        for part in one.changes
    )
    return [
        moment(one.at), one.username, one.who, one.agency, str(one.did), str(one.subject), one.subject_id, changes,
        one.address, one.request_id, one.place, one.hash,
    ]  # fmt: skip


def lines(entries: Iterable[Any]) -> bytes:
    """One JSON object a line: the text that is hashed, and both hashes."""
    rows = ({"previous_hash": row.previous_hash, "hash": row.hash, "content": row.content} for row in entries)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


FORMS: dict[str, tuple[Callable[[Iterable[Any]], bytes], str]] = {
    "xlsx": (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "jsonl": (lines, "application/jsonl; charset=utf-8"),
}
