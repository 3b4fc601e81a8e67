"""What can become of a call that ran under limits."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class LimitsError(KhosoError):
    """A limited call gave no result. `detail` is for the log: a traceback or a signal, never shown to people."""

    code = "limits.error"

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class TimedOut(LimitsError):
    """The call used more time than it was given; it and all it started were ended."""

    code = "limits.timed_out"


class OutOfMemory(LimitsError):
    """The call wanted more memory than it was given."""

    code = "limits.out_of_memory"


class Crashed(LimitsError):
    """The call ended by a signal or by an error that is not one of ours."""

    code = "limits.crashed"
