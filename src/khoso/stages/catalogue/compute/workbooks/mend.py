"""A cell's text made good before it is read: old fonts, look-alike letters, loose marks, hidden signs."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from khoso.stages.catalogue.compute import cells
from khoso.stages.catalogue.compute.workbooks import legacy


class Mended(NamedTuple):
    """The text, and the codes (of `faults`) of what was repaired, in the order of the repairs."""

    text: str
    repairs: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=100_000)
def mend(typed: str, encoding: str, is_fixed: bool = False) -> Mended:
    """`typed` as Unicode NFC in Latin letters on one line. `encoding` is the column's; `is_fixed`: a person said so."""
    if typed.isascii():
        text = cells.clean(typed)
        return Mended(text.text, (("control_removed", "Đã bỏ ký tự không nhìn thấy."),) if text.controls else ())
    repairs = []
    if is_fixed and encoding == legacy.UNICODE:
        unicode_text, was_in = typed, legacy.UNICODE
    else:
        unicode_text, was_in = legacy.convert(typed, encoding)
    if was_in != legacy.UNICODE:
        repairs.append(("legacy_repaired", f"Chữ gõ bằng bộ mã {legacy.NAMES[was_in]}; đã chuyển sang Unicode."))
    text = cells.clean(unicode_text)
    if text.look_alikes:
        repairs.append(("look_alike_repaired", "Có chữ cái lạ trông giống chữ Latin; đã sửa."))
    if text.nfd:
        repairs.append(("nfd_repaired", "Dấu tiếng Việt viết tách rời; đã ghép lại."))
    if text.controls:
        repairs.append(("control_removed", "Đã bỏ ký tự không nhìn thấy."))
    return Mended(text.text, tuple(repairs))
