"""The separator sheet: a QR code that the splitting knows, drawn as squares."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode

from khoso.stages.digitisation.compute.separators import OURS

_QUIET = 4


@dataclass(frozen=True, slots=True)
class Squares:
    """A QR code: how many modules a side has, and one SVG path over all dark ones."""

    side: int
    path: str


def separator_squares() -> Squares:
    """The code of the separator sheet with its quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_H, border=_QUIET)
    code.add_data(OURS)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Squares(len(rows), path)
