"""A state machine is one table that fits on a screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from khoso.kernel.errors import KhosoError
from khoso.kernel.words import Sentence


class WrongState(KhosoError):
    """The action is not possible in the present state."""

    code = "khoso.wrong_state"


@dataclass(frozen=True)
class StateTable:
    """`moves[(state, action)]` is the next state. What is not in the table is refused."""

    name: str
    states: tuple[str, ...]
    moves: Mapping[tuple[str, str], str]

    def __post_init__(self) -> None:
        known = set(self.states)
        strangers = {s for (s, _), t in self.moves.items() for s in (s, t)} - known
        if strangers:
            raise ValueError(f"{self.name}: trạng thái lạ {sorted(strangers)}")

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(sorted({action for _, action in self.moves}))

    def next(self, state: str, action: str) -> str:
        """The state after `action`. Raises WrongState when the table has no such move."""
        try:
            return self.moves[state, action]
        except KeyError:
            raise WrongState(
                Sentence(
                    "{table}: không thể «{action}» khi đang ở trạng thái «{state}».",
                    table=self.name,
                    action=action,
                    state=state,
                )
            ) from None

    def allows(self, state: str, action: str) -> bool:
        return (state, action) in self.moves
