"""Who may plan and start batches, bring papers, keep the site's register, count paper and deliver scans."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import CONTRACTORS, WORKERS, Role

# Who prepares a batch for its agency.
KEEPERS = frozenset({Role.CLERK, Role.ARCHIVIST, Role.SUPERVISOR, Role.HEAD})


def firm_of(person: Any) -> int | None:
    """The contractor a person works for; None for staff, and for whoever no contractor is named as employer of."""
    employer: int | None = getattr(person, "employer_id", None)
    return employer if employer is not None and holds(person, CONTRACTORS) else None


def of_own_firm(person: Any, subject: Any) -> bool:
    """A part of rights: a subject (a batch, or what belongs to one) is no other contractor's than this person's.

    What belongs to no batch (old material) is of the firm that brought it, where that is told.
    """
    firm = firm_of(person)
    if firm is None or subject is None:
        return True
    if hasattr(subject, "contractor_id"):
        return bool(subject.contractor_id == firm)
    if getattr(subject, "batch", None) is not None:
        return bool(subject.batch.contractor_id == firm)
    maker = getattr(subject, "made_by", None)
    return maker is None or bool(maker.employer_id == firm)


def can_see_batches(person: Any, subject: Any = None, /) -> bool:
    """Staff of the agency and its contractor see batches, their papers, people and devices."""
    return holds(person, WORKERS, subject) and of_own_firm(person, subject)


def can_plan_batch(person: Any, subject: Any = None, /) -> bool:
    """Make a batch, change it, cancel it."""
    return holds(person, KEEPERS, subject)


def can_bring_paper(person: Any, subject: Any = None, /) -> bool:
    """Put a paper of the law on record; the contractor brings its licence and undertakings itself."""
    return holds(person, KEEPERS | {Role.CONTRACTOR_LEAD}, subject) and of_own_firm(person, subject)


def can_start_batch(person: Any, subject: Any = None, /) -> bool:
    """Start, suspend, resume, finish, close a batch: who answers for the agency's paper, never the contractor."""
    return holds(person, {Role.HEAD, Role.SUPERVISOR}, subject) and not holds(person, CONTRACTORS)


def can_keep_site(person: Any, subject: Any = None, /) -> bool:
    """Write who and what comes to the site and leaves it. # Luật: KH 82 I.2.d"""
    return holds(person, KEEPERS | {Role.CONTRACTOR_LEAD}, subject) and of_own_firm(person, subject)


def can_release_device(person: Any, subject: Any = None, /) -> bool:
    """Witness the wiping of a device and let it leave. # Luật: NĐ 31/2026 Đ.12"""
    return holds(person, {Role.SUPERVISOR, Role.HEAD}, subject) and not holds(person, CONTRACTORS)


def can_count_paper(person: Any, subject: Any = None, /) -> bool:
    """Count boxes, dossiers and sheets at a hand-over of paper, on either side."""
    return holds(person, KEEPERS | CONTRACTORS, subject) and of_own_firm(person, subject)


def can_deliver(person: Any, subject: Any = None, /) -> bool:
    """Bring scans in."""
    return holds(person, CONTRACTORS | {Role.CLERK, Role.ARCHIVIST}, subject) and of_own_firm(person, subject)


def can_see_quarantine(person: Any, subject: Any = None, /) -> bool:
    """A page with a secrecy mark is seen by the security officer and by nobody else. # Luật: KH 82 II"""
    return holds(person, {Role.SECURITY_OFFICER})


# What a person reads of each right on the page that lists them.
LABELS = {
    "can_see_batches": _("Xem đợt số hóa, giấy tờ, người và thiết bị"),
    "can_plan_batch": _("Lập, sửa, hủy đợt số hóa"),
    "can_bring_paper": _("Nộp giấy tờ điều kiện của đợt số hóa"),
    "can_start_batch": _("Cho bắt đầu, tạm dừng, kết thúc đợt số hóa"),
    "can_keep_site": _("Ghi người, thiết bị, phần mềm tại nơi số hóa"),
    "can_release_device": _("Chứng kiến xóa dữ liệu, cho thiết bị rời đi"),
    "can_count_paper": _("Kiểm đếm tài liệu giấy khi giao, nhận"),
    "can_deliver": _("Giao ảnh quét"),
    "can_see_quarantine": _("Xem tệp bị cách ly vì dấu mật"),
}
