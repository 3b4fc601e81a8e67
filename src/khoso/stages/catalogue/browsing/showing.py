"""What the browsing page shows of counts and rows: facets with their links, years as bars, cells of columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from khoso.foundation.web.words import told
from khoso.stages.catalogue.browsing import asking, columns, facets
from khoso.stages.catalogue.browsing.asking import Asked
from khoso.stages.catalogue.models import Dossier

BARS, HEIGHT, STEP = 60, 44, 6


@dataclass(frozen=True)
class Option:
    """One value of a facet: how many, whether it is chosen, the address that chooses it or no longer does."""

    label: str
    count: int
    is_chosen: bool
    url: str


@dataclass(frozen=True)
class ShownFacet:
    name: str
    label: str
    options: list[Option]
    chosen: int
    clear_url: str


@dataclass(frozen=True)
class Bar:
    """The dossiers of a year, or of some years one after the other."""

    first: int
    last: int
    count: int
    x: int
    y: int
    height: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Removable:
    """One thing that was chosen, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Cell:
    label: Any
    text: str
    is_number: bool
    is_title: bool
    is_archival: bool


@dataclass(frozen=True)
class Row:
    dossier: Dossier
    cells: list[Cell]


def shown_facets(asked: Asked, counts: facets.Counts) -> list[ShownFacet]:
    """The facets with every value that occurs or is chosen."""
    shown = []
    for facet in asking.FACETS:
        have, chosen = counts.by.get(facet.name, {}), asked.chosen.get(facet.name, ())
        options = [
            Option(_value(label), have.get(value, 0), value in chosen, asked.toggled(facet.name, value).address())
            for value, label in facet.choices.items()
            if have.get(value) or value in chosen
        ]
        shown.append(
            ShownFacet(facet.name, str(facet.label), options, len(chosen), asked.without(facet.name).address())
        )
    return shown


def _value(label: Any) -> str:
    return told(label) if isinstance(label, str) else str(label)


def removables(asked: Asked) -> list[Removable]:
    """Everything chosen, each with the address that lets it go."""
    found = [
        Removable(f"{facet.label}: {_value(facet.choices[value])}", asked.toggled(facet.name, value).address())
        for facet in asking.FACETS
        for value in asked.chosen.get(facet.name, ())
    ]
    if asked.first_year is not None or asked.last_year is not None:
        years = f"{asked.first_year or '…'}–{asked.last_year or '…'}"
        found.append(
            Removable(_("Năm: %(years)s") % {"years": years}, replace(asked, first_year=None, last_year=None).address())
        )
    if asked.words:
        found.append(Removable(_("Có các từ: %(words)s") % {"words": asked.words}, replace(asked, words="").address()))
    if asked.box:
        found.append(Removable(_("Hộp: %(box)s") % {"box": asked.box}, replace(asked, box="").address()))
    return found


def bars(asked: Asked, counts: facets.Counts) -> list[Bar]:
    """Dossiers by year, as bars of one, two, five or ten years so that there are no more than sixty."""
    years = {int(year): number for year, number in counts.by.get(facets.YEARS, {}).items() if int(year) > 0}
    if not years:
        return []
    first, last = min(years), max(years)
    width = next((each for each in (1, 2, 5, 10, 20, 50) if (last - first) // each < BARS), 100)
    start = first - first % width
    sums = [
        (year, sum(years.get(each, 0) for each in range(year, year + width))) for year in range(start, last + 1, width)
    ]
    most = max(number for _year, number in sums)
    made = []
    for place, (year, number) in enumerate(sums):
        # What is there is seen, however little it is beside the most.
        height = max(2, round(HEIGHT * number / most)) if number else 0
        until = year + width - 1
        low = -1 if asked.first_year is None else asked.first_year
        high = 9999 if asked.last_year is None else asked.last_year
        made.append(
            Bar(
                year,
                until,
                number,
                place * STEP,
                HEIGHT - height,
                height,
                replace(asked, first_year=year, last_year=until).address(),
                low <= until and year <= high,
            )
        )
    return made


def shown_rows(dossiers: list[Dossier], chosen: list[columns.Column]) -> list[Row]:
    """The rows of the table with the chosen columns."""
    return [
        Row(
            one,
            [
                Cell(each.label, each.shown(one), each.is_number, each.name == columns.TITLE, each.is_archival)
                for each in chosen
            ],
        )
        for one in dossiers
    ]
