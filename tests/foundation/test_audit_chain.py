"""Whoever flips, drops, swaps or inserts a line of the trail is found."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khoso.foundation.audit.chain import GENESIS, ChainedEntry, canonical, chain, entry_hash, verify_chain

# A busy machine is slow to draw the first example; that says nothing about the chain.
patient = settings(deadline=None, database=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
contents = st.dictionaries(
    st.text("abcdễ", min_size=1, max_size=4),
    st.one_of(st.text(max_size=8), st.integers(), st.none(), st.booleans(), st.lists(st.integers(), max_size=3)),
    max_size=4,
)
trails = st.lists(contents, min_size=2, max_size=8).map(
    # The number makes every entry its own, as its identifier does in the database.
    lambda several: link([{**content, "n": number} for number, content in enumerate(several)])
)


def link(several: list[dict[str, object]]) -> list[ChainedEntry]:
    head, made = GENESIS, []
    for content in several:
        made.append(chain(head, content))
        head = made[-1].hash
    return made


@patient
@given(trails)
def test_a_whole_trail_is_whole(trail: list[ChainedEntry]) -> None:
    verdict = verify_chain(iter(trail), expected_head=trail[-1].hash, expected_count=len(trail))
    assert (verdict.ok, verdict.checked, verdict.first_bad, verdict.head) == (True, len(trail), None, trail[-1].hash)


@patient
@given(trails, st.data())
def test_a_changed_entry_is_found_at_its_place(trail: list[ChainedEntry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(trail) - 1))
    changed = [*trail]
    changed[at] = replace(trail[at], content={**trail[at].content, "n": -1})
    verdict = verify_chain(changed)
    assert (verdict.ok, verdict.first_bad, verdict.checked) == (False, at + 1, at)


@patient
@given(trails, st.data())
def test_a_changed_entry_with_its_own_hash_made_anew_is_found_at_the_next(
    trail: list[ChainedEntry], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(trail) - 1))
    changed = [*trail]
    changed[at] = chain(trail[at].previous_hash, {**trail[at].content, "n": -1})
    verdict = verify_chain(changed, expected_head=trail[-1].hash)
    assert (verdict.ok, verdict.first_bad) == (False, at + 2)


@patient
@given(trails, st.data())
def test_a_dropped_entry_is_found(trail: list[ChainedEntry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(trail) - 1))
    verdict = verify_chain(trail[:at] + trail[at + 1 :], expected_head=trail[-1].hash)
    assert (verdict.ok, verdict.first_bad) == (False, at + 1)


@patient
@given(trails, st.data())
def test_swapped_entries_are_found(trail: list[ChainedEntry], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(trail) - 2))
    second = data.draw(st.integers(first + 1, len(trail) - 1))
    changed = [*trail]
    changed[first], changed[second] = changed[second], changed[first]
    verdict = verify_chain(changed)
    assert (verdict.ok, verdict.first_bad) == (False, first + 1)


@patient
@given(trails, contents, st.data())
def test_an_inserted_entry_is_found(trail: list[ChainedEntry], content: dict[str, object], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(trail) - 1))
    before = trail[at].previous_hash
    changed = [*trail[:at], chain(before, {**content, "n": -1}), *trail[at:]]
    verdict = verify_chain(changed)
    assert (verdict.ok, verdict.first_bad) == (False, at + 2)


def test_a_cut_end_is_found_by_what_was_noted_elsewhere() -> None:
    trail = link([{"n": 1}, {"n": 2}, {"n": 3}])
    assert verify_chain(trail[:2]).ok is True
    assert verify_chain(trail[:2], expected_head=trail[2].hash).first_bad == 3
    assert verify_chain(trail[:2], expected_count=3).first_bad == 3
    assert verify_chain([], expected_count=1).first_bad == 1


def test_a_part_of_a_trail_is_checked_after_its_predecessor() -> None:
    trail = link([{"n": 1}, {"n": 2}, {"n": 3}])
    assert verify_chain(trail[1:], after=trail[0].hash).ok is True
    assert verify_chain(trail[1:]).first_bad == 1


def test_one_form_for_one_meaning() -> None:
    moment = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=7)))
    entry = {"việc": "xem", "lúc": moment, "ai": UUID(int=1), "số": 2.0, "gì": ["a", None, True]}
    assert canonical(entry) == (
        '{"ai":"00000000-0000-0000-0000-000000000001","gì":["a",null,true],'
        '"lúc":"2026-11-22T03:00:00.000000Z","số":2,"việc":"xem"}'
    )
    decomposed = {unicodedata.normalize("NFD", key): value for key, value in reversed(entry.items())}
    assert entry_hash(GENESIS, decomposed) == entry_hash(GENESIS, {**entry, "lúc": moment.astimezone(UTC), "số": 2})


def test_the_hash_can_be_recomputed_with_standard_tools() -> None:
    # printf '%064d\n{"n":1}' 0 | sha256sum
    assert entry_hash(GENESIS, {"n": 1}) == "bad665c38a61c1ef00dd9dc15e77b0099ac6e73233027efbc233ebbc6fd6f4ef"


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        datetime(2026, 1, 1),  # noqa: DTZ001 (a time without a zone is the case)
        {1: "a"},
        b"x",
        {"ê": 1, "e\u0302": 2},
        object(),
    ],
)
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        entry_hash(GENESIS, {"x": value})


def test_an_entry_that_cannot_be_read_is_bad_and_does_not_stop_the_check() -> None:
    verdict = verify_chain([ChainedEntry({"x": b"?"}, GENESIS, "0" * 64)])
    assert (verdict.ok, verdict.first_bad) == (False, 1)
