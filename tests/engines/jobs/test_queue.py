"""Jobs of workers that are no more come back, are not done twice at a time, and not for ever."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import django
import pytest

django.setup()

from django.db import connection  # noqa: E402

from khoso.engines import jobs  # noqa: E402
from khoso.engines.jobs import failures, living, port  # noqa: E402
from khoso.engines.jobs.procrastinate_queue import ProcrastinateQueue, register, rescue_orphans  # noqa: E402
from khoso.kernel.errors import DiskFull, EngineMissing, FileRefused, KhosoError  # noqa: E402

pytestmark = pytest.mark.django_db

told: list[tuple[str, KhosoError]] = []


@pytest.fixture(autouse=True)
def a_job() -> Iterator[None]:
    """One declared job, `thu.lam`, that tells its failure."""

    def tell(*, error: KhosoError, number: str) -> None:
        told.append((number, error))

    @jobs.job("thu.lam", on_failure=tell)
    def work(number: str) -> None:
        """Nothing: no worker runs in these tests."""

    register({"thu.lam": port.registered_jobs()["thu.lam"]})
    jobs.use(ProcrastinateQueue())
    told.clear()
    yield
    port._jobs.pop("thu.lam")


def begin(times: int = 1) -> int:
    """Let a worker that is no more have begun the newest job so many times. Returns the job's number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM procrastinate_jobs")
        number: int = cursor.fetchone()[0]
        for turn in range(times):
            if turn:
                cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s", [number])
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
    return number


def states() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, attempts FROM procrastinate_jobs ORDER BY id")
        return list(cursor.fetchall())


def test_a_job_of_a_dead_worker_waits_again_and_counts_no_failure() -> None:
    jobs.enqueue("thu.lam", number="1", once="một")
    begin()
    assert (rescue_orphans(), states()) == (1, [("todo", 0)])
    assert rescue_orphans() == 0


def test_the_same_work_is_not_queued_twice_by_a_rescue() -> None:
    jobs.enqueue("thu.lam", number="1", once="một")
    begin()
    jobs.enqueue("thu.lam", number="1", once="một")
    assert (rescue_orphans(), states()) == (1, [("aborted", 0), ("todo", 0)])


def test_a_job_that_ends_every_worker_is_given_up_and_told() -> None:
    jobs.enqueue("thu.lam", number="1")
    begin(living.MOST_STARTS)
    assert (rescue_orphans(), states()) == (1, [("failed", 0)])
    assert [(number, type(error)) for number, error in told] == [("1", failures.JobFailed)]


def test_a_job_of_a_living_worker_is_left_alone() -> None:
    jobs.enqueue("thu.lam", number="1")
    number = begin()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET worker_id = %s WHERE id = %s", [worker, number])
        cursor.execute("SELECT pg_advisory_lock(%s, %s::int)", [living.ALIVE_LOCK, worker])
        assert rescue_orphans() == 0
        cursor.execute("SELECT pg_advisory_unlock(%s, %s::int)", [living.ALIVE_LOCK, worker])
    assert (rescue_orphans(), states()) == (1, [("todo", 0)])


def _nested() -> Exception:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as inner:
            raise ValueError("tantivy") from inner
    except ValueError as outer:
        return outer


@pytest.mark.parametrize(
    ("error", "kind", "machine"),
    [
        (OSError(errno.ENOSPC, "đầy"), DiskFull, True),
        (OSError(errno.EDQUOT, "hạn mức"), DiskFull, True),
        (ValueError("An IO error occurred: 'No space left on device (os error 28)'"), DiskFull, True),
        (_nested(), DiskFull, True),
        (DiskFull("Hết chỗ."), DiskFull, True),
        (EngineMissing("Thiếu."), EngineMissing, True),
        (KeyError("x"), failures.JobFailed, True),
        (FileRefused("file.damaged", "Hỏng."), FileRefused, False),
    ],
)
def test_every_failure_is_one_of_ours(error: Exception, kind: type[KhosoError], machine: bool) -> None:
    said = failures.told(error)
    assert (type(said), failures.is_of_the_machine(said)) == (kind, machine)
