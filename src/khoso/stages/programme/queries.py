"""What other rooms may ask of the programme, by noun."""

from __future__ import annotations

from khoso.stages.programme.participants import participants, programme_of_today, road

__all__ = [
    "participants",
    "programme_of_today",
    "road",
]
