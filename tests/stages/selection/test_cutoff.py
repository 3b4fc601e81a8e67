"""A series cut at a year: volumes and cost of arranged material, scenarios, a draft list from one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.house import person
from tests.stages.selection.selection_house import MOMENT, assess, dossier

import khoso.stages.selection.cutoff as room
from khoso.kernel import clock
from khoso.stages.catalogue.models import Accumulation
from khoso.stages.selection.assessing.errors import AssessmentRefused
from khoso.stages.selection.cutoff import actions, drawing, queries
from khoso.stages.selection.cutoff.errors import CutoffNotAllowed, CutoffRefused
from khoso.stages.selection.cutoff.queries import Chain
from khoso.stages.selection.cutoff.rules import Volume, YearVolume, cost, half_way, price_from, sides
from khoso.stages.selection.models import Assessment, CutoffScenario, SelectionList

pytestmark = pytest.mark.mission("S4")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen_at(MOMENT):
        yield


@pytest.fixture
def clerk(commune: Any) -> Any:
    return person("thu-ky", (commune, "clerk"))


def chain_of(one: Any) -> Chain:
    return Chain(one.fonds.agency_id, str(one.fonds_id))


def in_year(commune: Any, year: str, pages: int | None, **facts: Any) -> Any:
    sheets = None if pages is None else pages // 2
    return dossier(commune, start=year, end=year, declared_page_count=pages, declared_sheet_count=sheets, **facts)


@given(
    st.lists(
        st.builds(
            YearVolume,
            year=st.one_of(st.none(), st.integers(1945, 2026)),
            volume=st.builds(Volume, *[st.integers(0, 10**6)] * 5),
        ),
        max_size=6,
    ),
    st.integers(1940, 2030),
)
def test_both_sides_and_the_unknown_are_the_whole(volumes: list[YearVolume], year: int) -> None:
    cut = sides(volumes, year)
    whole = sum((one.volume for one in volumes), Volume())
    assert cut.after + cut.before + cut.unknown == whole
    later = sides(volumes, year + 1)
    moved = sum((one.volume for one in volumes if one.year == year), Volume())
    assert (later.before, later.after + moved) == (cut.before + moved, cut.after)


@given(st.integers(0, 10**8), st.decimals(0, 10**6, places=2))
def test_money_is_whole_dong_rounded_half_up_once(pages: int, price: Decimal) -> None:
    assert cost(pages, price) == Decimal((int(price * 100) * pages + 50) // 100)


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        *(("1250", "1250"), ("1.250", "1250"), (" 1.250,5 ", "1250.5"), ("0,05", "0.05"), ("1 250 đồng", "1250")),
        *(("", None), ("mười", None), ("-5", None), ("1,250,000", None), ("1e9", None), ("99999999999", None)),
    ],
)
def test_a_price_is_read_as_vietnamese_write_it(typed: str, price: str | None) -> None:
    assert price_from(typed) == (None if price is None else Decimal(price))


def test_the_walk_begins_where_half_of_the_pages_lie() -> None:
    years = [YearVolume(year, Volume(1, 5, pages)) for year, pages in ((2000, 60), (2010, 30), (2020, 30))]
    assert half_way([*years, YearVolume(None, Volume(1, 5, 1000))]) == 2010
    assert half_way([]) is None


def test_the_picture_is_cut_where_the_year_begins() -> None:
    years = [YearVolume(2000, Volume(4, blocked=4)), YearVolume(2011, Volume(8)), YearVolume(None, Volume(99))]
    picture = drawing.histogram(years, 2011)
    assert [bar.year for bar in picture.bars] == list(range(2000, 2012))
    assert [bar.is_before for bar in picture.bars] == [True] * 11 + [False]
    first, last = picture.bars[0], picture.bars[-1]
    assert last.height == picture.floor - picture.top == first.height + first.blocked_height
    assert first.blocked_y + first.blocked_height == first.y
    assert picture.bars[10].x < picture.cut <= last.x


@pytest.mark.django_db
def test_volumes_are_told_by_year_the_unknown_apart_the_blocked_outside_the_money(commune: Any) -> None:
    one = in_year(commune, "2010", 100)
    in_year(commune, "2010", None)
    in_year(commune, "2012", 50, retention_code="01")
    in_year(commune, "2012?", 7)
    in_year(commune, "", 30)
    dossier(commune, start="2008", end="2013", declared_page_count=9)
    assert queries.volumes(chain_of(one)) == [
        YearVolume(2010, Volume(2, 50, 100, 1, 0)),
        YearVolume(2012, Volume(1, 3, 7, 0, 1)),
        YearVolume(2013, Volume(1, 0, 9, 0, 0)),
        YearVolume(None, Volume(1, 15, 30, 0, 0)),
    ]


@pytest.mark.django_db
@pytest.mark.luat("KH 82 III.1.a")
@pytest.mark.mission("S2")
def test_what_is_not_arranged_changes_no_volume_and_no_cost(commune: Any, clerk: Any) -> None:
    one = in_year(commune, "2010", 100)
    before = actions.figures(chain_of(one), 2010, Decimal(1000))
    for arrangement in ("unarranged", "arranging"):
        in_year(commune, "2010", 5000, arrangement=arrangement)
        in_year(commune, "", 5000, arrangement=arrangement)
    Accumulation.objects.create(agency=commune, fonds=one.fonds, title="Khối bó gói", metres="120.5")
    assert actions.figures(chain_of(one), 2010, Decimal(1000)) == before
    assert before["after"]["cost"] == "100000"


@pytest.mark.luat("KH 82 III.1.a")
@pytest.mark.mission("S2")
def test_no_line_of_the_tool_reads_metres_or_heaps() -> None:
    """Names and texts of the code; comments may speak of what is not read."""
    named = set()
    for file in Path(room.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named |= {
                str(getattr(node, name, ""))
                for name in ("id", "attr", "arg", "name", "module")
                if isinstance(getattr(node, name, None), str)
            }
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
                named.add(node.value)
    assert "declared_page_count" not in named
    forbidden = ("metre", "accumulation", "shelf_length")
    assert [name for name in sorted(named) if any(word in name.lower() for word in forbidden)] == []


@pytest.mark.django_db
def test_a_scenario_keeps_the_figures_of_its_moment(commune: Any, neighbour: Any, clerk: Any) -> None:
    one = in_year(commune, "2010", 100)
    in_year(commune, "2000", 41, retention_code="03")
    kept = actions.keep_scenario(chain_of(one), name=" Từ  2010 ", year=2010, price=Decimal("1250.50"), by=clerk)
    assert (kept.name, kept.figures["after"]["cost"], kept.figures["before"]["cost"]) == ("Từ 2010", "125050", "51271")
    in_year(commune, "2011", 900)
    kept.refresh_from_db()
    assert kept.figures["after"]["pages"] == 100
    with pytest.raises(CutoffRefused):
        actions.keep_scenario(chain_of(one), name=" ", year=2010, price=Decimal(1), by=clerk)
    with pytest.raises(CutoffNotAllowed):
        actions.drop_scenario(kept.pk, by=person("ben", (neighbour, "clerk")))
    actions.drop_scenario(kept.pk, by=clerk)
    assert CutoffScenario.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.luat("KH 82 Phụ lục I")
def test_what_lies_from_the_year_onward_goes_into_a_draft_list(commune: Any, clerk: Any) -> None:
    fresh, known, unsuitable = (in_year(commune, "2015", 10) for _ in range(3))
    earlier = in_year(commune, "2009", 10)
    blocked = in_year(commune, "2016", 10, retention_code="01")
    undated = in_year(commune, "", 10)
    assess(known, group=1, criteria=["1.2"], risk_class="B")
    assess(unsuitable, group=2, criteria=["2.5"])
    begun = actions.begin_proposal(
        chain_of(fresh), year=2010, price=Decimal(1000), title="Từ năm 2010", risk_class="A", by=clerk
    )
    done = actions.run_proposal(begun.pk)
    made = SelectionList.objects.get()
    assert (done.state, done.list, done.done, done.kept, made.state) == ("done", made, 2, 0, "draft")
    assert (made.title, made.cutoff.year) == ("Từ năm 2010", 2010)
    assert set(made.entries.values_list("dossier_id", flat=True)) == {fresh.pk, known.pk}
    now = {
        row.dossier_id: (row.group, row.criteria, row.risk_class) for row in Assessment.objects.filter(is_current=True)
    }
    assert now == {
        fresh.pk: (1, ["1.10"], "A"),
        known.pk: (1, ["1.2", "1.10"], "B"),
        unsuitable.pk: (2, ["2.5"], "A"),
    }
    assert not {earlier.pk, blocked.pk, undated.pk} & set(now)
    assert actions.run_proposal(begun.pk).list == made


@pytest.mark.django_db
def test_a_proposal_of_nothing_or_without_a_class_is_refused(commune: Any, clerk: Any) -> None:
    one = in_year(commune, "2010", 10)
    chain = chain_of(one)
    with pytest.raises(CutoffRefused):
        actions.begin_proposal(chain, year=2011, price=Decimal(1), title="x", risk_class="A", by=clerk)
    with pytest.raises(AssessmentRefused):
        actions.begin_proposal(chain, year=2010, price=Decimal(1), title="x", risk_class="", by=clerk)
    with pytest.raises(CutoffNotAllowed):
        member = person("uy-vien", (commune, "council_member"))
        actions.begin_proposal(chain, year=2010, price=Decimal(1), title="x", risk_class="A", by=member)
    assert (SelectionList.objects.count(), CutoffScenario.objects.count()) == (0, 0)
