"""Jobs in PostgreSQL by Procrastinate: a job commits with the data it follows from.

A worker shows it is alive by a session lock in the database. The lock falls the moment its process dies, however it
dies, so another worker takes its job up at once; the heartbeat (slower) covers a machine that vanished from the net.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.job_context import JobContext
from procrastinate.worker import Worker

from khoso.engines.jobs.port import Job, registered_jobs
from khoso.kernel.errors import KhosoError

log = structlog.get_logger(__name__)

# First key of the session locks that say "worker N lives"; any positive constant of this project.
ALIVE_LOCK = 727_082
HEARTBEAT_SECONDS = 5
STALLED_SECONDS = 30
# A worker needs a moment between its registration and its lock; younger jobs are left alone.
GRACE_SECONDS = 2.0


class ProcrastinateQueue:
    """The JobQueue over Procrastinate, through Django's own connection."""

    def put(self, job: Job, ids: Mapping[str, str | int], *, lock: str | None, once: str | None) -> None:
        deferrer = app.configure_task(job.name, queue=job.queue, lock=lock, queueing_lock=once)
        # Without the savepoint a refused duplicate would poison the caller's transaction.
        from django.db import transaction

        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            deferrer.defer(**ids)


def register(jobs: Mapping[str, Job] | None = None) -> None:
    """Make every declared job known to Procrastinate. Call once, when all rooms are loaded."""
    for declared in (jobs or registered_jobs()).values():
        if declared.name not in app.tasks:
            app.task(
                name=declared.name,
                queue=declared.queue,
                pass_context=True,
                retry=RetryStrategy(max_attempts=declared.attempts, exponential_wait=2),
            )(_runner(declared))


def _runner(declared: Job) -> Callable[..., None]:
    def run(context: JobContext, **ids: Any) -> None:
        from django.db import close_old_connections

        close_old_connections()
        try:
            declared.run(**ids)
        except Exception as error:
            attempts = context.job.attempts + 1
            log.warning("job.failed", job=declared.name, ids=ids, attempt=attempts, error=str(error), exc_info=True)
            if attempts >= declared.attempts and declared.on_failure is not None:
                declared.on_failure(error=_for_people(error), **ids)
            raise

    return run


def _for_people(error: Exception) -> str:
    if isinstance(error, KhosoError):
        return error.message
    said = f"{type(error).__name__}: {error}"
    return f"lỗi phần mềm ({said}); dữ liệu đã nhập còn nguyên, hãy báo quản trị rồi chạy lại lệnh nhập."


class _AliveLock:
    """Holds, on a connection of its own, the session lock that says this worker lives."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, worker: Worker) -> None:
        def keep() -> None:
            while worker.worker_id is None:
                if self._stop.wait(0.02):
                    return
            with self._connect() as connection:
                connection.execute("SELECT pg_advisory_lock(%s::int, %s::int)", (ALIVE_LOCK, worker.worker_id))
                while not self._stop.wait(30):
                    connection.execute("SELECT 1")

        self._thread = threading.Thread(target=keep, name="alive-lock", daemon=True)
        self._thread.start()

    def release(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)


def _direct_connection() -> Any:
    import psycopg
    from procrastinate.contrib.django.utils import connector_params

    return psycopg.connect(**connector_params(), autocommit=True)


ORPHANS = """
SELECT job.id FROM procrastinate_jobs job
LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
LEFT JOIN LATERAL (
    SELECT max(at) AS started FROM procrastinate_events WHERE job_id = job.id AND type = 'started'
) event ON true
WHERE job.status = 'doing'
  AND coalesce(event.started, '-infinity') < now() - make_interval(secs => %(grace)s)
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
"""


def rescue_orphans() -> int:
    """Put the jobs of dead workers back in the queue. Returns how many."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(ORPHANS, {"grace": GRACE_SECONDS, "stalled": STALLED_SECONDS, "alive": ALIVE_LOCK})
        orphans = [row[0] for row in cursor.fetchall()]
    now = datetime.datetime.now(datetime.UTC)
    for job_id in orphans:
        app.job_manager.retry_job_by_id(job_id, retry_at=now)
        log.info("job.rescued", job_id=job_id)
    return len(orphans)


def work(queues: Iterable[str] | None = None, *, wait: bool = True, rescue_every: float = 2.0) -> None:
    """Run jobs in this process, one at a time, until SIGTERM or SIGINT (or, with `wait=False`, until none is left)."""

    async def main() -> None:
        worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        async with worker_app.open_async():
            worker = Worker(
                app=worker_app,
                queues=list(queues) if queues else None,
                concurrency=1,
                wait=wait,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                install_signal_handlers=True,
            )
            alive = _AliveLock(_direct_connection)
            alive.hold(worker)

            async def rescue_forever() -> None:
                while True:
                    with contextlib.suppress(Exception):
                        await asyncio.to_thread(rescue_orphans)
                    await asyncio.sleep(rescue_every)

            rescuer = asyncio.create_task(rescue_forever())
            try:
                await worker.run()
            finally:
                rescuer.cancel()
                alive.release()

    asyncio.run(main())


def waiting_jobs() -> dict[str, int]:
    """How many jobs are `todo`, `doing` and `failed`."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
        counts = dict(cursor.fetchall())
    return {status: counts.get(status, 0) for status in ("todo", "doing", "failed")}
