"""The life of a workbook on its way into the catalogue; how far material is arranged."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

UPLOADED, MAPPED, CHECKING, CHECKED = "uploaded", "mapped", "checking", "checked"
LOADING, LOADED, STOPPED, REFUSED, WITHDRAWN = "loading", "loaded", "stopped", "refused", "withdrawn"

IMPORT_LABELS = {
    UPLOADED: _("Chờ xác nhận cột"),
    MAPPED: _("Chờ kiểm tra"),
    CHECKING: _("Đang kiểm tra"),
    CHECKED: _("Đã kiểm tra, chờ nạp"),
    LOADING: _("Đang nạp"),
    LOADED: _("Đã nạp"),
    STOPPED: _("Đã dừng giữa chừng"),
    REFUSED: _("Không đọc được"),
    WITHDRAWN: _("Đã bỏ"),
}

IMPORT_STATES = StateTable(
    noop("lần nhập danh mục"),
    (UPLOADED, MAPPED, CHECKING, CHECKED, LOADING, LOADED, STOPPED, REFUSED, WITHDRAWN),
    {
        (UPLOADED, "confirm_columns"): MAPPED,
        (MAPPED, "confirm_columns"): MAPPED,
        (CHECKED, "confirm_columns"): MAPPED,
        (MAPPED, "check"): CHECKING,
        (CHECKING, "checked"): CHECKED,
        (CHECKING, "refuse"): REFUSED,
        # Nothing is loaded yet: a check that was stopped, or that the machine could not end, is simply asked for again.
        (CHECKING, "stop"): MAPPED,
        (UPLOADED, "refuse"): REFUSED,
        (CHECKED, "load"): LOADING,
        (STOPPED, "load"): LOADING,
        (LOADING, "loaded"): LOADED,
        (LOADING, "stop"): STOPPED,
        (UPLOADED, "withdraw"): WITHDRAWN,
        (MAPPED, "withdraw"): WITHDRAWN,
        (CHECKED, "withdraw"): WITHDRAWN,
    },
)

UNARRANGED, ARRANGING, ARRANGED = "unarranged", "arranging", "arranged"

# Luật: KH 82 III.1.a (chỉ tài liệu đã chỉnh lý hoàn chỉnh); NĐ 31/2026 Đ.8 (báo cáo tổng kết chỉnh lý)
ARRANGEMENT_STATES = StateTable(
    noop("tình trạng chỉnh lý"),
    (UNARRANGED, ARRANGING, ARRANGED),
    {
        (UNARRANGED, "begin"): ARRANGING,
        (ARRANGING, "stop"): UNARRANGED,
        # Only a report says that material is arranged, whether or not anybody said when the work began.
        (UNARRANGED, "report"): ARRANGED,
        (ARRANGING, "report"): ARRANGED,
        # The report was wrong: the work goes on.
        (ARRANGED, "reopen"): ARRANGING,
    },
)
