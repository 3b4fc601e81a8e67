"""The programme's work behind the scenes, by noun."""

from __future__ import annotations

from khoso.stages.programme.plan.jobs import give_tasks

__all__ = ["give_tasks"]
