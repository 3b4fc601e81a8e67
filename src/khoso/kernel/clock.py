"""The only place that asks what time it is, so that a test or a replay can hand in another time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """The present moment, in UTC with microseconds."""
    return _source()


def today() -> date:
    """The present day in Vietnam."""
    return now().astimezone(VIETNAM).date()


def use(source: Callable[[], datetime]) -> None:
    """Take the time from `source` from now on. Called once at start-up."""
    global _source
    _source = source


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold time still at `moment` inside the block."""
    global _source
    before = _source
    _source = lambda: moment  # noqa: E731
    try:
        yield
    finally:
        _source = before


def vietnam_iso(moment: datetime, *, milliseconds: bool = True) -> str:
    """`2026-11-22T10:00:00.000+07:00`: ISO 8601 in Vietnam's zone.

    # Luật: TT 05/2025 Đ.8.1.c
    """
    return moment.astimezone(VIETNAM).isoformat(timespec="milliseconds" if milliseconds else "seconds")
