"""What stops a change of policy."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class PolicyRefused(KhosoError):
    """The policy cannot be set like this. `field` names where it can be mended."""

    code = "recognition.policy_refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class PolicyMoved(KhosoError):
    """Somebody else set the policy meanwhile."""

    code = "recognition.policy_moved"
