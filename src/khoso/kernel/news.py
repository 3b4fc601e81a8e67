"""What a room publishes when something has happened, and the one way to publish it.

News is written in the transaction of the change it tells about. Who listens is wired by `config`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class News:
    """Base of all news: subclasses hold ids only (str or int), so that a listener reads the present state itself."""

    def payload(self) -> dict[str, object]:
        """The fields as plain JSON."""
        return asdict(self)


Listener = Callable[[Any], None]
"""What a room does on hearing news: ask for a job, nothing longer. It may hear the same news again."""


def _nobody_listens(item: News) -> None:
    raise RuntimeError(f"Tin {type(item).__name__} không có nơi nhận: config chưa nối dây.")


_deliver: Listener = _nobody_listens


def publish(item: News) -> None:
    """Hand `item` to every listener, at least once, after the present transaction commits."""
    _deliver(item)


def use(deliver: Listener) -> None:
    """Set how news is delivered. Called once at start-up."""
    global _deliver
    _deliver = deliver
