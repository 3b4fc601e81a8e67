"""What waits, what is being done, what failed, who works; and doing a failed job again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from khoso.engines.jobs.living import ALIVE_LOCK, STALLED_SECONDS
from khoso.engines.jobs.port import registered_jobs
from khoso.kernel import clock

# Failed jobs are counted and shown up to so many; whoever has more has one cause to mend, not as many.
MOST_FAILED = 1000


@dataclass
class KindOfWork:
    """How many jobs of one kind wait and are being done."""

    name: str
    label: Any
    todo: int = 0
    doing: int = 0


@dataclass(frozen=True)
class QueueState:
    """The queue at this moment. `waiting_since`: since when the oldest job waits that could be done now."""

    todo: int
    doing: int
    failed: int
    stalled: int
    workers: int
    waiting_since: datetime | None
    kinds: list[KindOfWork] = field(default_factory=list)


@dataclass(frozen=True)
class FailedJob:
    """One job that failed for good: which, about what, since when."""

    id: int
    name: str
    label: Any
    ids: dict[str, Any]
    at: datetime | None


_COUNTS = """
SELECT task_name, status::text, count(*) FROM procrastinate_jobs
WHERE status IN ('todo', 'doing') GROUP BY task_name, status ORDER BY task_name
"""
_FAILED_COUNT = """
SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'failed' LIMIT %s) few
"""
_OLDEST = """
SELECT (SELECT max(at) FROM procrastinate_events event WHERE event.job_id = job.id AND event.at <= clock_timestamp())
FROM procrastinate_jobs job
WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp()) ORDER BY id LIMIT 1
"""
_WORKERS = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %s::oid
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_STALLED = """
SELECT count(*) FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing'
  AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
"""
_FAILED = """
SELECT job.id, job.task_name, job.args,
       (SELECT max(at) FROM procrastinate_events event WHERE event.job_id = job.id AND event.type = 'failed')
FROM procrastinate_jobs job WHERE job.status = 'failed' ORDER BY job.id DESC LIMIT %s
"""


def queue_state() -> QueueState:
    """Everything about the queue, counted now."""
    kinds: dict[str, KindOfWork] = {}
    for name, status, count in _rows(_COUNTS):
        setattr(kinds.setdefault(name, KindOfWork(name, _label(name))), status, count)
    oldest = _rows(_OLDEST)
    return QueueState(
        todo=sum(kind.todo for kind in kinds.values()),
        doing=sum(kind.doing for kind in kinds.values()),
        failed=_rows(_FAILED_COUNT, MOST_FAILED)[0][0],
        stalled=_rows(_STALLED, STALLED_SECONDS)[0][0],
        workers=_rows(_WORKERS, ALIVE_LOCK)[0][0],
        waiting_since=oldest[0][0] if oldest else None,
        kinds=list(kinds.values()),
    )


def failed_jobs(limit: int = 50) -> list[FailedJob]:
    """The jobs that failed for good, latest first."""
    return [
        FailedJob(number, name, _label(name), json.loads(ids) if isinstance(ids, str) else ids, at)
        for number, name, ids, at in _rows(_FAILED, limit)
    ]


def do_again(job_id: int) -> bool:
    """Let a failed job be done again, with all its attempts; False when it is not among the failed.

    When the same work waits already, the failed job is laid aside. Call in a transaction.
    """
    from django.db import connection
    from procrastinate.contrib.django import app

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs twin WHERE twin.queueing_lock = job.queueing_lock "
            "AND twin.status = 'todo') FROM procrastinate_jobs job WHERE id = %s AND status = 'failed' FOR UPDATE",
            [job_id],
        )
        found = cursor.fetchone()
        if found is None:
            return False
        if found[0]:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'aborted' WHERE id = %s", [job_id])
            return True
        app.job_manager.retry_job_by_id(job_id, retry_at=clock.now())
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 0 WHERE id = %s", [job_id])
    return True


def _label(name: str) -> Any:
    declared = registered_jobs().get(name)
    return declared.label if declared else name


def _rows(sql: str, *values: Any) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
