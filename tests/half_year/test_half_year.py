"""What was planted in a made-up half-year comes out of the reports, the wall, the flags, the escalation, the scores."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from statistics import median
from typing import Any

import pytest

from khoso.config.half_year.holdings import at
from khoso.config.half_year.playing import OVERSTATED
from khoso.demo.city import PERIODS, Profile, tell
from khoso.stages.reporting import queries
from khoso.stages.reporting.city import content, flagging, rendering, report_actions, score_queries
from khoso.stages.reporting.city.flags import FlagKind
from khoso.stages.reporting.city.lateness import BEHIND, Light
from khoso.stages.reporting.city.wall import Wanted, wall
from khoso.stages.reporting.models import AgencyScore, CityReport, Notice, Report, ReportFigure
from khoso.stages.reporting.reports.rules import Came

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NUMBERS = range(1, PERIODS + 1)


def test_the_story_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    codes = [f"A.{number}" for number in range(40)]
    days = {"II.1": date(2026, 6, 14), "II.7": date(2026, 7, 14)}
    since, until = date(2026, 6, 15), date(2026, 12, 31)
    first = tell(1, codes, days, since=since, until=until)
    assert first == tell(1, codes, days, since=since, until=until)
    assert first.agencies != tell(2, codes, days, since=since, until=until).agencies
    assert {one.profile for one in first.agencies} == set(Profile)


def test_every_period_opened_a_report_for_every_agency(half_year: Any) -> None:
    ours = half_year.ids(half_year.agencies)
    for number in NUMBERS:
        there = set(Report.objects.filter(period=half_year.periods[number]).values_list("agency_id", flat=True))
        assert ours <= there, number


@pytest.mark.mission("P7")
def test_late_and_missing_are_those_that_were_planted(half_year: Any) -> None:
    ours = half_year.ids(half_year.agencies)
    for number in NUMBERS:
        told = queries.punctuality_of(half_year.periods[number])
        by_fact: dict[Came, set[int]] = defaultdict(set)
        for agency in ours:
            by_fact[told[agency].came].add(agency)
        assert by_fact[Came.MISSING] == half_year.ids(half_year.story.missing(number)), number
        assert by_fact[Came.LATE] == half_year.ids(half_year.story.late(number)), number


@pytest.mark.mission("P6")
def test_overstated_figures_are_flagged_with_both_values_and_the_reason(half_year: Any) -> None:
    planted = 0
    for number in NUMBERS:
        found = [
            one
            for one in flagging.overtyped(half_year.programme.pk, half_year.periods[number])
            if one.figure == OVERSTATED
        ]
        could = set(
            ReportFigure.objects.filter(
                report__period=half_year.periods[number], name=OVERSTATED, counted__gt=0
            ).values_list("report__agency_id", flat=True)
        )
        wanted = half_year.ids(half_year.story.overstated(number)) & could
        assert {one.agency_id for one in found} == wanted, number
        assert all(one.kind is FlagKind.OVERTYPED and one.said > one.shown for one in found)
        planted += len(wanted)
    assert planted > 20


@pytest.mark.mission("P6")
def test_claims_without_a_product_are_flagged_and_nobody_elses(half_year: Any) -> None:
    found = Counter(one.agency_id for one in flagging.claims(half_year.programme.pk))
    planted = Counter({half_year.agencies[one.code].pk: len(one.claims) for one in half_year.story.agencies})
    assert found == +planted


@pytest.mark.mission("P7")
def test_the_wall_shows_who_is_behind(half_year: Any) -> None:
    """Of agencies with no other duty than everybody's: the busy are nowhere behind, the idle are very late."""
    leads = set(half_year.programme.plan_tasks.exclude(lead_code="").values_list("lead_code", flat=True))
    ordinary = [one for one in half_year.story.agencies if one.code not in leads]
    rows = {row.face.id: row for row in wall(half_year.programme, Wanted()).rows}
    lights = {
        profile: {rows[half_year.agencies[one.code].pk].whole.light for one in ordinary if one.profile is profile}
        for profile in Profile
    }
    assert lights[Profile.IDLE] == {Light.VERY_LATE}
    assert lights[Profile.LATE] <= BEHIND
    for one in (each for each in ordinary if each.profile is Profile.BUSY):
        # The last column tells of reports, and the story ends with its last period.
        columns = [cell.light for cell in rows[half_year.agencies[one.code].pk].cells[:-1]]
        assert not set(columns) & BEHIND, one.code
    for one in (each for each in ordinary if each.profile is Profile.UNTRUTHFUL):
        columns = [cell.light for cell in rows[half_year.agencies[one.code].pk].cells]
        assert set(columns) & BEHIND, one.code


