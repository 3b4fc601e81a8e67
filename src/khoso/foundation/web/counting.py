"""Counting what many people look at often.

A count of a screen stops at «999+», and the database stops there too. What is counted over the whole house is the same
for everyone who sees the whole house: it is counted once for all of them, and again after some seconds.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import QuerySet

MOST = 1000
MOST_KEPT = 500

Told = TypeVar("Told")


def capped(rows: QuerySet[Any]) -> int:
    """How many rows there are, at most `MOST`: the time it takes does not grow with the tables."""
    return rows.order_by()[:MOST].count()


class _Answer:
    """One answer with the moment it was given, and who is just giving the next one."""

    def __init__(self) -> None:
        self.at = float("-inf")
        self.told: Any = None
        self.asking = Lock()


_answers: OrderedDict[tuple[str, Hashable], _Answer] = OrderedDict()
_lock = Lock()


def for_all(name: str, scope: Hashable, ask: Callable[[], Told]) -> Told:
    """What `ask` answers, the same for everyone with this `scope` and at most KHOSO_COUNTED_SECONDS old.

    While one asks again the others are told what was answered before.
    """
    with _lock:
        answer = _answers.setdefault((name, scope), _Answer())
        _answers.move_to_end((name, scope))
        while len(_answers) > MOST_KEPT:
            _answers.popitem(last=False)
    is_first = answer.at == float("-inf")
    if not is_first and time.monotonic() - answer.at < settings.KHOSO_COUNTED_SECONDS:
        return answer.told  # type: ignore[no-any-return]
    if not answer.asking.acquire(blocking=is_first):
        return answer.told  # type: ignore[no-any-return]
    try:
        if is_first and time.monotonic() - answer.at < settings.KHOSO_COUNTED_SECONDS:
            return answer.told  # type: ignore[no-any-return]
        answer.told = ask()
        answer.at = time.monotonic()
        return answer.told  # type: ignore[no-any-return]
    finally:
        answer.asking.release()


# What was answered inside `asked_once`, by question.
_told: ContextVar[dict[Any, Any] | None] = ContextVar("khoso_told", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Inside the block a question marked `same_for_ids` that is asked again for the same ids gets the first answer."""
    token = _told.set({})
    try:
        yield
    finally:
        _told.reset(token)


def same_for_ids(question: Callable[[Iterable[Any]], Told]) -> Callable[[Iterable[Any]], Told]:
    """A question of several rooms about the same ids; whoever gets the answer only reads it."""

    @wraps(question)
    def ask(ids: Iterable[Any]) -> Told:
        told, asked = _told.get(), list(ids)
        if told is None:
            return question(asked)
        key = (question, tuple(asked))
        if key not in told:
            told[key] = question(asked)
        return told[key]  # type: ignore[no-any-return]

    return ask


def forget() -> None:
    """Count everything anew when it is asked for next."""
    with _lock:
        _answers.clear()
