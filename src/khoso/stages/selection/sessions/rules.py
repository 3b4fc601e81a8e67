"""Whether a council can sit about a list, as a pure function. # Luật: KH 82 III.2.b"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from khoso.kernel.words import Sentence, noop

CHAIR, DEPUTY, SECRETARY = "chair", "deputy", "secretary"
# Who calls a session, takes the attendance, writes down and closes.
LEADERS = (CHAIR, DEPUTY, SECRETARY)
FEWEST = 3
# Two thirds of the members are there; more than half of those who vote agree. See docs/decisions/0038.
QUORUM_PERCENT, MAJORITY_PERCENT = 67, 50

_PART = "entry:"


class Sits(Protocol):
    """A member of the council."""

    @property
    def duty(self) -> str: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


def why_not_council(members: Sequence[Sits] | None, proposers: Collection[int]) -> str:
    """Why these cannot sit about a list somebody of `proposers` put forward, and what to do; empty when they can."""
    if members is None:
        return noop(
            "Chưa mời: cơ quan chưa có Hội đồng rà soát đang hoạt động. "
            "Hãy lập Hội đồng ở «Hội đồng, Tổ, Ban» (quyết định thành lập, thành viên), rồi mời họp."
        )
    if len(members) < FEWEST:
        return Sentence(
            "Chưa mời: Hội đồng đang có {count} thành viên, cần ít nhất {fewest}. "
            "Hãy thêm thành viên ở trang của Hội đồng.",
            count=len(members),
            fewest=FEWEST,
        )
    chair = next((one for one in members if one.duty == CHAIR), None)
    if chair is None:
        return noop("Chưa mời: Hội đồng đang không có Chủ tịch. Hãy giao Chủ tịch ở trang của Hội đồng.")
    if chair.person_id is not None and chair.person_id in proposers:
        return Sentence(
            "Chưa mời: {name} vừa trình danh mục vừa là Chủ tịch Hội đồng. "
            "Hãy để người khác lập và trình danh mục, hoặc đổi Chủ tịch Hội đồng.",
            name=chair.name,
        )
    return ""


def part_of(entry_id: int) -> str:
    """How an entry is named in a ballot: the question whether to strike it out."""
    return f"{_PART}{entry_id}"


def entry_of(about: str) -> int | None:
    """The entry a part of a ballot is about."""
    told = about.removeprefix(_PART)
    return int(told) if about.startswith(_PART) and told.isdecimal() else None