@pytest.mark.mission("P7")
def test_escalation_climbs_for_reports_that_never_came_and_for_no_others(half_year: Any) -> None:
    """Clerk, head, Home Affairs, People's Committee: each was told, in this order."""
    number = 5
    period = half_year.periods[number]
    reports = dict(Report.objects.filter(period=period, version=1).values_list("agency_id", "pk"))
    first: dict[int, dict[int, Any]] = defaultdict(dict)
    rows = Notice.objects.filter(subject_kind="report", subject_id__in=[str(pk) for pk in reports.values()])
    subject = {str(pk): agency for agency, pk in reports.items()}
    for subject_id, rule, level, made_at in rows.values_list("subject_id", "rule", "level", "made_at"):
        if rule.endswith((".before", ".today", ".early")):
            continue
        known = first[subject[subject_id]].get(level)
        first[subject[subject_id]][level] = min(known, made_at) if known else made_at
    for one in half_year.story.agencies:
        reached = first.get(half_year.agencies[one.code].pk, {})
        if one.code in half_year.story.missing(number):
            assert max(reached) == 3, one.code
            days = [reached[level] for level in sorted(reached)]
            assert days == sorted(days)
        elif one.code not in half_year.story.late(number) and not one.reports[number - 1].is_returned:
            assert reached == {}, one.code


@pytest.mark.mission("P9")
def test_scores_put_the_busy_first_and_the_idle_last(half_year: Any) -> None:
    period = half_year.periods[PERIODS - 1]
    points = dict(AgencyScore.objects.filter(period=period).values_list("agency_id", "points"))
    middle = {
        profile: median(points[half_year.agencies[one.code].pk] for one in half_year.story.of(profile))
        for profile in Profile
    }
    assert middle[Profile.BUSY] > middle[Profile.LATE] > middle[Profile.IDLE]
    assert middle[Profile.STEADY] > middle[Profile.LATE]
    assert middle[Profile.STEADY] > middle[Profile.UNTRUTHFUL] > middle[Profile.IDLE]
    placed = score_queries.ranking(half_year.programme, period)
    ours = half_year.ids(half_year.agencies)
    last = [one.face.id for one in placed if one.place is not None and one.face.id in ours][-5:]
    assert set(last) <= half_year.ids(one.code for one in half_year.story.of(Profile.IDLE))


@pytest.mark.mission("P7")
def test_each_period_was_consolidated_and_its_totals_are_those_of_the_reports(half_year: Any) -> None:
    for number in NUMBERS[:-1]:
        report = CityReport.objects.get(period=half_year.periods[number], kind="two_weekly")
        frozen = report.content
        assert content.digest(frozen) == report.content_sha256
        total = frozen["totals"][OVERSTATED]
        there = [one for one in frozen["agencies"] if one["standing"] in content.THERE]
        told = [one["figures"][OVERSTATED] for one in there if OVERSTATED in one["figures"]]
        assert total["told"] == sum(row["counted"] if row["typed"] is None else row["typed"] for row in told)
        assert total["counted"] == sum(row["counted"] for row in told)
        assert total["told_by"] == len(told)


@pytest.mark.mission("P7")
def test_a_frozen_report_gives_the_same_papers_again(half_year: Any) -> None:
    report = CityReport.objects.get(period=half_year.periods[9], kind="two_weekly")
    assert rendering.one(report, "docx") == rendering.one(report, "docx")
    assert rendering.one(report, "xlsx") == rendering.one(report, "xlsx")
    assert json.loads(content.canonical(report.content)) == report.content


@pytest.mark.mission("P8")
def test_the_final_report_says_who_finished_and_who_did_not(half_year: Any) -> None:
    from khoso.kernel import clock

    with clock.frozen_at(at(date(2026, 12, 28), 18)):
        final = report_actions.consolidate(half_year.programme, "final", None, by=half_year.officer)
    frozen = {one["code"]: one for one in final.content["agencies"]}
    for one in half_year.story.agencies:
        told = frozen[one.code]
        if one.profile is Profile.IDLE:
            assert told["standing"] == content.MISSING, one.code
        elif one.profile is Profile.LATE:
            assert told["standing"] == content.LATE, one.code
        else:
            assert told["standing"] == content.IN_TIME, one.code
    done = {code: row["tasks"]["II"] for code, row in frozen.items() if "II" in row["tasks"]}
    for one in half_year.story.of(Profile.IDLE):
        assert done[one.code][0] <= 2, one.code
    assert rendering.one(final, "pdf").startswith(b"%PDF")


@pytest.mark.mission("P5")
def test_the_evidence_of_a_report_is_what_the_agency_held_at_the_end_of_its_period(half_year: Any) -> None:
    number = 11
    period = half_year.periods[number]
    for one in half_year.story.of(Profile.BUSY)[:5]:
        report = Report.objects.get(period=period, agency=half_year.agencies[one.code], version=1)
        days = [one.span.day_of(place) for place in range(one.span.dossiers)]
        delivered = sum(day is not None and day <= period.ends_on for day in days)
        told = report.figures.get(name=OVERSTATED)
        assert told.counted == delivered * one.span.pages_each, one.code
