"""Who may judge, and what the counts come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from khoso.instruments.quality.compute.sampling import CRITICAL, SEVERITIES
from khoso.instruments.quality.errors import MakerMayNotJudge

# Of several defects of one unit the gravest decides in which class it is bad.
_WEIGHT = {severity: place for place, severity in enumerate(SEVERITIES)}


def refuse_maker(by: Any, makers: Iterable[str]) -> None:
    """Raises MakerMayNotJudge for one of those who made what is judged.

    # Luật: TT 05/2025 Đ.9.5; the one who scanned never accepts, whatever role they were given
    """
    name = getattr(by, "username", "")
    if name and name.casefold() in {one.casefold() for one in makers}:
        raise MakerMayNotJudge(
            _(
                "Chưa ghi: anh/chị đã quét hoặc nộp phần này nên không kiểm tra, không kết luận về nó. "
                "Hãy để người khác kiểm tra; những gì đã ghi vẫn còn."
            )
        )


def bad_units(
    frozen: Mapping[str, Any], ordinals: Mapping[str, int], defects: Iterable[tuple[str, str]]
) -> dict[str, int]:
    """How many units are bad in each class. `ordinals`: place in the draw by key, from 1, drawn units alone.

    A class that needs a smaller sample than another counts in the first units drawn, which are a sample of their own.
    A critical defect counts wherever it was seen: one is too many.
    # TCVN 7790-1 3.1.8: một đơn vị có nhiều lỗi được tính theo lỗi nặng nhất
    """
    gravest: dict[str, str] = {}
    for key, severity in defects:
        if key not in gravest or _WEIGHT[severity] < _WEIGHT[gravest[key]]:
            gravest[key] = severity
    told: dict[str, int] = defaultdict(int)
    for key, severity in gravest.items():
        place = ordinals.get(key, 0)
        judged = frozen["classes"].get(severity)
        if severity == CRITICAL or (judged and 0 < place <= judged["size"]):
            told[severity] += 1
    return dict(told)
