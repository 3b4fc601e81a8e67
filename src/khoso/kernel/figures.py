"""What many rooms tell one screen: each room declares its part in `figures.py`, config collects, anyone may ask."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class StageProgress:
    """How far a delivery is in one stage of the line. `done` of `total` in `unit` (tệp, trang, hồ sơ…)."""

    name: str
    label: str
    done: int
    total: int
    unit: str

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class DossierStage:
    """Where one dossier stands. `is_settled`: nothing more happens to it until a person or a paper comes."""

    name: str
    label: str
    is_settled: bool
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one dossier came: the name of its stage, whether the machine still works on it, what it waits for."""

    name: str
    is_busy: bool = False
    waits_for: tuple[str, ...] = ()


class CardKind(StrEnum):
    """Which question of the home page a card answers, in the order they are asked."""

    LATE = "late"
    WAITING = "waiting"
    FIGURE = "figure"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class CardLine:
    """One thing a card names: what it is, where it is seen, since or until when."""

    title: str
    url: str
    about: Any = ""
    at: datetime | None = None
    # How far it is, where that can be said.
    percent: int | None = None
    # Titles are what the archive says, in Vietnamese; empty for words in the reader's language.
    lang: str = "vi"
    about_lang: str = ""


@dataclass(frozen=True, slots=True)
class HomeCard:
    """What one room has to say to one person on the home page. Words may be lazily translated."""

    kind: CardKind
    name: str
    title: Any
    icon: str
    # Counted by `capped`: a thousand and more is shown as «999+».
    count: int | None = None
    url: str = ""
    lines: tuple[CardLine, ...] = ()
    # Rooms' cards of one kind are shown in this order.
    order: int = 50
    # One sentence under the title: why it is here, what to do.
    about: Any = ""


class NavGroup(StrEnum):
    """The parts of the main navigation, in the order they stand."""

    WORK = "work"
    PROGRAMME = "programme"
    HOLDINGS = "holdings"
    DIGITISE = "digitise"
    REPORT = "report"
    FIND = "find"
    MANAGE = "manage"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place a person can go to from everywhere. `badge`: how many things wait there for this person."""

    group: NavGroup
    label: Any
    url: str
    icon: str
    badge: int | None = None
    # Items of one group stand in this order.
    order: int = 50
    # Address of the entry this one is a page of: shown as a tab beside it, not in the side bar.
    under: str = ""
    # What the entry is called as a tab, where its name in the side bar speaks for the whole family.
    tab: Any = ""


class Health(StrEnum):
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class ProbePart(StrEnum):
    """Where on the health page a probe stands, in this order."""

    WORK = "work"
    DISK = "disk"
    STORAGE = "storage"
    TRAIL = "trail"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing the health page looks at: how it is, what was seen, and what to do when it is not well."""

    name: str
    label: Any
    health: Health
    seen: str
    remedy: Any = ""
    at: datetime | None = None
    part: ProbePart = ProbePart.TRAIL


class FigureKind(StrEnum):
    """What a figure's value is: a volume that adds up over agencies, or how far a procedure is."""

    VOLUME = "volume"
    # 0 not begun, 1 under way, 2 done.
    PROCEDURE = "procedure"
    # A volume of things that are open now: it falls again.
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One thing a figure counted: what it is, where it is seen, when it came to count, how much it counts for."""

    title: str
    url: str
    about: Any = ""
    at: datetime | None = None
    amount: int = 1


# (until) → value of each agency (by id) at that moment; an agency that is not named has 0. Cumulative for volumes.
FigureCount = Callable[[datetime], dict[int, int]]
# (agency id, until, offset, limit) → the lines behind the value, newest first.
FigureEvidence = Callable[[int, datetime, int, int], list[EvidenceLine]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A named query that a room declares for reports: how much there was at a moment, and the list behind it.

    The amounts of all evidence lines of an agency together are the value: nothing is counted that cannot be shown.
    """

    # Stable, `room.noun_verb`: what reports freeze.
    name: str
    label: Any
    unit: Any
    # The part of the road it measures, see programme's `Stage`.
    stage: str
    counted: FigureCount
    evidence: FigureEvidence
    kind: FigureKind = FigureKind.VOLUME
    # Figures of a report stand in this order.
    order: int = 50
    # One sentence: what is counted, and since when.
    about: Any = ""


