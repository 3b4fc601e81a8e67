"""A failed job is seen and really done again; one that needs room waits for it and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from tests.engines.jobs.elsewhere import elsewhere

from khoso.engines import jobs
from khoso.engines.jobs import port, watching
from khoso.engines.jobs.procrastinate_queue import ProcrastinateQueue, register, work

pytestmark = pytest.mark.django_db
QUEUE = "thu"
ran: list[str] = []
faults: list[str] = []
told: list[str] = []


@pytest.fixture(autouse=True)
def two_jobs() -> Iterator[None]:
    """`thu.nhe` and `thu.nang`; the heavy one needs room. They fail while `faults` says so."""

    def tell(*, error: Exception, number: str) -> None:
        told.append(number)

    def run(name: str) -> None:
        if faults:
            raise ValueError(faults[0])
        ran.append(name)

    @jobs.job("thu.nhe", queue=QUEUE, attempts=1, on_failure=tell, label="Việc nhẹ")
    def light(number: str) -> None:
        run(f"nhẹ {number}")

    @jobs.job("thu.nang", queue=QUEUE, attempts=1, on_failure=tell, needs_room=True)
    def heavy(number: str) -> None:
        run(f"nặng {number}")

    register({name: job for name, job in port.registered_jobs().items() if name.startswith("thu.")})
    jobs.use(ProcrastinateQueue())
    for kept in (ran, faults, told):
        kept.clear()
    yield
    jobs.hold_heavy_while(bool)
    for name in ("thu.nhe", "thu.nang"):
        port._jobs.pop(name)
    elsewhere(lambda: _do("DELETE FROM procrastinate_jobs WHERE queue_name = 'thu'"))


def _do(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def ask(name: str, number: str) -> None:
    """Ask for a job, so that a worker sees it."""
    elsewhere(lambda: jobs.enqueue(name, number=number, once=f"{name}:{number}"))


def again(number: int) -> bool:
    """Let a failed job be done again, so that a worker sees it."""

    def retry() -> bool:
        with transaction.atomic():
            return watching.do_again(number)

    return bool(elsewhere(retry))


def rows() -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text, attempts FROM procrastinate_jobs WHERE queue_name = 'thu' ORDER BY id"
        )
        return list(cursor.fetchall())


def test_a_failed_job_is_seen_and_done_again() -> None:
    ask("thu.nhe", "1")
    faults.append("hỏng")
    work([QUEUE], wait=False)
    [failed] = [job for job in watching.failed_jobs() if job.name == "thu.nhe"]
    assert (failed.label, failed.ids, failed.at is not None) == ("Việc nhẹ", {"number": "1"}, True)
    assert (watching.queue_state().failed, told, ran) == (1, ["1"], [])
    faults.clear()
    assert again(failed.id)
    assert rows() == [("thu.nhe", "todo", 0)]
    work([QUEUE], wait=False)
    assert (ran, rows()) == (["nhẹ 1"], [("thu.nhe", "succeeded", 1)])
    assert not again(failed.id)


def test_a_failed_job_whose_work_waits_already_is_laid_aside() -> None:
    ask("thu.nhe", "1")
    faults.append("hỏng")
    work([QUEUE], wait=False)
    ask("thu.nhe", "1")
    assert again(watching.failed_jobs()[0].id)
    assert rows() == [("thu.nhe", "aborted", 1), ("thu.nhe", "todo", 0)]


@pytest.mark.mission("D3")
def test_while_a_disk_is_nearly_full_heavy_jobs_wait_and_light_ones_go_on() -> None:
    short = [True]
    jobs.hold_heavy_while(lambda: short[0], look_again=3600)
    ask("thu.nang", "1")
    ask("thu.nhe", "2")
    for _ in range(2):
        work([QUEUE], wait=False)
        elsewhere(lambda: _do("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'"))
    assert (ran, told) == (["nhẹ 2"], [])
    assert rows() == [("thu.nang", "todo", 0), ("thu.nhe", "succeeded", 1)]
    short[0] = False
    work([QUEUE], wait=False)
    assert (ran, rows()[0]) == (["nhẹ 2", "nặng 1"], ("thu.nang", "succeeded", 1))


def test_the_queue_says_what_waits_by_kind_and_since_when() -> None:
    ask("thu.nhe", "1")
    ask("thu.nang", "2")
    ask("thu.nang", "3")
    state = watching.queue_state()
    ours = [(kind.name, kind.todo, kind.doing) for kind in state.kinds if kind.name.startswith("thu.")]
    assert ours == [("thu.nang", 2, 0), ("thu.nhe", 1, 0)]
    assert (state.todo - sum(kind.todo for kind in state.kinds), state.doing, state.failed, state.stalled) == (
        0,
        0,
        0,
        0,
    )
    assert state.waiting_since is not None
