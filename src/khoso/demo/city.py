"""A made-up half-year of a city: what each agency does, when, and where it is late, idle or untruthful.

Pure and seeded: the same seed, agencies and days give the same story. What was planted is known, so that a wall, a
score or an escalation can be held against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from khoso.demo.seeds import dice

PERIODS = 13


class Profile(StrEnum):
    BUSY = "busy"
    STEADY = "steady"
    LATE = "late"
    IDLE = "idle"
    UNTRUTHFUL = "untruthful"


# How many of a hundred agencies are like this.
SHARES = {Profile.BUSY: 20, Profile.STEADY: 46, Profile.LATE: 14, Profile.IDLE: 8, Profile.UNTRUTHFUL: 12}
# The one thing an idle agency did before it stopped: its council, because a decision was ready.
IDLE_DID = "II.1"
# Tasks that come round again or have no product of their own: nobody finishes them once.
NEVER_FINISHED = frozenset({"II.15", "II.16", "II.20"})
# Tasks of the road after the contract: the days of their products follow the volume.
BY_VOLUME = frozenset({"II.12", "II.13", "II.14", "II.17", "II.18", "II.19"})


@dataclass(frozen=True, slots=True)
class Span:
    """The volume of one agency: `dossiers` approved, scanned one after another from `begins` to `ends`."""

    dossiers: int
    pages_each: int
    approved_on: date
    begins: date
    ends: date
    # How many of the dossiers are scanned by `ends`; the rest never.
    done: int

    def day_of(self, place: int) -> date | None:
        """The day dossier number `place` (from 0) is delivered; None when it never is."""
        if place >= self.done:
            return None
        return self.begins + timedelta(days=(self.ends - self.begins).days * place // max(1, self.done - 1))


@dataclass(frozen=True, slots=True)
class ReportStory:
    """What becomes of one period's report. `days_late`: days after its due day; None: never handed in."""

    period: int
    days_late: int | None
    # Share added to the counted pages of digitisation, 0 for the truth.
    overstated: float = 0.0
    reason: str = ""
    is_returned: bool = False


@dataclass(frozen=True, slots=True)
class AgencyStory:
    """One agency's half-year. `tasks`: key of the plan task → the day its product is dated, None for never."""

    code: str
    profile: Profile
    span: Span | None
    tasks: Mapping[str, date | None]
    # Said to be done on this day, with no product.
    claims: Mapping[str, date]
    reports: tuple[ReportStory, ...]
    # (day raised, days until answered or None)
    difficulties: tuple[tuple[date, int | None], ...] = ()


@dataclass(frozen=True)
class CityStory:
    agencies: tuple[AgencyStory, ...]
    seed: int
    by_code: dict[str, AgencyStory] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {one.code: one for one in self.agencies})

    def of(self, *profiles: Profile) -> list[AgencyStory]:
        return [one for one in self.agencies if one.profile in profiles]

    def missing(self, period: int) -> set[str]:
        """Codes of the agencies that never hand in this period's report."""
        return {one.code for one in self.agencies if one.reports[period - 1].days_late is None}

    def late(self, period: int) -> set[str]:
        return {one.code for one in self.agencies if (one.reports[period - 1].days_late or 0) > 0}

    def overstated(self, period: int) -> set[str]:
        return {one.code for one in self.agencies if one.reports[period - 1].overstated}


def tell(
    seed: int, codes: Sequence[str], last_days: Mapping[str, date | None], *, since: date, until: date
) -> CityStory:
    """The story of the agencies named, whose tasks have these last days, between two days of one programme."""
    profiles = _profiles(seed, codes)
    return CityStory(
        tuple(_agency(seed, code, profiles[code], last_days, since, until) for code in codes),
        seed,
    )


def _profiles(seed: int, codes: Sequence[str]) -> dict[str, Profile]:
    """Exact shares, so that a small city has some of each."""
    wanted: list[Profile] = []
    for profile, share in SHARES.items():
        wanted += [profile] * max(1, round(share * len(codes) / 100))
    wanted = (wanted + [Profile.STEADY] * len(codes))[: len(codes)]
    dice(seed, "profiles").shuffle(wanted)
    return dict(zip(codes, wanted, strict=True))


