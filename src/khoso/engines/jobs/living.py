"""Which workers live, and taking up what dead ones had begun.

A worker shows it is alive by a session lock in the database, held before its first job. The lock falls the moment its
process dies, however it dies, so another worker takes its job up at once; the heartbeat (slower) covers a machine that
vanished from the net.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import structlog
from procrastinate.manager import JobManager

from khoso.engines.jobs.failures import JobFailed
from khoso.engines.jobs.port import registered_jobs

log = structlog.get_logger(__name__)

# First key of the session locks that say "worker N lives"; any positive constant of this project.
ALIVE_LOCK = 727_082
STALLED_SECONDS = 60
# A job that has ended its worker so often is taken to be what ends it.
MOST_STARTS = 15


class LivingJobManager(JobManager):  # type: ignore[misc]
    """Registers a worker and takes its lock in one go: no job is ever held by a worker whose lock is still to come."""

    def __init__(self, connector: Any, alive: AliveLock) -> None:
        super().__init__(connector)
        self._alive = alive

    async def register_worker(self) -> int:
        worker_id: int = await super().register_worker()
        self._alive.take(worker_id)
        return worker_id


class AliveLock:
    """Holds, on a connection of its own, the session lock that says this worker lives."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def take(self, worker_id: int) -> None:
        """Take the lock and keep it until `release`. A worker that loses it ends, for its jobs are others' now."""
        connection = self._connect()
        connection.execute("SELECT pg_advisory_lock(%s::int, %s::int)", (ALIVE_LOCK, worker_id))

        def keep() -> None:
            with connection:
                while not self._stop.wait(5):
                    try:
                        connection.execute("SELECT 1")
                    except Exception as lost:  # noqa: BLE001 - whatever the reason, the lock is gone
                        log.warning("worker.lock_lost", error=str(lost))
                        os.kill(os.getpid(), signal.SIGTERM)
                        return

        self._thread = threading.Thread(target=keep, name="alive-lock", daemon=True)
        self._thread.start()

    def release(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)


# Whoever fails or waits for room is scheduled again; what began without ever ending so ended with its worker.
_ORPHANS = """
SELECT job.id, job.task_name, job.args,
       (SELECT count(*) FILTER (WHERE type = 'started') - count(*) FILTER (WHERE type = 'scheduled')
          FROM procrastinate_events WHERE job_id = job.id) AS starts
FROM procrastinate_jobs job
LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing'
  AND (
    worker.id IS NULL
    OR worker.last_heartbeat < now() - make_interval(secs => %(stalled)s)
    OR NOT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 2
          AND classid = %(alive)s::oid AND objid = job.worker_id::oid
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
  )
FOR UPDATE OF job SKIP LOCKED
"""

# Being killed is not the job's failure: `attempts` stays as it is.
_BACK = "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL, scheduled_at = NULL WHERE id = %s"
_TWIN = """
SELECT EXISTS (
    SELECT FROM procrastinate_jobs job JOIN procrastinate_jobs twin
    ON twin.queueing_lock = job.queueing_lock AND twin.status = 'todo' WHERE job.id = %s
)
"""


def rescue_orphans() -> int:
    """Put the jobs of dead workers back in the queue. Returns how many."""
    from django.db import transaction

    with transaction.atomic():
        return _rescue()


def _rescue() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS, {"stalled": STALLED_SECONDS, "alive": ALIVE_LOCK})
        orphans = cursor.fetchall()
        for job_id, name, args, starts in orphans:
            cursor.execute(_TWIN, [job_id])
            if cursor.fetchone()[0]:
                # The same work waits in the queue already, asked for while this was being done.
                cursor.execute("UPDATE procrastinate_jobs SET status = 'aborted' WHERE id = %s", [job_id])
            elif starts >= MOST_STARTS:
                cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job_id])
                _give_up(name, args, starts)
            else:
                cursor.execute(_BACK, [job_id])
            log.info("job.rescued", job_id=job_id, job=name, starts=starts)
    return len(orphans)


def _give_up(name: str, args: Any, starts: int) -> None:
    import json

    declared = registered_jobs().get(name)
    ids = json.loads(args) if isinstance(args, str) else args
    if declared is not None and declared.on_failure is not None:
        message = f"Tiến trình làm việc bị ngắt {starts} lần khi làm việc này. Xem nhật ký rồi chạy lại để thử tiếp."
        declared.on_failure(error=JobFailed(message), **ids)
