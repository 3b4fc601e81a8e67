"""One class per fact that may not go on. Each has a stable code and a Vietnamese message that says what to do."""

from __future__ import annotations


class KhosoError(Exception):
    """The root of every error a person may see.

    `code` is stable: logs, tests and the API compare it. `message` is for people.
    """

    code = "khoso.error"
    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(KhosoError):
    """The command was asked in a way that cannot be answered; nothing was touched."""

    code = "khoso.usage"
    exit_code = 2


class EngineMissing(KhosoError):
    """An outside program or library is not there; the message says how to get it."""

    code = "khoso.engine_missing"
    exit_code = 3


class FileRefused(KhosoError):
    """A file cannot be taken in. `code` is a `file.*` finding code set by whoever refuses."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class DiskFull(KhosoError):
    """There is no room left; what was being written is taken back, what was kept stays kept."""

    code = "khoso.disk_full"


class DiskLow(KhosoError):
    """There is room left, but too little to begin something that needs much; nothing was begun."""

    code = "khoso.disk_low"
