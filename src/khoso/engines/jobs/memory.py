"""A queue in memory: jobs run when `run_all` is called, in order. For tests of rooms."""

from __future__ import annotations

from collections.abc import Mapping

from khoso.engines.jobs.port import Job


class MemoryQueue:
    """Holds jobs until `run_all`. Not durable."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Job, dict[str, str | int]]] = []
        self._once: set[str] = set()

    def put(self, job: Job, ids: Mapping[str, str | int], *, lock: str | None, once: str | None) -> None:
        if once is not None:
            if once in self._once:
                return
            self._once.add(once)
        self.waiting.append((job, dict(ids)))

    def run_all(self, limit: int = 10_000) -> int:
        """Run waiting jobs, and those they ask for, until none is left. Returns how many ran."""
        ran = 0
        while self.waiting:
            if ran >= limit:
                raise RuntimeError(f"Quá {limit} công việc: có vòng lặp?")
            job, ids = self.waiting.pop(0)
            self._once.clear()
            job.run(**ids)
            ran += 1
        return ran
