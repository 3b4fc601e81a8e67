"""What the database keeps counted is what counting anew would say, whatever was done to the dossiers."""

from __future__ import annotations

import uuid
from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.catalogue import queries
from khoso.stages.catalogue.actions import register_fonds
from khoso.stages.catalogue.browsing import actions
from khoso.stages.catalogue.models import Dossier, Fonds, Series, Tally

pytestmark = pytest.mark.django_db

_KIND = (
    *("origin", "arrangement", "retention_code", "access_code", "physical_condition_code", "trust_code"),
    *("year", "retention_ends", "is_digitised", "is_held"),
)


def kept() -> dict[tuple[Any, ...], tuple[int, int, int]]:
    """The tally added up, without what adds up to nothing."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    for row in Tally.objects.all():
        key = (row.level, row.agency_id, row.fonds_id, row.series_id, *(getattr(row, name) for name in _KIND))
        have = sums.setdefault(key, [0, 0, 0])
        for place, number in enumerate((row.dossiers, row.sheets, row.pages)):
            have[place] += number
    return {key: (a, b, c) for key, (a, b, c) in sums.items() if (a, b, c) != (0, 0, 0)}


def counted() -> dict[tuple[Any, ...], tuple[int, int, int]]:
    """The same from the dossiers themselves, in plain Python."""
    nil = uuid.UUID(int=0)
    sums: Counter[tuple[Any, ...]] = Counter()
    sheets: Counter[tuple[Any, ...]] = Counter()
    pages: Counter[tuple[Any, ...]] = Counter()
    for one in Dossier.objects.select_related("fonds"):
        years = [each for each in (one.end_year, one.start_year) if each is not None]
        kind = (
            *(getattr(one, name) for name in _KIND[:6]),
            years[0] if years else 0,
            one.retention_ends or 0,
            one.digitised_at is not None,
            bool(one.secrecy_held_for) and one.secrecy_cleared_at is None,
        )
        agency, fonds, series = one.fonds.agency_id, one.fonds_id, one.series_id or nil
        for place in ((0, 0, nil, nil), (1, agency, nil, nil), (2, agency, fonds, nil), (3, agency, fonds, series)):
            sums[(*place, *kind)] += 1
            sheets[(*place, *kind)] += one.declared_sheet_count or 0
            pages[(*place, *kind)] += one.declared_page_count or 0
    return {key: (number, sheets[key], pages[key]) for key, number in sums.items()}


def _made(fonds: Fonds, series: list[Series | None], dice: Random) -> Dossier:
    mark = uuid.uuid4()
    return Dossier(
        id=mark,
        fonds=fonds,
        series=dice.choice(series),
        number=str(mark),
        reference_code=str(mark),
        title="Hồ sơ",
        retention_code=dice.choice(["01", "04", "07"]),
        retention_years=dice.choice([None, 15]),
        access_code=dice.choice(["01", "02", "03"]),
        physical_condition_code=dice.choice(["", "02"]),
        start=dice.choice(["", "1987", "1990-05?"]),
        end=dice.choice(["", "1999-12-31", "2001?"]),
        declared_sheet_count=dice.choice([None, 0, 40]),
        declared_page_count=dice.choice([None, 80]),
        digitised_at=dice.choice([None, clock.now()]),
        secrecy_held_for=dice.choice(["", "mật"]),
        secrecy_cleared_at=dice.choice([None, clock.now()]),
    )


@pytest.fixture
def shelves(commune: Agency) -> tuple[list[Fonds], list[Series | None]]:
    with connection.cursor() as cursor:
        # What other tests wrote past the triggers is no matter of this one.
        cursor.execute("SELECT khoso_tally_again()")
    fonds = [register_fonds(commune, code=code, title=code) for code in ("P01", "P02")]
    series = [Series.objects.create(id=uuid.uuid4(), fonds=fonds[0], code=code) for code in ("01", "02")]
    return fonds, [None, *series]


@pytest.mark.mission("S2")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.sampled_from(["add", "many", "edit", "all", "move", "drop", "fold"]), max_size=9),
    seed=st.integers(0, 999),
)
def test_the_tally_is_what_counting_says(
    shelves: tuple[list[Fonds], list[Series | None]], neighbour: Agency, steps: list[str], seed: int
) -> None:
    (first, second), series = shelves
    dice = Random(seed)
    for step in steps:
        some = list(Dossier.objects.order_by("pk").values_list("pk", flat=True)[:3])
        if step == "add":
            _made(first, series, dice).save(force_insert=True)
        elif step == "many":
            Dossier.objects.bulk_create([_made(first, series, dice) for _ in range(4)])
            Dossier.objects.bulk_create([_made(second, [None], dice) for _ in range(2)])
        elif step == "edit":
            Dossier.objects.filter(pk__in=some[:1]).update(retention_code="05", declared_page_count=7, end="1975")
        elif step == "all":
            Dossier.objects.update(access_code="03")
        elif step == "move":
            second.agency = dice.choice([first.agency, neighbour])
            second.save()
        elif step == "drop":
            Dossier.objects.filter(pk__in=some).delete()
        else:
            actions.fold_tally()
        assert kept() == counted()
    actions.fold_tally()
    assert Tally.objects.filter(is_folded=False).count() == 0
    assert kept() == counted()
    with connection.cursor() as cursor:
        cursor.execute("SELECT khoso_tally_again()")
    assert kept() == counted()


def test_an_emptied_table_leaves_nothing_counted(shelves: tuple[list[Fonds], list[Series | None]]) -> None:
    (first, _), series = shelves
    _made(first, series, Random(1)).save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE catalogue_dossier CASCADE")
    assert kept() == {}


@pytest.mark.mission("S5")
def test_volumes_by_year_tell_arranged_from_all(shelves: tuple[list[Fonds], list[Series | None]]) -> None:
    (first, _), (_, parent, other) = shelves
    assert parent is not None and other is not None
    child = Series.objects.create(id=uuid.uuid4(), fonds=first, parent=parent, code="01.1")
    rows = [
        (parent, "1990", "arranged", 10, 20),
        (child, "1990", "arranged", 1, 2),
        (child, "1991", "unarranged", 100, 200),
        (other, "1991", "arranged", 5, 9),
        (None, "", "arranged", 3, 4),
    ]
    for place, (series, end, arrangement, sheets, pages) in enumerate(rows):
        Dossier.objects.create(
            id=uuid.uuid4(),
            fonds=first,
            series=series,
            number=str(place),
            reference_code=str(place),
            title="Hồ sơ",
            end=end,
            arrangement=arrangement,
            declared_sheet_count=sheets,
            declared_page_count=pages,
        )
    assert queries.volumes_by_year(first.pk, parent.pk) == [(1990, 2, 11, 22)]
    assert queries.volumes_by_year(first.pk, parent.pk, arranged_only=False) == [(1990, 2, 11, 22), (1991, 1, 100, 200)]
    assert queries.volumes_by_year(first.pk) == [(None, 1, 3, 4), (1990, 2, 11, 22), (1991, 1, 5, 9)]
