"""What the programme tells the rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class TaskDone(News):
    """A task's product or proof is there."""

    task_id: int


@dataclass(frozen=True, slots=True)
class TaskReopened(News):
    """What finished a task is there no more."""

    task_id: int
