"""What whoever keeps the machine does on the health page."""

from __future__ import annotations

from django.db import transaction

from khoso.engines.jobs import watching
from khoso.foundation.audit.actions import record


@transaction.atomic
def retry_job(job_id: int) -> bool:
    """Let one failed job be done again; False when it is not among the failed any more."""
    if not watching.do_again(job_id):
        return False
    record("web.job.retry", subject=("job", job_id))
    return True


@transaction.atomic
def retry_all_jobs() -> int:
    """Let every failed job be done again; says how many."""
    done = [job for job in watching.failed_jobs(watching.MOST_FAILED) if watching.do_again(job.id)]
    if done:
        kinds = sorted({job.name for job in done})
        record("web.job.retry", subject=("job", "*"), details={"jobs": [job.id for job in done], "kinds": kinds})
    return len(done)
