"""Background jobs: called with ids only, idempotent, committed with the data they follow from."""

from khoso.engines.jobs.failures import JobFailed, is_of_the_machine
from khoso.engines.jobs.port import Job, JobQueue, enqueue, hold_heavy_while, job, registered_jobs, use

__all__ = [
    "Job",
    "JobFailed",
    "JobQueue",
    "enqueue",
    "hold_heavy_while",
    "is_of_the_machine",
    "job",
    "registered_jobs",
    "use",
]
