"""Every state machine: each pair of state and action either is in the table or is refused, and no state is cut off."""

from __future__ import annotations

from importlib import import_module

import pytest
from tests.architecture.house import modules

from khoso.kernel.states import StateTable, WrongState

TABLES = {
    f"{name.split('.')[2]}.{key}": value
    for name in modules()
    if name.endswith(".states") and name.startswith(("khoso.stages.", "khoso.instruments."))
    for key, value in vars(import_module(name)).items()
    if isinstance(value, StateTable)
}
LABELS = {
    f"{name.split('.')[2]}.{key}": (value, import_module(name))
    for name in modules()
    if name.endswith(".states") and name.startswith(("khoso.stages.", "khoso.instruments."))
    for key, value in vars(import_module(name)).items()
    if key.endswith("_LABELS")
}


def test_there_are_state_tables() -> None:
    of_the_line = {"digitisation.FILE_STATES", "inspection.PASSING", "recognition.FIELD_STATES"}
    assert of_the_line - set(TABLES) == set()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_pair_of_state_and_action_is_decided(name: str) -> None:
    table = TABLES[name]
    for state in table.states:
        for action in table.actions:
            if table.allows(state, action):
                assert table.next(state, action) == table.moves[state, action]
            else:
                with pytest.raises(WrongState):
                    table.next(state, action)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_state_is_reached_from_the_first(name: str) -> None:
    table = TABLES[name]
    reached = {table.states[0]}
    while more := {after for (before, _), after in table.moves.items() if before in reached} - reached:
        reached |= more
    assert reached == set(table.states)


@pytest.mark.parametrize("name", sorted(LABELS))
def test_every_state_has_a_word_for_people(name: str) -> None:
    labels, module = LABELS[name]
    tables = [value for value in vars(module).values() if isinstance(value, StateTable)]
    assert set(labels) in [set(table.states) for table in tables]
