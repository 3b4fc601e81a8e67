"""What stops a plan from being read or loaded."""

from __future__ import annotations

from collections.abc import Sequence

from khoso.kernel.errors import KhosoError
from khoso.kernel.words import Sentence


class PlanUnreadable(KhosoError):
    """The file holds no plan we can read; nothing was loaded."""

    code = "programme.plan_unreadable"


class PlanRefused(KhosoError):
    """The file was read, and some of its rows cannot be; nothing was loaded. `lines` says which, one each."""

    code = "programme.plan_refused"

    def __init__(self, message: str, lines: Sequence[str] = ()) -> None:
        super().__init__("\n".join([message, *(f"  {line}" for line in lines)]))
        self.headline = message
        self.lines = list(lines)


class PlanHasCycle(KhosoError):
    """Tasks wait for each other in a ring: none of them could ever begin."""

    code = "programme.plan_cycle"

    def __init__(self, ring: Sequence[str]) -> None:
        self.ring = list(ring)
        super().__init__(
            Sentence(
                "Các nhiệm vụ chờ nhau thành vòng: {ring}. Không nạp gì. Hãy bỏ một mối chờ trong vòng rồi nạp lại.",
                ring=" → ".join(self.ring),
            )
        )


class PlanNotAllowed(KhosoError):
    """Who asked may not load or give out plans."""

    code = "programme.plan_not_allowed"


class NoPlan(KhosoError):
    """No plan was loaded yet."""

    code = "programme.no_plan"
    exit_code = 2
