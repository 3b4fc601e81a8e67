"""The lives of a report, a difficulty and a city report, on one screen."""

from __future__ import annotations

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

DRAFT = "draft"
SIGNED = "signed"
SUBMITTED = "submitted"
RETURNED = "returned"
LOCKED = "locked"
# A newer version was submitted in its place.
SUPERSEDED = "superseded"

REPORT_STATES = StateTable(
    noop("báo cáo"),
    (DRAFT, SIGNED, SUBMITTED, RETURNED, LOCKED, SUPERSEDED),
    {
        (DRAFT, "edit"): DRAFT,
        (DRAFT, "sign"): SIGNED,
        # The signature is taken back before anybody received it.
        (SIGNED, "unsign"): DRAFT,
        (SIGNED, "submit"): SUBMITTED,
        (SUBMITTED, "return"): RETURNED,
        (SUBMITTED, "lock"): LOCKED,
        # A new version takes its place: of a returned report, or to correct a locked one.
        (RETURNED, "correct"): RETURNED,
        (LOCKED, "correct"): LOCKED,
        (RETURNED, "supersede"): SUPERSEDED,
        (LOCKED, "supersede"): SUPERSEDED,
    },
)

REPORT_LABELS = {
    DRAFT: noop("Đang soạn"),
    SIGNED: noop("Đã ký, chưa gửi"),
    SUBMITTED: noop("Đã gửi"),
    RETURNED: noop("Bị trả lại"),
    LOCKED: noop("Đã khóa"),
    SUPERSEDED: noop("Đã có bản mới thay"),
}

OPEN = "open"
ESCALATED = "escalated"
ANSWERED = "answered"
CLOSED = "closed"

DIFFICULTY_STATES = StateTable(
    noop("vướng mắc"),
    (OPEN, ESCALATED, ANSWERED, CLOSED),
    {
        (OPEN, "answer"): ANSWERED,
        (ESCALATED, "answer"): ANSWERED,
        # Sent on to the People's Committee; or to another agency, by the Committee too.
        (OPEN, "escalate"): ESCALATED,
        (OPEN, "pass_on"): OPEN,
        (ESCALATED, "pass_on"): OPEN,
        # Who asked is not helped by the answer.
        (ANSWERED, "ask_again"): OPEN,
        (ANSWERED, "close"): CLOSED,
        # It solved itself.
        (OPEN, "close"): CLOSED,
        (ESCALATED, "close"): CLOSED,
    },
)

DIFFICULTY_LABELS = {
    OPEN: noop("Chờ trả lời"),
    ESCALATED: noop("Đã trình Ủy ban"),
    ANSWERED: noop("Đã trả lời"),
    CLOSED: noop("Đã xong"),
}

CITY_STATES = StateTable(
    noop("báo cáo của thành phố"),
    (DRAFT, SIGNED, SUBMITTED),
    {(DRAFT, "sign"): SIGNED, (SIGNED, "submit"): SUBMITTED},
)
