"""What a series holds by year, of arranged material only; kept scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from khoso.stages.selection.assessing import blocks
from khoso.stages.selection.assessing import queries as assessing
from khoso.stages.selection.assessing.queue import Question, placed
from khoso.stages.selection.cutoff.rules import Volume, YearVolume
from khoso.stages.selection.models import CutoffScenario


@dataclass(frozen=True, slots=True)
class Chain:
    """A series of dossiers that is cut: a fonds, or one series of it."""

    agency: int
    fonds: str
    series: str = ""

    def dossiers(self) -> QuerySet[Any]:
        """Its arranged dossiers with the year they end in: what lies in it from a year onward is in them.

        # Luật: KH 82 III.1.a (chưa chỉnh lý không vào khối lượng nào)
        """
        rows = placed(Question(agency=self.agency, fonds=self.fonds, series=self.series))
        rows = rows.filter(arrangement=blocks.ARRANGED)
        return rows.annotate(year=Coalesce("end_year", "start_year"))


def volumes(chain: Chain) -> list[YearVolume]:
    """The volume of every year of a chain that has any, unknown years last; one question."""
    rows = [
        YearVolume(
            one.key[0],
            Volume(one.open, one.open_sheets, one.open_pages, one.open_unpaged, one.blocked),
        )
        for one in assessing.tally(chain.dossiers(), "year")
    ]
    return sorted(rows, key=lambda one: (one.year is None, one.year or 0))


def open_from(chain: Chain, year: int) -> QuerySet[Any]:
    """Ids of the dossiers of a chain from `year` onward that nothing blocks now."""
    return chain.dossiers().filter(year__gte=year).exclude(assessing.any_block()).values_list("pk", flat=True)


def scenarios(agency_id: int) -> QuerySet[CutoffScenario]:
    return CutoffScenario.objects.filter(agency_id=agency_id).select_related("fonds", "series", "made_by")


def chain_of(scenario: CutoffScenario) -> Chain:
    return Chain(scenario.agency_id, str(scenario.fonds_id), str(scenario.series_id or ""))


def scenarios_by_id(agency_id: int, ids: Iterable[str]) -> list[CutoffScenario]:
    """Scenarios of the agency among these, in the order they were asked for."""
    wanted = [int(one) for one in ids if one.isdecimal()][:4]
    found = scenarios(agency_id).in_bulk(wanted)
    return [found[one] for one in wanted if one in found]
