"""A job that was asked for already sees what a later transaction writes: no change is left unlooked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from tests.engines.jobs.elsewhere import elsewhere

from khoso.engines.jobs.port import Job
from khoso.engines.jobs.procrastinate_queue import ProcrastinateQueue, register

pytestmark = pytest.mark.django_db
LOOK = Job("thu.xem", "thu", lambda thing: None, attempts=1)


def ask() -> None:
    ProcrastinateQueue().put(LOOK, {"thing": "1"}, lock=None, once="thu:1")


def take() -> int | None:
    """Take the next job of the queue up, as a worker does; its id, None when there is none to be had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(ARRAY['thu'], NULL)")
        row = cursor.fetchone()
    return row[0] if row else None


def forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'thu'")


@pytest.fixture(autouse=True)
def _nothing_stays() -> Iterator[None]:
    register({LOOK.name: LOOK})
    yield
    elsewhere(forget)


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'thu' AND status = 'todo'")
        return int(cursor.fetchone()[0])


def test_what_is_asked_for_twice_waits_once() -> None:
    elsewhere(ask)
    elsewhere(ask)
    assert elsewhere(waiting) == 1


def test_a_job_that_began_is_asked_for_anew() -> None:
    elsewhere(ask)
    assert elsewhere(take) is not None
    elsewhere(ask)
    assert elsewhere(waiting) == 1


def test_a_waiting_job_does_not_begin_before_whoever_asked_again_has_written_what_it_must_see() -> None:
    elsewhere(ask)
    with transaction.atomic():
        ask()
        assert elsewhere(take) is None
        transaction.set_rollback(True)


def test_it_begins_as_soon_as_that_is_written() -> None:
    elsewhere(ask)

    def ask_and_write() -> None:
        with transaction.atomic():
            ask()

    elsewhere(ask_and_write)
    assert elsewhere(take) is not None
