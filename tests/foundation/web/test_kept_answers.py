"""What is counted or rendered once for everybody: as long as it says the same, and no longer."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation

from khoso.foundation.web import counting
from khoso.foundation.web.fragments import fragment


@pytest.fixture(autouse=True)
def nothing_kept() -> Any:
    counting.forget()
    yield
    counting.forget()


def test_within_its_time_an_answer_is_given_to_all_who_ask_the_same(settings: Any) -> None:
    settings.KHOSO_COUNTED_SECONDS = 60
    asked: list[str] = []

    def ask(scope: str) -> int:
        return counting.for_all("rows", scope, lambda: asked.append(scope) or len(asked))

    assert [ask("a"), ask("a"), ask("b"), ask("a")] == [1, 1, 2, 1]
    assert asked == ["a", "b"]


def test_after_its_time_it_is_asked_again(settings: Any) -> None:
    settings.KHOSO_COUNTED_SECONDS = 0
    asked: list[int] = []
    assert [counting.for_all("rows", None, lambda: asked.append(1) or len(asked)) for _ in range(3)] == [1, 2, 3]


def test_an_error_is_no_answer(settings: Any) -> None:
    settings.KHOSO_COUNTED_SECONDS = 60
    with pytest.raises(ZeroDivisionError):
        counting.for_all("rows", None, lambda: 1 // 0)
    assert counting.for_all("rows", None, lambda: 7) == 7


def test_while_one_asks_again_others_get_the_last_answer(settings: Any) -> None:
    settings.KHOSO_COUNTED_SECONDS = 0
    counting.for_all("rows", None, lambda: "old")
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        may_end.wait(10)
        return "new"

    told: list[str] = []
    other = threading.Thread(target=lambda: told.append(counting.for_all("rows", None, slow)))
    other.start()
    assert begun.wait(10)
    assert counting.for_all("rows", None, lambda: "never asked") == "old"
    may_end.set()
    other.join(10)
    assert told == ["new"]


@dataclass
class Card:
    state: str
    errors: int = 0


def test_a_part_changes_with_what_it_shows_and_with_the_language() -> None:
    def shown(errors: int) -> str:
        return fragment("components/counts.html", "card", Card("done", errors))

    first = shown(1)
    assert shown(1) is first
    with translation.override("en"):
        assert shown(1) is not first
    assert shown(2) is not first
