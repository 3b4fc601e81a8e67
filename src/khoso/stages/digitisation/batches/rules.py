"""Whether a batch may start, go on and end, as pure decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from khoso.kernel.words import Sentence, noop
from khoso.stages.digitisation.batches import gates
from khoso.stages.digitisation.batches.gates import Requirement

# Papers take weeks to renew: what runs out within this time is told beforehand.
TOLD_BEFORE = timedelta(days=30)


class Status(StrEnum):
    """How it stands with one thing the law wants."""

    HELD = "held"
    EXPIRING = "expiring"
    MISSING = "missing"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    NO_DOCUMENT = "no_document"
    INCOMPLETE = "incomplete"


OPEN = frozenset({Status.HELD, Status.EXPIRING})
# What is nearest to holding is told when no paper holds.
_NEAREST = (Status.NO_DOCUMENT, Status.NOT_YET, Status.EXPIRED)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper on record that was not withdrawn. `covers`: ids of the devices or people it speaks of."""

    key: int
    kind: str
    number: str
    valid_from: date
    valid_to: date | None
    has_document: bool = True
    covers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Device:
    """A device on site. `lacks`: what of its identity is not written down yet."""

    key: int
    name: str
    lacks: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody on site."""

    key: int
    name: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What is known of a batch on one day."""

    has_approved_list: bool
    list_number: str = ""
    has_contractor: bool = True
    papers: tuple[Paper, ...] = ()
    people: tuple[Worker, ...] = ()
    devices: tuple[Device, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one requirement, for the batch or for one device or person of it."""

    requirement: Requirement
    status: Status
    # The device or person; empty for what is of the whole batch.
    subject: str = ""
    subject_key: int | None = None
    # The paper that holds, or the one that comes nearest to it.
    paper: int | None = None
    number: str = ""
    until: date | None = None
    # What of a device is not written down.
    lacks: tuple[str, ...] = ()
    # Since when the device or person is there.
    since: date | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


def status_of(paper: Paper, on: date, *, within: timedelta = TOLD_BEFORE) -> Status:
    """How one paper stands on a day. Both its first and its last day count."""
    if paper.valid_to is not None and paper.valid_to < on:
        return Status.EXPIRED
    if on < paper.valid_from:
        return Status.NOT_YET
    if not paper.has_document:
        return Status.NO_DOCUMENT
    if paper.valid_to is not None and paper.valid_to < on + within:
        return Status.EXPIRING
    return Status.HELD


def standings(facts: BatchFacts, on: date) -> list[Standing]:
    """Everything the law wants of a batch on a day, in the order of `gates.REQUIREMENTS`."""
    told: list[Standing] = []
    for requirement in gates.REQUIREMENTS:
        kind = requirement.kind
        papers = [paper for paper in facts.papers if paper.kind == kind]
        if kind == gates.LIST:
            status = Status.HELD if facts.has_approved_list else Status.MISSING
            told.append(Standing(requirement, status, number=facts.list_number))
        elif kind == gates.LICENCE and not facts.has_contractor:
            # Whoever scans their own paper sells no service.
            continue
        elif kind == gates.DEVICES:
            told += _of_devices(requirement, facts.devices, papers, on)
        elif kind == gates.UNDERTAKING:
            told += _of_people(requirement, facts.people, papers, on)
        else:
            told.append(_best(requirement, papers, on))
    return told


def _of_devices(
    requirement: Requirement, devices: Sequence[Device], papers: Sequence[Paper], on: date
) -> list[Standing]:
    if not devices:
        return [Standing(requirement, Status.MISSING, lacks=(noop("chưa ghi thiết bị nào"),))]
    told = []
    for one in devices:
        best = _best(requirement, [p for p in papers if one.key in p.covers], on, one.name, one.key)
        if best.is_open and one.lacks:
            best = replace(best, status=Status.INCOMPLETE, lacks=one.lacks)
        told.append(replace(best, since=one.since))
    return told


def _of_people(requirement: Requirement, people: Sequence[Worker], papers: Sequence[Paper], on: date) -> list[Standing]:
    if not people:
        return [Standing(requirement, Status.MISSING, lacks=(noop("chưa ghi người nào"),))]
    return [
        replace(_best(requirement, [p for p in papers if one.key in p.covers], on, one.name, one.key), since=one.since)
        for one in people
    ]


def _best(
    requirement: Requirement, papers: Iterable[Paper], on: date, subject: str = "", key: int | None = None
) -> Standing:
    """The paper that holds longest; where none holds, the one that comes nearest."""
    rated = [(status_of(paper, on), paper) for paper in papers]
    held = [(status, paper) for status, paper in rated if status in OPEN]
    if held:
        status, paper = max(held, key=lambda one: one[1].valid_to or date.max)
        return Standing(requirement, status, subject, key, paper.key, paper.number, paper.valid_to)
    for nearest in _NEAREST:
        found = [paper for status, paper in rated if status == nearest]
        if found:
            paper = max(found, key=lambda one: one.valid_to or date.max)
            until = paper.valid_from if nearest == Status.NOT_YET else paper.valid_to
            return Standing(requirement, nearest, subject, key, paper.key, paper.number, until)
    return Standing(requirement, Status.MISSING, subject, key)


def wanting(told: Iterable[Standing]) -> list[Standing]:
    """What keeps a batch from starting or going on."""
    return [one for one in told if not one.is_open]


def lapsed(told: Iterable[Standing], on: date) -> list[Standing]:
    """What suspends a batch that runs. Whoever and whatever came today has until tonight to bring its paper: until then
    nothing is delivered, see `wanting`, but nobody has to start the batch anew for it.
    """
    return [one for one in wanting(told) if one.since != on]


def expiring(told: Iterable[Standing]) -> list[Standing]:
    """What holds today and will not for long."""
    return [one for one in told if one.status == Status.EXPIRING]


@dataclass(frozen=True, slots=True)
class PaperCount:
    """How much paper went out and came back; `is_back`: all of it, without an open difference."""

    dossiers_out: int
    dossiers_back: int
    open_differences: int
    is_back: bool


def why_not_close(unwiped: Sequence[str], paper: PaperCount | None) -> list[str]:
    """Each reason why a batch cannot be closed; none when it can. `paper` is None where nothing was handed out here.

    # Luật: TT 05/2025 Đ.7.2.a, Đ.9.4; NĐ 31/2026 Đ.12 (20–25 triệu đồng)
    """
    told: list[str] = [Sentence("Thiết bị «{name}» chưa xóa dữ liệu và chưa rời đi.", name=name) for name in unwiped]
    if paper is not None and not paper.is_back and not paper.dossiers_out:
        told.append(
            noop("Đợt có lô ảnh quét nhưng chưa ghi lần giao tài liệu giấy nào, nên chưa chứng tỏ được giấy đã về kho.")
        )
    elif paper is not None and not paper.is_back:
        told.append(
            Sentence(
                "Tài liệu giấy chưa trả đủ: giao {out} hồ sơ, đã trả {back}, còn {differences} chênh lệch chưa xử lý.",
                out=paper.dossiers_out,
                back=paper.dossiers_back,
                differences=paper.open_differences,
            )
        )
    return told


def why_not_period(first: date | None, last: date | None) -> str:
    """Why a span of days cannot be; empty when it can."""
    return noop("Chưa ghi: ngày kết thúc phải từ ngày bắt đầu trở đi.") if first and last and last < first else ""
