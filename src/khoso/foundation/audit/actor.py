"""Who acts in the present request or job."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Actor:
    """Who acts, for which agency, from where. `username` is `system` for the machine itself.

    `person_id` is the account's number; None for the machine and for whoever is not signed in.
    """

    username: str = "system"
    full_name: str = "Hệ thống"
    agency: str = ""
    address: str = ""
    request_id: str = ""
    person_id: int | None = None

    @property
    def is_stranger(self) -> bool:
        """Somebody out there who is not signed in, whatever name they typed."""
        return self.person_id is None and self.address != ""


SYSTEM = Actor()
_present: contextvars.ContextVar[Actor] = contextvars.ContextVar("khoso_actor", default=SYSTEM)


def present_actor() -> Actor:
    """Who acts in the present request or job."""
    return _present.get()


@contextmanager
def acting_as(actor: Actor, **changes: Any) -> Iterator[Actor]:
    """Everything recorded inside the block is recorded as done by `actor`."""
    token = _present.set(replace(actor, **changes) if changes else actor)
    try:
        yield _present.get()
    finally:
        _present.reset(token)
