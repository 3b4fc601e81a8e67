"""Background jobs: called with ids only, idempotent, committed with the data they follow from."""

from khoso.engines.jobs.port import Job, JobQueue, enqueue, job, registered_jobs, use

__all__ = ["Job", "JobQueue", "enqueue", "job", "registered_jobs", "use"]
