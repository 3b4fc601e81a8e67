"""Which size of paper a page was, from its pixels and resolution. Pure.

Prices are agreed by A4 page and converted for others, so a size decides money: the tolerance is written on the minutes.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SMALL, A4, A3, OTHER, BLANK = "small", "a4", "a3", "other", "blank"

# In the order tables show them.
LABELS = {
    A4: _("A4"),
    A3: _("A3"),
    SMALL: _("Nhỏ hơn A4"),
    OTHER: _("Khổ khác"),
    BLANK: _("Mặt trắng"),
}
# One letter a page, as `RoundItem.sizes` keeps them.
CODES = {SMALL: "s", A4: "4", A3: "3", OTHER: "x", BLANK: "_"}
OF_CODE = {code: size for size, code in CODES.items()}
# Pages with content: what counts. A blank side is no page (trang: một mặt có nội dung).
COUNTED = (A4, A3, SMALL, OTHER)

_MM = {A4: (210.0, 297.0), A3: (297.0, 420.0)}
# Scanners cut a little off or add a little; more than that is another size.
TOLERANCE = 0.07
_INCH = 25.4


def size_of(width: int, height: int, dpi: float, *, is_blank: bool = False) -> str:
    """The size of a page of `width` × `height` pixels at `dpi`, whichever way it was laid."""
    if is_blank:
        return BLANK
    if dpi <= 0:
        return OTHER
    short, long = sorted((width / dpi * _INCH, height / dpi * _INCH))
    for size, (wide, high) in _MM.items():
        if abs(short - wide) <= wide * TOLERANCE and abs(long - high) <= high * TOLERANCE:
            return size
    fits_in_a4 = short <= _MM[A4][0] * (1 + TOLERANCE) and long <= _MM[A4][1] * (1 + TOLERANCE)
    return SMALL if fits_in_a4 else OTHER
