"""The content of the city's report: nothing counted silently, one way to write it, differences told."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from khoso.stages.reporting.city.content import (
    FigureFace,
    FromAgency,
    Head,
    Told,
    canonical,
    content_of,
    differences,
    digest,
    overtyped,
)

pytestmark = [pytest.mark.mission("P7"), pytest.mark.luat("KH 82 VI.6.c")]

# How busy the machine is says nothing about the rules.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

HEAD = Head(
    kind="two_weekly",
    programme={"code": "KH82", "title": "Kế hoạch", "number": "82/KH-UBND", "issued_on": "2026-06-09", "city": "UBND"},
    period={"number": 1, "starts_on": "2026-06-15", "ends_on": "2026-06-28", "due_at": "2026-06-30T17:00:00+07:00"},
    made_at=datetime(2026, 7, 1, tzinfo=UTC),
    as_of=date(2026, 6, 28),
    groups={"I": "Chung", "II": "Từng cơ quan"},
)
PAGES = FigureFace("digitisation.pages_received", "Trang đã số hóa", "trang", "volume", "digitise")
BID = FigureFace("contracts.bid", "Đấu thầu", "", "procedure", "contract")


def agency(pk: int, standing: str = "in_time", **more: object) -> FromAgency:
    return FromAgency(pk, f"A{pk}", f"Cơ quan {pk}", "Phường, xã", "Trần Thị Mẫu", standing, **more)  # type: ignore[arg-type]


def pages(counted: int, inside: int = 0, typed: int | None = None) -> dict[str, Told]:
    return {PAGES.name: Told(counted, inside, typed, "Số của nhà thầu" if typed is not None else "")}


def test_who_told_nothing_is_counted_apart() -> None:
    made = content_of(
        HEAD,
        [PAGES],
        [
            agency(1, figures=pages(100, 40)),
            agency(2, "late", figures=pages(50, 50, typed=80), days_late=3),
            agency(3, "missing", evidence={PAGES.name: 7}),
            agency(4, "returned", evidence={PAGES.name: 5}),
        ],
    )
    assert made["standings"] == {"in_time": 1, "late": 1, "returned": 1, "missing": 1}
    assert made["totals"][PAGES.name] == {
        "told_by": 2,
        "told": 180,
        "told_in_period": 120,
        "counted": 150,
        "only_evidence": 12,
        "only_evidence_of": 2,
        "overtyped": 1,
    }


def test_a_procedure_is_counted_by_steps_and_never_added_up() -> None:
    steps = [agency(pk, figures={BID.name: Told(step, 0)}) for pk, step in enumerate((0, 1, 1, 2))]
    made = content_of(HEAD, [BID], [*steps, agency(9, "missing")])
    assert made["totals"][BID.name] == {"told_by": 4, "steps": [1, 2, 1], "only_evidence_of": 1}


def test_tasks_are_added_up_by_group_of_the_plan() -> None:
    made = content_of(HEAD, [], [agency(1, tasks={"II": (3, 20)}), agency(2, tasks={"I": (1, 2), "II": (20, 20)})])
    assert made["tasks"] == [["I", 1, 2], ["II", 23, 40]]


def test_a_report_that_hides_why_it_is_late_is_incomplete() -> None:
    behind = [("II.1", "Lập Hội đồng", 9)]
    made = content_of(
        HEAD,
        [PAGES],
        [
            agency(1, figures=pages(1), behind=behind, words={"causes": "Thiếu người", "remedy": " "}),
            agency(2, figures=pages(1)),
            agency(3),
            agency(4, "missing", behind=behind),
        ],
    )
    assert [one["lacking"] for one in made["agencies"]] == [["responsible", "remedy"], [], ["figures"], []]


def test_overtyped_figures_are_told_with_both_values_and_the_reason() -> None:
    made = content_of(HEAD, [PAGES], [agency(1, figures=pages(50, typed=80)), agency(2, figures=pages(5, typed=5))])
    [only] = overtyped(made)
    assert (only["agency_id"], only["counted"], only["typed"], only["reason"], only["head"]) == (
        1,
        50,
        80,
        "Số của nhà thầu",
        "Trần Thị Mẫu",
    )


counts = some.integers(0, 10_000)
agencies = some.lists(
    some.builds(
        lambda pk, standing, counted, typed: agency(pk, standing, figures=pages(counted, typed=typed)),
        some.integers(1, 50),
        some.sampled_from(["in_time", "late", "missing", "returned"]),
        counts,
        some.none() | counts,
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)


@unhurried
@given(agencies)
def test_the_same_content_has_the_same_digest_after_the_database_kept_it(found: list[FromAgency]) -> None:
    made = content_of(HEAD, [PAGES], found)
    kept = json.loads(json.dumps(made))
    assert canonical(kept) == canonical(made)
    assert digest(kept) == digest(made)
    assert differences(made, kept) == []


@unhurried
@given(agencies)
def test_reported_and_evidence_only_together_are_every_agency(found: list[FromAgency]) -> None:
    made = content_of(HEAD, [PAGES], found)
    total = made["totals"][PAGES.name]
    assert total["told_by"] + total["only_evidence_of"] == len(found) == sum(made["standings"].values())


def test_a_version_says_what_differs_from_the_one_before() -> None:
    before = content_of(HEAD, [PAGES], [agency(1, figures=pages(10)), agency(2, "missing", evidence={PAGES.name: 4})])
    after = content_of(HEAD, [PAGES], [agency(1, figures=pages(10)), agency(2, "late", figures=pages(6), version=1)])
    told = [(one["kind"], one["agency"], one["key"], one["before"], one["after"]) for one in differences(before, after)]
    assert told == [
        ("total", "", "told", 10, 16),
        ("total", "", "only_evidence", 4, 0),
        ("total", "", "told_by", 1, 2),
        ("agency", "Cơ quan 2", "standing", "missing", "late"),
        ("agency", "Cơ quan 2", "version", 0, 1),
        ("figure", "Cơ quan 2", "said", None, 6),
    ]


def test_an_agency_that_came_or_went_is_told() -> None:
    before, after = content_of(HEAD, [], [agency(1)]), content_of(HEAD, [], [agency(2)])
    assert [(one["agency"], one["before"], one["after"]) for one in differences(before, after)] == [
        ("Cơ quan 2", None, "yes"),
        ("Cơ quan 1", "yes", None),
    ]
