"""What a room knows of jobs: it declares them with `@job` and asks for them with `enqueue`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

PAGES = "pages"  # long work on pixels; as many workers as cores
STORE = "store"  # packages and storage
INDEX = "index"  # the one writer of the search index


@dataclass(frozen=True)
class Job:
    """One kind of background job. `run` takes ids (str or int) by keyword and may be called again after a kill."""

    name: str
    queue: str
    run: Callable[..., None]
    attempts: int
    on_failure: Callable[..., None] | None = None
    # Asked for by the clock every so many minutes, ahead of what waits; 0: only when somebody asks.
    every_minutes: int = 0
    # Writes much: waits while a disk is nearly full.
    needs_room: bool = False
    # What a person calls it.
    label: Any = ""


class JobQueue(Protocol):
    """Where jobs wait. A queue keeps the order of urgency, not of arrival, and delivers at least once."""

    def put(self, job: Job, ids: Mapping[str, str | int], *, lock: str | None, once: str | None) -> None:
        """Put a job in the queue, in the present transaction.

        `lock`: jobs with the same lock run one at a time. `once`: when a job with this key still waits, add no other.
        """


_jobs: dict[str, Job] = {}
_queue: JobQueue | None = None
_is_short: Callable[[], bool] = bool
_look_again = 30


def job(
    name: str,
    *,
    queue: str = PAGES,
    attempts: int = 4,
    on_failure: Callable[..., None] | None = None,
    every_minutes: int = 0,
    needs_room: bool = False,
    label: Any = "",
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare the decorated function as the job `name` (`room.verb`).

    After `attempts` failures, or the first that waiting cannot mend (a full disk), `on_failure(error=…, **ids)` is
    called with a KhosoError, so that the screen can say why. The room's `actions.resume` asks for it again.
    A job with `every_minutes` takes no ids.
    One that `needs_room` does not begin while a disk is nearly full; it waits and loses no attempt.
    """

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        _jobs[name] = Job(name, queue, function, attempts, on_failure, every_minutes, needs_room, label or name)
        return function

    return declare


def registered_jobs() -> dict[str, Job]:
    """Every declared job by name."""
    return dict(_jobs)


def hold_heavy_while(is_short: Callable[[], bool], *, look_again: int = 30) -> None:
    """Let jobs that need room wait while `is_short`; they look again after so many seconds. Called once at start-up."""
    global _is_short, _look_again
    _is_short, _look_again = is_short, look_again


def must_wait(declared: Job) -> bool:
    """Whether this job may not begin now for want of room."""
    return declared.needs_room and _is_short()


def seconds_to_wait() -> int:
    """After how many seconds a job that waits for room looks again."""
    return _look_again


def use(queue: JobQueue) -> None:
    """Set where jobs wait. Called once at start-up."""
    global _queue
    _queue = queue


def enqueue(name: str, *, lock: str | None = None, once: str | None = None, **ids: str | int) -> None:
    """Ask for the job `name` with these ids, in the present transaction.

    Raises KeyError for a job nobody declared.
    """
    if _queue is None:
        raise RuntimeError("Chưa có hàng đợi công việc: config chưa nối dây.")
    _queue.put(_jobs[name], ids, lock=lock, once=once)
