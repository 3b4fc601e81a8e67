"""Every declared figure of every room, whatever happened: the past comes out the same, and the lists add up."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.house import House
from tests.line import Line
from tests.stages.reporting.history import History

from khoso.foundation.identity.models import Succession
from khoso.kernel import clock, figures, ids
from khoso.kernel.figures import EvidenceLine, FigureKind
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.readings import queries

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P6"), pytest.mark.luat("KH82 VI.6.a")]
FOR_EVER = 10_000
OF_THE_ROAD = ("selection.dossiers_selected", "recognition.items_confirmed", "acceptance.pages_accepted")


def counted(at: datetime) -> dict[str, dict[int, int]]:
    """What every figure says of a moment, without the agencies that have nothing."""
    return {
        name: {agency: value for agency, value in one.counted(at).items() if value}
        for name, one in figures.figures().items()
    }


def lines_of(name: str, agency: int, at: datetime) -> list[EvidenceLine]:
    return figures.figures()[name].evidence(agency, at, 0, FOR_EVER)


@pytest.mark.parametrize("seed", range(3))
def test_any_past_moment_comes_out_as_it_was_and_its_lists_add_up(
    house: House, commune: Any, neighbour: Any, seed: int, request: pytest.FixtureRequest
) -> None:
    # Ids in a stated order: what comes first among equals is the same in every run.
    ids.use_seed(f"figures-{seed}")
    request.addfinalizer(lambda: ids.use_seed(None))
    history = History([commune, neighbour], seed)
    told = {}
    for step in range(45):
        at = history.step()
        if step % 3 == 0:
            told[at] = counted(at)
    end = history.finish()
    told[end] = counted(end)
    assert {name: max(told[end][name].values(), default=0) > 0 for name in OF_THE_ROAD} == dict.fromkeys(
        OF_THE_ROAD, True
    )
    again = {at: counted(at) for at in told}
    assert [(at, name) for at in told for name in told[at] if again[at][name] != told[at][name]] == []
    for at in [*list(told)[::5], history.now]:
        for name, by_agency in told[at].items():
            for agency, value in by_agency.items():
                lines = lines_of(name, agency, at)
                assert (name, sum(line.amount for line in lines)) == (name, value)
                assert all(line.amount > 0 and line.title for line in lines)
                ages = [line.at for line in lines if line.at]
                assert ages == sorted(ages, reverse=True)
                assert all(one <= at for one in ages)


def test_a_file_found_to_be_of_another_dossier_mends_the_past_of_its_dossiers_alone(
    house: House, commune: Any, neighbour: Any
) -> None:
    """It was that dossier which came: the days before say so now, and keeping notes it. Nothing else is moved."""
    history = History([commune, neighbour], 0, may_place=True)
    told = {}
    for step in range(45):
        at = history.step()
        if step % 3 == 0:
            told[at] = counted(at)
    again = {at: counted(at) for at in told}
    assert {name for at in told for name in told[at] if again[at][name] != told[at][name]} <= {
        "digitisation.dossiers_received"
    }


def test_lists_are_read_in_parts_without_loss(house: House, commune: Any, neighbour: Any) -> None:
    history = History([commune, neighbour], 11)
    for _ in range(40):
        history.step()
    for name, one in figures.figures().items():
        whole = lines_of(name, commune.pk, history.now)
        parts = [one.evidence(commune.pk, history.now, start, 3) for start in range(0, len(whole) + 3, 3)]
        assert (name, [line for part in parts for line in part]) == (name, whole)


def test_what_adds_up_never_falls_unless_the_material_is_taken_back(house: House, commune: Any, neighbour: Any) -> None:
    """Received, confirmed, signed, stored, accepted: what was once done stays done."""
    history = History([commune, neighbour], 5)
    seen = []
    for _ in range(40):
        seen.append(counted(history.step()))
    # A scan that is delivered again is received, and passes, only when it was checked again.
    falls = {"digitisation.pages_received", "digitisation.pages_passed", "packages.pages_loaded"}
    for name, one in figures.figures().items():
        if one.kind is FigureKind.VOLUME and name not in falls:
            for before, after in pairwise(seen):
                assert all(after[name].get(agency, 0) >= value for agency, value in before[name].items()), name


def test_one_question_each_however_many_agencies(line: Line) -> None:
    told = {}
    for name, one in figures.figures().items():
        with CaptureQueriesContext(connection) as asked:
            one.counted(clock.now())
        told[name] = len(asked)
    assert {name: asked for name, asked in told.items() if asked != 1} == {}


def test_every_figure_of_the_line_counts_what_went_all_the_way(line: Line) -> None:
    """One dossier with two items, confirmed, signed, stored."""
    at = clock.now() + timedelta(days=1)
    told = {name: by_agency.get(line.agency.pk, 0) for name, by_agency in counted(at).items()}
    pages = sum(item.page_count for item in line.items)
    assert pages > 0
    assert (told["catalogue.dossiers_reviewed"], told["inspection.dossiers_signed"]) == (1, 1)
    assert (told["recognition.items_confirmed"], told["packages.dossiers_loaded"]) == (2, 1)
    assert (told["packages.pages_loaded"], told["digitisation.findings_open"]) == (pages, 0)


def test_names_and_stages_are_those_of_the_road() -> None:
    stages = programme.stage_labels()
    for name, one in figures.figures().items():
        assert all(name.partition("."))
        assert one.stage in stages
        assert str(one.label)
        assert str(one.unit)


def test_an_heir_shows_what_went_wholly_into_it(house: House, commune: Any, neighbour: Any) -> None:
    history = History([commune, neighbour], 3)
    for _ in range(50):
        history.step()
    at = history.now
    apart = queries.values(None, at, [commune.pk, neighbour.pk])
    Succession.objects.create(predecessor=neighbour, heir=commune)
    together = queries.values(None, at, [commune.pk])
    assert {name: of[commune.pk] for name, of in together.items()} == {
        name: of[commune.pk] + of[neighbour.pk] for name, of in apart.items()
    }
    name = "digitisation.files_received"
    lines = queries.lines_of(name, commune.pk, at, 0, FOR_EVER)
    assert sum(line.amount for line in lines) == together[name][commune.pk]
    ages = [line.at for line in lines if line.at]
    assert ages == sorted(ages, reverse=True)
    page = queries.evidence_of(name, commune.pk, at)
    assert page.lines == lines[: queries.PER_PAGE]


def test_what_was_divided_is_in_no_heir(house: House, commune: Any, neighbour: Any) -> None:
    history = History([commune, neighbour], 3)
    for _ in range(20):
        history.step()
    own = queries.values(None, history.now, [commune.pk])
    Succession.objects.create(predecessor=neighbour, heir=commune, is_partial=True)
    assert queries.values(None, history.now, [commune.pk]) == own


def test_a_span_is_the_end_without_what_was_before(house: House, commune: Any, neighbour: Any) -> None:
    history = History([commune, neighbour], 4)
    moments = [history.step() for _ in range(40)]
    since, until = moments[15], moments[-1]
    ends, begins = (queries.values(None, at, [commune.pk]) for at in (until, since))
    told = queries.span_values(None, since, until, [commune.pk])
    assert {name: of[commune.pk] for name, of in told.items()} == {
        name: (ends[name][commune.pk], ends[name][commune.pk] - begins[name][commune.pk]) for name in ends
    }