# Asked with the ids of deliveries, so that a list of many costs no more questions than one.
ProgressSource = Callable[[list[Any]], dict[Any, list[StageProgress]]]
# Asked with dossier ids; says where those stand that have come this far.
StageSource = Callable[[list[Any]], dict[Any, DossierStage]]
# Asked with delivery ids; says of each dossier that came as far as this room where it is, for deliveries of thousands.
ReachSource = Callable[[list[Any]], dict[Any, Reached]]
# Asked with delivery ids whenever somebody looks: a few numbers out of an index. As long as they stay the same, what
# was counted of the delivery before holds.
MarkSource = Callable[[list[Any]], dict[Any, Hashable]]

# Asked with the person who looks; says what waits for them, what is late, what they did last.
CardSource = Callable[[Any], list[HomeCard]]
# Asked for every page with the person who looks; answers from what is at hand, with one question at most.
NavSource = Callable[[Any], list[NavItem]]
# Asked when a report or a city view is made; says which figures a room has.
FigureSource = Callable[[], list[Figure]]
# Asked by the health page; looks at the thing itself, every time.
ProbeSource = Callable[[], list[Probe]]

_progress: list[ProgressSource] = []
_stages: list[StageSource] = []
_reached: list[ReachSource] = []
_marks: list[MarkSource] = []
_cards: list[CardSource] = []
_probes: list[ProbeSource] = []
_navigation: list[NavSource] = []
_declared: list[FigureSource] = []


def use(
    progress: Iterable[ProgressSource],
    stages: Iterable[StageSource],
    cards: Iterable[CardSource] = (),
    probes: Iterable[ProbeSource] = (),
    navigation: Iterable[NavSource] = (),
    *,
    reached: Iterable[ReachSource] = (),
    marks: Iterable[MarkSource] = (),
    declared: Iterable[FigureSource] = (),
) -> None:
    """Set who is asked, in the order the paper travels. Called once at start-up."""
    _progress[:] = progress
    _stages[:] = stages
    _reached[:] = reached
    _marks[:] = marks
    _declared[:] = declared
    _cards[:] = cards
    _probes[:] = probes
    _navigation[:] = navigation


def cards_for(person: Any) -> dict[CardKind, list[HomeCard]]:
    """What all rooms have to say to `person`, by the question answered, each in its order."""
    told: dict[CardKind, list[HomeCard]] = {kind: [] for kind in CardKind}
    for card in (card for source in _cards for card in source(person)):
        told[card.kind].append(card)
    return {kind: sorted(cards, key=lambda card: card.order) for kind, cards in told.items()}


def navigation_for(person: Any) -> dict[NavGroup, list[NavItem]]:
    """Where `person` can go, by part of the navigation, each in its order."""
    told: dict[NavGroup, list[NavItem]] = {group: [] for group in NavGroup}
    for item in (item for source in _navigation for item in source(person)):
        told[item.group].append(item)
    return {group: sorted(items, key=lambda item: item.order) for group, items in told.items()}


def probes() -> list[Probe]:
    """How everything is that a room keeps an eye on."""
    return [probe for source in _probes for probe in source()]


def progress_of(delivery_ids: Iterable[Any]) -> dict[Any, list[StageProgress]]:
    """The stages of each delivery in the order the paper travels."""
    asked = list(delivery_ids)
    told: dict[Any, list[StageProgress]] = {delivery: [] for delivery in asked}
    for source in _progress:
        for delivery, stages in source(asked).items():
            told[delivery] += stages
    return told


def stages_of(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    """Where each dossier stands: what the room furthest downstream says."""
    reached: dict[Any, DossierStage] = {}
    for source in _stages:
        reached.update(source(dossier_ids))
    return reached


def reached_in(delivery_ids: list[Any]) -> dict[Any, Reached]:
    """How far each dossier of these deliveries came: what the room furthest downstream says."""
    found: dict[Any, Reached] = {}
    for source in _reached:
        found.update(source(delivery_ids))
    return found


def marks_of(delivery_ids: list[Any]) -> dict[Any, Hashable]:
    """A mark of each delivery that changes when a room's part of it does."""
    told = [source(delivery_ids) for source in _marks]
    return {delivery: tuple(marks.get(delivery) for marks in told) for delivery in delivery_ids}


def figures() -> dict[str, Figure]:
    """Every figure that a room declares, by name, in the order they stand in a report."""
    told = [figure for source in _declared for figure in source()]
    return {figure.name: figure for figure in sorted(told, key=lambda figure: (figure.order, figure.name))}
