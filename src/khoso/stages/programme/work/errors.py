"""Facts that stop a change of a task. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class TaskNotAllowed(KhosoError):
    """Whoever asked has no such right on this task."""

    code = "programme.task.not_allowed"


class TaskRefused(KhosoError):
    """What was asked cannot be true of this task. `field` names the field of the form where it can be mended."""

    code = "programme.task.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class UnknownProof(KhosoError):
    """No kind of proof has this key."""

    code = "programme.proof.unknown"
