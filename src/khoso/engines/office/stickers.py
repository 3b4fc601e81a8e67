"""Stickers with a QR code, as many on an A4 sheet as the bought sheet has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from khoso.engines.office import printing
from khoso.engines.office.parts import clean
from khoso.engines.office.port import LabelSheet, QrLabel


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("khoso.engines.office").joinpath("nhan-qr.typ").read_bytes()


def pdf(labels: Sequence[QrLabel], sheet: LabelSheet, skip: int, at: datetime) -> bytes:
    """The stickers as PDF/A, row by row. Raises DrawingFailed, EngineMissing."""
    data = {
        "ten_tep": "Nhãn mã QR",
        "tac_gia": clean(labels[0].heading) if labels else "",
        "cot": sheet.columns,
        "hang": sheet.rows,
        "bo_qua": skip % sheet.each,
        "nhan": [
            {
                "o": square(one.says),
                "ma": clean(one.mark),
                "dau": clean(one.heading),
                "dong": [clean(line) for line in one.lines if line],
            }
            for one in labels
        ],
    }
    return printing.compiled(_template(), data, at)


def square(text: str) -> str:
    """The QR code of `text` as a drawing: one path, four units of quiet around it."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs: list[str] = []
    for at, row in enumerate(rows):
        start = None
        for place, dark in enumerate([*row, False]):
            if dark and start is None:
                start = place
            elif not dark and start is not None:
                runs.append(f"M{start} {at}h{place - start}v1h-{place - start}z")
                start = None
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#000" d="{"".join(runs)}"/></svg>'
    )
