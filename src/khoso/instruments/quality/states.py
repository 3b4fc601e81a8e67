"""What may happen to an inspection and to a defect.

drawn ──open──▶ open ──pass──▶ passed
  │               ├──fail──▶ failed          (a new inspection of the mended lot follows; this one stays)
  └──cancel──▶ cancelled ◀──cancel┘

found ──return──▶ returned ──mend──▶ mended ──close──▶ closed
  ▲ │                ▲                  └──return──┘     (looked at again, and still there)
  │ └──waive──▶ waived                                   (no defect after all: by whom, why)
  └──doubt── (open question of the maker is a note, no state)
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

DRAWN, OPEN, PASSED, FAILED, CANCELLED = "drawn", "open", "passed", "failed", "cancelled"

INSPECTION_STATES = StateTable(
    name=noop("Lô kiểm tra"),
    states=(DRAWN, OPEN, PASSED, FAILED, CANCELLED),
    moves={
        (DRAWN, "open"): OPEN,
        (DRAWN, "cancel"): CANCELLED,
        (OPEN, "look"): OPEN,
        (OPEN, "pass"): PASSED,
        (OPEN, "fail"): FAILED,
        (OPEN, "cancel"): CANCELLED,
    },
)

INSPECTION_LABELS = {
    DRAWN: _("Đã lấy mẫu"),
    OPEN: _("Đang kiểm tra"),
    PASSED: _("Đạt"),
    FAILED: _("Không đạt"),
    CANCELLED: _("Đã hủy"),
}

FOUND, RETURNED, MENDED, CLOSED, WAIVED = "found", "returned", "mended", "closed", "waived"

DEFECT_STATES = StateTable(
    name=noop("Lỗi"),
    states=(FOUND, RETURNED, MENDED, CLOSED, WAIVED),
    moves={
        (FOUND, "return"): RETURNED,
        (FOUND, "waive"): WAIVED,
        (RETURNED, "mend"): MENDED,
        (RETURNED, "waive"): WAIVED,
        (MENDED, "mend"): MENDED,
        (MENDED, "return"): RETURNED,
        (MENDED, "close"): CLOSED,
    },
)

DEFECT_LABELS = {
    FOUND: _("Mới ghi"),
    RETURNED: _("Đã trả để sửa"),
    MENDED: _("Đã sửa, chờ kiểm lại"),
    CLOSED: _("Đã xong"),
    WAIVED: _("Không phải lỗi"),
}
OPEN_DEFECTS = (FOUND, RETURNED, MENDED)
