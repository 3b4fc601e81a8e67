"""Jobs in PostgreSQL by Procrastinate: a job commits with the data it follows from."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job as QueuedJob
from procrastinate.worker import Worker

from khoso.engines.jobs.failures import told
from khoso.engines.jobs.living import STALLED_SECONDS, AliveLock, LivingJobManager, rescue_orphans
from khoso.engines.jobs.port import Job, must_wait, registered_jobs, seconds_to_wait
from khoso.kernel.errors import DiskFull, EngineMissing

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 5
WORKER_NAME = "khoso-worker-"
# New jobs are notified; only those that waited for a lock or for their next try are found by looking.
LOOK_SECONDS = 0.3
# What the clock asks for is short and goes before what people wait for.
URGENT = 10

__all__ = ["ProcrastinateQueue", "register", "rescue_orphans", "waiting_jobs", "work"]


class ProcrastinateQueue:
    """The JobQueue over Procrastinate, through Django's own connection."""

    def put(self, job: Job, ids: Mapping[str, str | int], *, lock: str | None, once: str | None) -> None:
        deferrer = app.configure_task(job.name, queue=job.queue, lock=lock, queueing_lock=once)
        from django.db import transaction

        while True:
            # Without the savepoint a refused duplicate would poison the caller's transaction.
            with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
                deferrer.defer(**ids)
                return
            if once is not None and _wait_for_me(once):
                return


def _wait_for_me(once: str) -> bool:
    """Keep the job that waits under this key from beginning before the present transaction ends; False when it began.

    A job that was asked for before must see what this transaction writes: without this it could begin, read the state
    of before, and nobody would ask again. Workers pass over a job whose row somebody holds.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        waiting = "SELECT id FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' FOR SHARE"
        cursor.execute(waiting, [once])
        return cursor.fetchone() is not None


def register(jobs: Mapping[str, Job] | None = None) -> None:
    """Make every declared job known to Procrastinate. Call once, when all rooms are loaded."""
    for declared in (jobs or registered_jobs()).values():
        if declared.name not in app.tasks:
            task = app.task(
                name=declared.name,
                queue=declared.queue,
                pass_context=True,
                retry=_Tries(declared.attempts),
            )(_runner(declared))
            if declared.every_minutes:
                # The workers agree in the database on who asks; one that still waits is not asked for again.
                app.periodic(cron=_cron(declared.every_minutes), queueing_lock=declared.name, priority=URGENT)(task)


def _cron(minutes: int) -> str:
    """The schedule of every so many minutes, as near as a clock's face allows."""
    return f"*/{minutes} * * * *" if minutes < 60 else f"0 */{min(23, minutes // 60)} * * *"


def _is_last(error: BaseException, tried_before: int, attempts: int) -> bool:
    # Neither a full disk nor a missing engine mends itself in seconds: the person is told at once.
    return isinstance(told(error), DiskFull | EngineMissing) or tried_before + 1 >= attempts


class RoomShort(Exception):
    """A disk is nearly full: the job goes back and looks again later."""


class _Tries(BaseRetryStrategy):  # type: ignore[misc]
    """Tries a failed job again after 2, 4, 8… seconds, `attempts` times in all."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        if isinstance(exception, RoomShort):
            return RetryDecision(retry_in={"seconds": seconds_to_wait()})
        if _is_last(exception, job.attempts, self._attempts):
            return None
        return RetryDecision(retry_in={"seconds": 2 ** (job.attempts + 1)})


def _runner(declared: Job) -> Callable[..., None]:
    def run(context: JobContext, **ids: Any) -> None:
        from django.db import close_old_connections

        close_old_connections()
        if declared.every_minutes:
            # The queue says which tick asked; a job looks at the present state, not at the tick.
            ids.pop("timestamp", None)
        if must_wait(declared):
            _give_attempt_back(context.job.id)
            raise RoomShort
        try:
            declared.run(**ids)
        except Exception as error:
            tried = context.job.attempts
            log.warning("job.failed", job=declared.name, ids=ids, attempt=tried + 1, error=str(error), exc_info=True)
            if declared.on_failure is not None and _is_last(error, tried, declared.attempts):
                declared.on_failure(error=told(error), **ids)
            raise

    return run


def _give_attempt_back(job_id: Any) -> None:
    """Waiting for room is no failure: going back into the queue adds one attempt, this takes it off before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = attempts - 1 WHERE id = %s", [job_id])


def _direct_connection() -> Any:
    import psycopg
    from procrastinate.contrib.django.utils import connector_params

    # The name tells an operator (SELECT … FROM pg_stat_activity) which process holds which jobs.
    name = f"{WORKER_NAME}{os.getpid()}"
    return psycopg.connect(**{**connector_params(), "application_name": name}, autocommit=True)


def work(queues: Iterable[str] | None = None, *, wait: bool = True, rescue_every: float = 1.0) -> None:
    """Run jobs in this process, one at a time, until SIGTERM or SIGINT (or, with `wait=False`, until none is left)."""

    async def main() -> None:
        worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        alive = AliveLock(_direct_connection)
        worker_app.job_manager = LivingJobManager(worker_app.connector, alive)
        async with worker_app.open_async():
            worker = Worker(
                app=worker_app,
                queues=list(queues) if queues else None,
                concurrency=1,
                wait=wait,
                fetch_job_polling_interval=LOOK_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                install_signal_handlers=True,
            )

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
