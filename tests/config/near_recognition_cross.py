"""What corrections taught, for the table of who opens what from near and far."""

from __future__ import annotations

from typing import Any

from tests.config.near_programme import POST, Row

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.recognition.models import KnownTerm

DECIDING = {"supervisor", "head"}


def term_of(agency: Agency, state: str = "proposed") -> KnownTerm:
    """A term of the agency; the same at each call, in this state again."""
    made, _ = KnownTerm.objects.update_or_create(
        kind="notation",
        agency=agency,
        read_as="syi",
        means="SYT",
        defaults={"state": state, "taught_at": clock.now(), "changed_at": clock.now()},
    )
    return made


def _proposed(line: Any, held: Any, lent: Any) -> list[Any]:
    return [term_of(line.agency).pk]


ROWS: dict[str, Row] = {
    "recognition:term-approve": (_proposed, POST, DECIDING, {"home_affairs"}),
    "recognition:term-withdraw": (_proposed, POST, DECIDING, {"home_affairs"}),
}
