"""The lives of a task, of a visit's finding, on one screen."""

from __future__ import annotations

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

NOT_BEGUN = "not_begun"
UNDER_WAY = "under_way"
# Somebody says it is done; the product is not there.
SAID_DONE = "said_done"
DONE = "done"
# Does not apply to this agency, with the reason Home Affairs agreed to.
WAIVED = "waived"

TASK_STATES = StateTable(
    noop("nhiệm vụ"),
    (NOT_BEGUN, UNDER_WAY, SAID_DONE, DONE, WAIVED),
    {
        (NOT_BEGUN, "report"): UNDER_WAY,
        (UNDER_WAY, "report"): UNDER_WAY,
        (SAID_DONE, "report"): UNDER_WAY,
        (NOT_BEGUN, "say_done"): SAID_DONE,
        (UNDER_WAY, "say_done"): SAID_DONE,
        (NOT_BEGUN, "prove"): DONE,
        (UNDER_WAY, "prove"): DONE,
        (SAID_DONE, "prove"): DONE,
        # The product was withdrawn, or the proof no longer holds.
        (DONE, "reopen"): UNDER_WAY,
        (NOT_BEGUN, "waive"): WAIVED,
        (UNDER_WAY, "waive"): WAIVED,
        (SAID_DONE, "waive"): WAIVED,
        (WAIVED, "resume"): UNDER_WAY,
    },
)

TASK_LABELS = {
    NOT_BEGUN: noop("Chưa làm"),
    UNDER_WAY: noop("Đang làm"),
    SAID_DONE: noop("Báo xong, chưa có sản phẩm"),
    DONE: noop("Hoàn thành"),
    WAIVED: noop("Không áp dụng"),
}

OPEN = "open"
MENDED = "mended"
CLOSED = "closed"

FINDING_STATES = StateTable(
    noop("tồn tại sau kiểm tra"),
    (OPEN, MENDED, CLOSED),
    {
        (OPEN, "mend"): MENDED,
        (MENDED, "close"): CLOSED,
        (MENDED, "send_back"): OPEN,
    },
)

FINDING_LABELS = {
    OPEN: noop("Chưa khắc phục"),
    MENDED: noop("Báo đã khắc phục"),
    CLOSED: noop("Đã xác nhận"),
}
