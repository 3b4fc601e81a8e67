"""What does not agree: said and shown, then and now, this period and those before. Pure rules; `flagging` reads.

A flag says where to look, not that somebody lied.

# Luật: KH 82 VI.5.đ
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from khoso.kernel.words import noop

# So many times the middle of the periods before is a jump, once there are enough to have a middle.
JUMP_TIMES = 5
JUMP_AFTER = 3
# And at least this part of all there is: small numbers jump without meaning anything.
JUMP_SHARE_PERCENT = 10


class FlagKind(StrEnum):
    OVERTYPED = "overtyped"
    CLAIM = "claim"
    MISTOLD = "mistold"
    JUMP = "jump"
    FALL = "fall"


LABELS = {
    FlagKind.OVERTYPED: noop("Số gõ khác chứng cứ"),
    FlagKind.CLAIM: noop("Báo xong, chưa có sản phẩm"),
    FlagKind.MISTOLD: noop("Đếm lại ra số khác"),
    FlagKind.JUMP: noop("Tăng đột ngột"),
    FlagKind.FALL: noop("Số lũy kế giảm"),
}
MEANINGS = {
    FlagKind.OVERTYPED: noop("Cơ quan gõ số khác với số hệ thống đếm được, có nêu lý do. Cả hai số được giữ."),
    FlagKind.CLAIM: noop("Nhiệm vụ được báo là xong nhưng chưa đính kèm sản phẩm nào còn hiệu lực."),
    FlagKind.MISTOLD: noop("Hôm nay đếm lại cho đúng thời điểm của báo cáo thì ra số khác số đã chốt."),
    FlagKind.JUMP: noop("Một kỳ tăng gấp nhiều lần mức thường ngày của chính cơ quan."),
    FlagKind.FALL: noop("Số cộng dồn không thể giảm: có gì đã bị rút lại hoặc xóa."),
}


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look into: what was said, what is shown, the reason given, who answers, where the evidence is."""

    kind: FlagKind
    agency_id: int
    about: Any
    said: Any
    shown: Any
    reason: str = ""
    figure: str = ""
    report_id: int | None = None
    task_id: int | None = None
    period: int | None = None


def is_jump(amount: int, before: Sequence[int], whole: int) -> bool:
    """Whether a period's amount is out of all proportion to those of the periods before in which something was done."""
    busy = sorted(one for one in before if one > 0)
    if len(busy) < JUMP_AFTER or amount <= 0:
        return False
    middle = busy[len(busy) // 2]
    return amount > JUMP_TIMES * middle and 100 * amount >= JUMP_SHARE_PERCENT * whole


def jumps(amounts: Sequence[tuple[int, int, int]]) -> list[tuple[int, FlagKind, int, int]]:
    """(period, in the period, to its end), in order → (period, kind, amount, the usual or the value before)."""
    found = []
    for place, (period, inside, whole) in enumerate(amounts):
        earlier = [one for _, one, _ in amounts[:place]]
        if place and whole < amounts[place - 1][2]:
            found.append((period, FlagKind.FALL, whole, amounts[place - 1][2]))
        elif is_jump(inside, earlier, whole):
            busy = sorted(one for one in earlier if one > 0)
            found.append((period, FlagKind.JUMP, inside, busy[len(busy) // 2]))
    return found
