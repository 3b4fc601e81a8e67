"""Events are told in the vocabulary's own words, and in Vietnamese to people."""

from __future__ import annotations

import pytest

from khoso.foundation.provenance.events import DIGITISATION, SIP_TO_AIP, EventType, vietnamese


@pytest.mark.luat("TT05 PL I PREMIS")
def test_the_circular_names_two_events() -> None:
    assert (str(DIGITISATION), str(SIP_TO_AIP)) == ("transfer", "information package creation")


def test_every_event_is_a_lower_case_label_with_a_vietnamese_name() -> None:
    assert [event for event in EventType if event.value != event.name.lower().replace("_", " ")] == []
    names = [vietnamese(event) for event in EventType]
    assert len(set(names)) == len(list(EventType))
