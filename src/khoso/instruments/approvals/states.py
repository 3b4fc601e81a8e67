"""The life of a ballot. What is decided stays decided: a new question is a new ballot."""

from __future__ import annotations

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

CALLED, OPEN, PASSED, FAILED, CANCELLED = "called", "open", "passed", "failed", "cancelled"

BALLOT_STATES = StateTable(
    noop("lấy ý kiến"),
    (CALLED, OPEN, PASSED, FAILED, CANCELLED),
    {
        (CALLED, "attend"): CALLED,
        (OPEN, "attend"): OPEN,
        (CALLED, "open"): OPEN,
        (OPEN, "say"): OPEN,
        (OPEN, "pass"): PASSED,
        (OPEN, "fail"): FAILED,
        (CALLED, "cancel"): CANCELLED,
        (OPEN, "cancel"): CANCELLED,
    },
)
