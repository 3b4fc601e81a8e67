"""Doing things for good while a test is inside a transaction of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def elsewhere(work: Callable[[], Any]) -> Any:
    """Do `work` on another connection, for good."""
    answer: list[Any] = []

    def run() -> None:
        try:
            answer.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return answer[0]
