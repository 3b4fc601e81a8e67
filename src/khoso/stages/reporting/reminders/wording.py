"""What a notice says: which thing, of whom, how late, where it is done. Never what a document says."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khoso.foundation.web.formats import day
from khoso.foundation.web.words import told
from khoso.stages.reporting.reminders.rules import KIND_LABELS, STEP_LABELS, Due, Kind


def what_to_do(kind: Kind) -> str:
    return {
        Kind.REPORT: _("Mở báo cáo, bổ sung phần chỉ người biết, ký và gửi."),
        Kind.FINAL: _("Ghi việc đã xong, chưa xong, nguyên nhân, trách nhiệm, hướng xử lý; ký và gửi."),
        Kind.REQUEST: _("Trả lời các câu hỏi của Sở Nội vụ, ký và gửi."),
        Kind.TASK: _("Cập nhật tiến độ và đính kèm sản phẩm; nhiệm vụ xong khi có sản phẩm."),
        Kind.FINDING: _("Báo đã khắc phục thế nào, kèm minh chứng."),
        Kind.DIFFICULTY: _("Trả lời, hoặc chuyển tới cơ quan trả lời được."),
    }[kind]


def how_late(due: Due) -> str:
    """`chậm 3 ngày làm việc (hạn 15/06/2026)`."""
    last, late = day(due.fact.due), due.position
    if late > 0:
        return ngettext(
            "chậm %(count)s ngày làm việc (hạn %(day)s)", "chậm %(count)s ngày làm việc (hạn %(day)s)", late
        ) % {"count": late, "day": last}
    if late == 0:
        return _("hạn là hôm nay, %(day)s") % {"day": last}
    return ngettext("còn %(count)s ngày làm việc (hạn %(day)s)", "còn %(count)s ngày làm việc (hạn %(day)s)", -late) % {
        "count": -late,
        "day": last,
    }


def title_of(due: Due, agency: str) -> str:
    return f"{due.fact.title} · {agency}: {how_late(due)}"[:300]


def group_label(rule: str) -> str:
    """What a group of notices is called: `Nhiệm vụ: sắp đến hạn`."""
    kind, _dot, step = rule.partition(".")
    if kind not in KIND_LABELS:
        return _("Sở Nội vụ nhắc")
    if step in ("raised", "passed_on", "sent_up", "answered", "asked_again"):
        return f"{_('Vướng mắc')}: {told(STEP_LABELS[step])}"
    return f"{told(KIND_LABELS[Kind(kind)])}: {told(STEP_LABELS.get(step, ''))}"


def why_told(agency: str) -> str:
    """The foot of a letter."""
    if agency:
        return _(
            "Anh/chị nhận thư này vì làm việc cho %(agency)s trong Kho Số. Thư do máy gửi, mỗi ngày làm việc nhiều "
            "nhất một thư; không phải trả lời. Muốn đổi địa chỉ, sửa ở trang «Tài khoản của tôi» hoặc trang cơ quan."
        ) % {"agency": agency}
    return _("Anh/chị nhận thư này vì có tài khoản trong Kho Số. Thư do máy gửi; không phải trả lời.")
