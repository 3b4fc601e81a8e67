"""The life of a list of dossiers to digitise, and of the council's session about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

DRAFT, PROPOSED, ASSESSED, APPROVED = "draft", "proposed", "assessed", "approved"
RETURNED, SUPERSEDED, WITHDRAWN = "returned", "superseded", "withdrawn"

LIST_LABELS = {
    DRAFT: _("Đang lập"),
    PROPOSED: _("Đã trình Hội đồng"),
    ASSESSED: _("Hội đồng đã thông qua, chờ quyết định"),
    APPROVED: _("Đã phê duyệt"),
    RETURNED: _("Trả lại"),
    SUPERSEDED: _("Đã có bản mới thay thế"),
    WITHDRAWN: _("Đã rút"),
}

# (state, move) → state. A move not here is refused. An approved list is frozen: a change is a new version.
LIST_STATES = StateTable(
    noop("danh mục số hóa"),
    (DRAFT, PROPOSED, ASSESSED, APPROVED, RETURNED, SUPERSEDED, WITHDRAWN),
    {
        (DRAFT, "propose"): PROPOSED,
        (RETURNED, "propose"): PROPOSED,
        (PROPOSED, "pass"): ASSESSED,
        (PROPOSED, "return"): RETURNED,
        (ASSESSED, "approve"): APPROVED,
        (ASSESSED, "return"): RETURNED,
        (APPROVED, "supersede"): SUPERSEDED,
        (DRAFT, "withdraw"): WITHDRAWN,
        (RETURNED, "withdraw"): WITHDRAWN,
        (PROPOSED, "withdraw"): WITHDRAWN,
    },
)
# In these the list may still be changed.
OPEN = frozenset({DRAFT, RETURNED})

CALLED, OPENED, CLOSED, CANCELLED = "called", "opened", "closed", "cancelled"

SESSION_LABELS = {
    CALLED: _("Đã mời họp"),
    OPENED: _("Đang họp"),
    CLOSED: _("Đã kết thúc"),
    CANCELLED: _("Đã hủy"),
}
SESSION_STATES = StateTable(
    noop("phiên họp Hội đồng"),
    (CALLED, OPENED, CLOSED, CANCELLED),
    {
        (CALLED, "open"): OPENED,
        (OPENED, "close"): CLOSED,
        (CALLED, "cancel"): CANCELLED,
        (OPENED, "cancel"): CANCELLED,
    },
)