def _agency(
    seed: int, code: str, profile: Profile, last_days: Mapping[str, date | None], since: date, until: date
) -> AgencyStory:
    luck = dice(seed, code)
    span = _span(luck, profile, since, until)
    tasks: dict[str, date | None] = {}
    claims: dict[str, date] = {}
    for key, last in last_days.items():
        tasks[key] = _finished(luck, profile, key, last, span, since)
        if profile is Profile.UNTRUTHFUL and key in ("II.7", "II.8") and luck.random() < 0.8:
            tasks[key], claims[key] = None, (last or until) - timedelta(days=luck.randrange(1, 6))
    return AgencyStory(
        code, profile, span, tasks, claims,
        tuple(_report(luck, profile, number, span) for number in range(1, PERIODS + 1)),
        _difficulties(luck, profile, since),
    )  # fmt: skip


def _span(luck: Random, profile: Profile, since: date, until: date) -> Span | None:
    if profile is Profile.IDLE:
        return None
    dossiers, pages = luck.randrange(20, 60), luck.randrange(40, 160)
    first = date(since.year, 9, 7)
    begins, ends, share = {
        Profile.BUSY: (first, date(since.year, 11, 13), 1.0),
        Profile.STEADY: (first + timedelta(days=10), date(since.year, 12, 4), 1.0),
        Profile.UNTRUTHFUL: (first + timedelta(days=14), date(since.year, 12, 10), 0.75),
        Profile.LATE: (first + timedelta(days=40), date(since.year, 12, 24), 0.55),
    }[profile]
    begins += timedelta(days=luck.randrange(0, 6))
    approved = date(since.year, 6, 24) + timedelta(days=luck.randrange(0, 5) + (30 if profile is Profile.LATE else 0))
    return Span(dossiers, pages, approved, begins, min(ends, until), max(2, round(dossiers * share)))


def _finished(
    luck: Random, profile: Profile, key: str, last: date | None, span: Span | None, since: date
) -> date | None:
    """The day of the product that finishes a task; late agencies are late by a week and more, or never finish."""
    if key in NEVER_FINISHED:
        return None
    if profile is Profile.IDLE:
        return (last or since) - timedelta(days=1) if key == IDLE_DID else None
    if span is not None and key in BY_VOLUME:
        if key == "II.12":
            return span.begins
        return span.ends + timedelta(days=2) if span.done == span.dossiers else None
    wanted = last or date(since.year, 8, 28)
    if profile is Profile.LATE:
        return None if luck.random() < 0.3 else wanted + timedelta(days=luck.randrange(8, 26))
    return max(since, wanted - timedelta(days=luck.randrange(0, 4)))


def _report(luck: Random, profile: Profile, number: int, span: Span | None) -> ReportStory:
    if profile is Profile.IDLE:
        return ReportStory(number, 0 if number == 1 else None)
    if profile is Profile.LATE:
        return ReportStory(number, None if luck.random() < 0.15 else luck.randrange(1, 9))
    if profile is Profile.UNTRUTHFUL and number >= 8 and luck.random() < 0.75:
        return ReportStory(number, 0, 0.2 + luck.random() * 0.4, "Tính cả hồ sơ đang quét chưa bàn giao")
    is_returned = profile is Profile.STEADY and luck.random() < 0.03
    return ReportStory(number, 0, is_returned=is_returned)


def _difficulties(luck: Random, profile: Profile, since: date) -> tuple[tuple[date, int | None], ...]:
    count = {Profile.LATE: 2, Profile.UNTRUTHFUL: 1}.get(profile, 1 if luck.random() < 0.2 else 0)
    return tuple(
        (since + timedelta(days=luck.randrange(20, 150)), None if luck.random() < 0.3 else luck.randrange(1, 12))
        for _ in range(count)
    )
