"""Sentences remember what they were made from."""

from __future__ import annotations

import json
import pickle

from khoso.kernel.words import Sentence

SAID = Sentence("Không có tài khoản «{username}».", username="ai{đó}")


def test_a_sentence_is_an_ordinary_text_to_whoever_does_not_ask() -> None:
    assert SAID == "Không có tài khoản «ai{đó}»."
    assert json.loads(json.dumps(SAID)) == SAID


def test_a_sentence_survives_the_way_to_another_process() -> None:
    again = pickle.loads(pickle.dumps(SAID))
    assert (again, again.template, again.values) == (SAID, SAID.template, SAID.values)
