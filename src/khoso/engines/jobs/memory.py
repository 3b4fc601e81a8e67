"""A queue in memory: jobs run when `run_all` is called, in order. For tests of rooms."""

from __future__ import annotations

from collections.abc import Mapping

from khoso.engines.jobs.failures import told
from khoso.engines.jobs.port import Job


class MemoryQueue:
    """Holds jobs until `run_all`. Not durable."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Job, dict[str, str | int]]] = []
        self.failed: list[tuple[Job, Exception]] = []
        self._once: set[str] = set()

    def put(self, job: Job, ids: Mapping[str, str | int], *, lock: str | None, once: str | None) -> None:
        if once is not None:
            if once in self._once:
                return
            self._once.add(once)
        self.waiting.append((job, dict(ids)))

    def run_all(self, limit: int = 10_000, *, only: str = "") -> int:
        """Run waiting jobs, and those they ask for, until none is left. Returns how many ran.

        `only` runs the jobs of that name; the others keep waiting.
        """
        ran = 0
        while at := [place for place, (job, _) in enumerate(self.waiting) if only in ("", job.name)]:
            if ran >= limit:
                raise RuntimeError(f"Quá {limit} công việc: có vòng lặp?")
            job, ids = self.waiting.pop(at[0])
            self._once.clear()
            self._run(job, ids)
            ran += 1
        return ran

    def _run(self, job: Job, ids: Mapping[str, str | int]) -> None:
        """Run a job once; its first failure is its last. One that tells nobody of its failure raises it."""
        try:
            job.run(**ids)
        except Exception as error:
            if job.on_failure is None:
                raise
            self.failed.append((job, error))
            job.on_failure(error=told(error), **ids)
