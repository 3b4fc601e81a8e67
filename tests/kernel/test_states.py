"""Every (state, action) pair of every state table is either a move or refused."""

from __future__ import annotations

import itertools

import pytest

from khoso.kernel.states import StateTable, WrongState
from khoso.stages.digitisation.states import FILE_STATE_LABELS, FILE_STATES
from khoso.stages.inspection.states import PASSING, PASSING_LABELS
from khoso.stages.recognition.states import FIELD_STATE_LABELS, FIELD_STATES

TABLES = [FILE_STATES, FIELD_STATES, PASSING]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_pair_moves_as_the_table_says_or_is_refused(table: StateTable):
    for state, action in itertools.product(table.states, table.actions):
        if (state, action) in table.moves:
            assert table.next(state, action) == table.moves[state, action]
        else:
            with pytest.raises(WrongState):
                table.next(state, action)


@pytest.mark.parametrize(
    ("table", "labels"),
    [(FILE_STATES, FILE_STATE_LABELS), (FIELD_STATES, FIELD_STATE_LABELS), (PASSING, PASSING_LABELS)],
    ids=lambda one: getattr(one, "name", ""),
)
def test_every_state_has_a_vietnamese_name(table: StateTable, labels: dict[str, str]):
    assert set(labels) == set(table.states)


def test_what_is_stopped_can_only_come_again():
    assert FILE_STATES.next("refused", "deliver_again") == "registered"
    assert not FILE_STATES.allows("quarantined", "deliver_again")


def test_a_signed_dossier_is_never_touched_again():
    assert [move for move in PASSING.moves if move[0] == "signed"] == []


def test_a_table_that_speaks_of_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="trạng thái lạ"):
        StateTable("Thử", ("a",), {("a", "go"): "b"})
