from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def town(db: None) -> Any:
    # Names models: only when the rooms are loaded.
    from tests.stages.reporting.town import Town

    return Town()


@pytest.fixture
def mail() -> Iterator[Any]:
    """Letters are kept in memory."""
    from khoso.engines import messages
    from khoso.engines.messages.memory import MemoryPost

    post = MemoryPost()
    messages.use(post)
    yield post
    messages.use(None)


@pytest.fixture
def queue() -> Iterator[Any]:
    """Jobs wait in memory until they are run."""
    from khoso.engines import jobs
    from khoso.engines.jobs.memory import MemoryQueue
    from khoso.engines.jobs.procrastinate_queue import ProcrastinateQueue

    waiting = MemoryQueue()
    jobs.use(waiting)
    yield waiting
    jobs.use(ProcrastinateQueue())
