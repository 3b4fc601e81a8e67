"""What a council, team or committee must be, as pure functions."""

# Luật: KH 82 III.2.b (Hội đồng rà soát), III.2.d (Tổ Quản lý, Giám sát); Phụ lục II I.2, II.1, II.6

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from khoso.kernel.text_vi import fold, one_space
from khoso.kernel.words import Sentence, noop

CHAIR, DEPUTY, SECRETARY, MEMBER = "chair", "deputy", "secretary", "member"
STEERING, COUNCIL, SUPERVISION, OTHER = "steering", "council", "supervision", "other"


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in a body between two days, both inclusive; None: since it was founded, without end."""

    name: str
    duty: str
    since: date | None = None
    until: date | None = None
    person_id: int | None = None
    # The row, where there is one already.
    key: int | None = None

    def is_taken_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or self.until >= day)

    def meets(self, other: Seat) -> bool:
        """Whether both are held on a common day."""
        starts_in_time = other.since is None or self.until is None or other.since <= self.until
        ends_in_time = self.since is None or other.until is None or self.since <= other.until
        return starts_in_time and ends_in_time

    def is_of_same_person(self, other: Seat) -> bool:
        """The same account; without accounts on both sides, the same name."""
        if self.person_id is not None and other.person_id is not None:
            return self.person_id == other.person_id
        return plain_name(self.name) == plain_name(other.name)


def plain_name(name: str) -> str:
    return fold(one_space(name))


def seats_on(seats: Iterable[Seat], day: date) -> list[Seat]:
    return [seat for seat in seats if seat.is_taken_on(day)]


def why_not_seat(seats: Sequence[Seat], new: Seat) -> str:
    """Why a seat cannot be taken beside those there are; empty when it can."""
    others = [seat for seat in seats if seat.key is None or seat.key != new.key]
    if not one_space(new.name):
        return noop("Chưa ghi: thành viên cần có họ tên.")
    if new.since and new.until and new.until < new.since:
        return noop("Chưa ghi: ngày thôi phải từ ngày bắt đầu trở đi.")
    if any(seat.is_of_same_person(new) and seat.meets(new) for seat in others):
        return Sentence("Chưa ghi: {name} đã là thành viên trong thời gian này.", name=new.name)
    if new.duty == CHAIR and (chair := next((one for one in others if one.duty == CHAIR and one.meets(new)), None)):
        return Sentence("Chưa ghi: {name} đang đứng đầu; mỗi lúc chỉ một người đứng đầu.", name=chair.name)
    return ""


def why_not_body(seats: Sequence[Seat]) -> str:
    """Why these cannot be the members a body begins with; empty when they can."""
    if not seats:
        return noop("Chưa ghi: cần có thành viên, trong đó một người đứng đầu.")
    for place, seat in enumerate(seats):
        if why := why_not_seat(seats[:place], seat):
            return why
    if not any(seat.duty == CHAIR for seat in seats):
        return noop("Chưa ghi: cần một người đứng đầu (chủ tịch, trưởng ban hoặc tổ trưởng).")
    return ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of the members of the day were there. More than half is what the house takes for enough."""

    present: int
    members: int

    @property
    def is_enough(self) -> bool:
        return 2 * self.present > self.members


def quorum(seats: Iterable[Seat], present: Iterable[int], day: date) -> Quorum:
    members = {seat.key for seat in seats_on(seats, day)}
    return Quorum(len(members & set(present)), len(members))


def why_not_meeting(
    seats: Sequence[Seat], present: Sequence[int], held_on: date, *, today: date, founded_on: date | None
) -> str:
    """Why a meeting cannot be minuted so; empty when it can. Who was there was a member on that day."""
    if founded_on and held_on < founded_on:
        return noop("Chưa ghi: ngày họp trước ngày thành lập.")
    if held_on > today and present:
        return noop("Chưa ghi: cuộc họp chưa diễn ra thì chưa có người dự.")
    if held_on <= today and not present:
        return noop("Chưa ghi: hãy đánh dấu ai đã dự họp.")
    members = {seat.key for seat in seats_on(seats, held_on)}
    if set(present) - members:
        return noop("Chưa ghi: có người dự không là thành viên vào ngày họp.")
    return ""
