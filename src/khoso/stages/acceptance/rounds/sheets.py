"""The lines a round was counted from, as a workbook in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from khoso.engines.office import LongSheet
from khoso.stages.acceptance.models import AcceptanceRound
from khoso.stages.acceptance.rounds import figures, showing
from khoso.stages.acceptance.rounds.figures import Asked


def evidence(one: AcceptanceRound, asked: Asked) -> LongSheet:
    """The lines asked for, drawn from the database as they are written."""
    headings = ["STT", "Mã hồ sơ", "Tiêu đề hồ sơ", "Kết quả", "Mã tài liệu", "Trang", "Khổ", "Tình trạng", "Trường"]
    widths = [6, 26, 60, 12, 30, 8, 12, 14, 18]
    about = [one.title, one.agency.name, one.digest]
    return LongSheet("Bằng chứng", "BẰNG CHỨNG KIỂM ĐẾM", about, headings, widths, _cells(one, asked))


def _cells(one: AcceptanceRound, asked: Asked) -> Iterator[list[Any]]:
    for place, line in enumerate(figures.lines(one, asked), start=1):
        row = showing.evidence_row(line, asked, None, one.agency_id)
        yield [
            place,
            row["code"],
            row["title"],
            "Đạt" if row["is_accepted"] else "Không đạt",
            row.get("item_code", ""),
            row.get("page"),
            str(row.get("size", "")),
            row.get("condition", ""),
            row.get("field", ""),
        ]
