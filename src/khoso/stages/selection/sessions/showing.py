"""A member of a session as the screen shows them."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.instruments.approvals.queries import Elector, Opinion, Room
from khoso.stages.selection.sessions.minutes import DUTIES


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Who, in what duty, what they say of the whole list, and what they said before."""

    elector: Elector
    duty_words: str
    may_vote: bool
    whole: Opinion | None
    earlier: list[Opinion]


def member_rows(room: Room) -> list[MemberRow]:
    """Everybody of the ballot in their order."""
    return [
        MemberRow(one.elector, DUTIES.get(one.elector.duty, ""), one.may_vote, one.whole, one.before.get("", []))
        for one in room.said
    ]
