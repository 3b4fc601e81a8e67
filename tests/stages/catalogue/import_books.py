"""Workbooks for tests of importing, made in a moment; and one import walked through its steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from khoso.stages.catalogue.importing import actions, jobs
from khoso.stages.catalogue.models import CatalogueImport

DOSSIERS = ("Mục lục số", "Hộp số", "Số và ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời hạn bảo quản", "Thời gian bắt đầu",
            "Thời gian kết thúc", "Số lượng tờ", "Ghi chú hồ sơ")  # fmt: skip
Cells = Sequence[Any]


def book(path: Path, rows: Iterable[Cells], headings: Cells = DOSSIERS, *, sheet: str = "Mục lục") -> Path:
    """A workbook with one sheet of these rows below these headings."""
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet(sheet)
        for at, row in enumerate([headings, *rows]):
            page.write_row(at, 0, row)
    return path


def dossier(number: int, title: str = "", **said: Any) -> list[Any]:
    """A good row of a register of dossiers."""
    title = title or f"Hồ sơ về việc xây cầu số {number} xã Mẫu"
    row: dict[str, Any] = {"register": "01", "box": str(1 + number // 10), "number": f"{number:02d}.VP", "title": title}
    row |= {"retention": "Vĩnh viễn", "start": "05/01/2010", "end": "20/12/2010", "sheets": 10 + number, "note": ""}
    return list({**row, **said}.values())


def taken_in(path: Path, agency: Any, *, by: Any = None, **more: Any) -> CatalogueImport:
    return actions.take_in(path, path.name, agency=agency, by=by, **more)


def proposed(run: CatalogueImport) -> dict[str, str]:
    return {one["letter"]: one["field"] for one in run.columns}


def checked(path: Path, agency: Any, *, by: Any = None, fonds: str = "P01", **more: Any) -> CatalogueImport:
    """An import whose columns were confirmed as the machine guessed them and whose rows were read."""
    run = taken_in(path, agency, by=by, **more)
    actions.confirm_columns(run.pk, proposed(run), by=by, fonds_code=fonds, fonds_title="Ủy ban nhân dân xã Mẫu")
    actions.start_check(run.pk, by=by)
    jobs.check_import(str(run.pk))
    run.refresh_from_db()
    return run


def loaded(path: Path, agency: Any, *, by: Any = None, fonds: str = "P01", **said: Any) -> CatalogueImport:
    """As `checked`, and the good rows loaded."""
    run = checked(path, agency, by=by, fonds=fonds)
    actions.start_load(run.pk, by=by, **{"arrangement": "unarranged", **said})
    jobs.load_import(str(run.pk))
    run.refresh_from_db()
    return run
