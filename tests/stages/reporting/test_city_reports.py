"""Scores and the city's reports over a seeded city: made, frozen, signed, the same bytes again."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bench.city_rows import City, make_city
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.house import furnished, person, signed_in

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.states import WrongState
from khoso.stages.reporting.city import content, rendering, report_actions, score_actions, score_queries
from khoso.stages.reporting.city.errors import CityReportFixed, CityReportOutdated, FormulaWrong, PeriodNotOver
from khoso.stages.reporting.city.jobs import score_periods
from khoso.stages.reporting.models import AgencyScore, CityReport, Report, ReportFigure, ScoreFormula
from khoso.stages.reporting.models.city import CityReportKind
from khoso.stages.reporting.models.reports import ReportKind

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P7")]

NOW = datetime(2026, 9, 10, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def planted(django_db_setup: Any, django_db_blocker: Any) -> Any:
    from django.db import transaction

    with django_db_blocker.unblock(), clock.frozen_at(NOW):
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield make_city(agencies=18, periods=6)
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def city(planted: City) -> Iterator[City]:
    with clock.frozen_at(NOW):
        yield planted


@pytest.fixture
def officer(city: City) -> Any:
    return person("so-noi-vu", (Agency.objects.get(code="DN.SNV"), Role.HOME_AFFAIRS))


def two_weekly(city: City, officer: Any, place: int = 5) -> CityReport:
    return report_actions.consolidate(city.plan, CityReportKind.TWO_WEEKLY, city.periods[place], by=officer)


@pytest.mark.mission("P9")
def test_scores_follow_what_agencies_are(city: City) -> None:
    assert [one.number for one in score_actions.periods_to_score(city.plan)] == [1, 2, 3, 4, 5, 6]
    score_periods()
    assert score_actions.periods_to_score(city.plan) == []
    points: dict[str, list[int]] = {}
    for agency, value in AgencyScore.objects.filter(period=city.periods[5]).values_list("agency_id", "points"):
        points.setdefault(city.agencies.get(agency, "other"), []).append(value)
    assert min(points["good"]) > max(points["late"]) > max(points["very_late"])
    assert min(points["good"]) > max(points["idle"])
    assert min(points["good"]) > max(points["untruthful"])


@pytest.mark.mission("P9")
def test_scoring_again_changes_nothing_where_nothing_changed(city: City) -> None:
    score_actions.score_period(city.plan, city.periods[2])
    before = list(AgencyScore.objects.order_by("agency_id").values("agency_id", "points", "parts", "formula_id"))
    assert score_actions.score_period(city.plan, city.periods[2]) == len(before)
    after = list(AgencyScore.objects.order_by("agency_id").values("agency_id", "points", "parts", "formula_id"))
    assert before == after


@pytest.mark.mission("P9")
def test_a_new_formula_reaches_forward_only(city: City, officer: Any) -> None:
    score_actions.score_period(city.plan, city.periods[4])
    scored = list(AgencyScore.objects.values_list("agency_id", "points"))
    weights = {"timeliness": 10, "truthfulness": 70, "volume": 10, "quality": 10}
    with pytest.raises(FormulaWrong):
        score_actions.decide_formula(city.plan, weights, in_force_from=date(2026, 8, 1), reason="Vì", by=officer)
    with pytest.raises(FormulaWrong):
        score_actions.decide_formula(city.plan, weights, in_force_from=date(2026, 9, 10), reason=" ", by=officer)
    made = score_actions.decide_formula(
        city.plan, weights, in_force_from=date(2026, 9, 10), reason="Ưu tiên trung thực", by=officer
    )
    assert (made.version, made.weights) == (2, weights)
    score_actions.score_period(city.plan, city.periods[4])
    assert sorted(AgencyScore.objects.values_list("agency_id", "points")) == sorted(scored)
    assert set(AgencyScore.objects.values_list("formula__version", flat=True)) == {1}
    assert score_actions.formula_on(city.plan, date(2026, 9, 9)).version == 1
    assert score_actions.formula_on(city.plan, date(2026, 9, 10)).version == 2


@pytest.mark.mission("P9")
def test_a_period_is_not_scored_before_its_reports_are_due(city: City) -> None:
    with clock.frozen_at(city.periods[5].due_at), pytest.raises(PeriodNotOver):
        score_actions.score_period(city.plan, city.periods[5])


@pytest.mark.mission("P9")
def test_the_ranking_shares_places_and_shows_who_has_too_little(city: City) -> None:
    score_actions.score_period(city.plan, city.periods[5])
    taken = AgencyScore.objects.filter(period=city.periods[5]).order_by("pk")[0]
    agency = taken.agency_id
    taken.delete()
    rows = score_queries.ranking(city.plan, city.periods[5])
    [without] = [row for row in rows if row.face.id == agency]
    assert (without.place, without.score) == (None, None)
    assert rows[-1].place is None
    known = [row for row in rows if row.score]
    for row in known:
        assert row.place == 1 + sum(one.score.points > row.score.points for one in known if one.score and row.score)
    page = signed_in(Client(), person("so-noi-vu", (Agency.objects.get(code="DN.SNV"), Role.HOME_AFFAIRS)))
    assert "chưa đủ dữ liệu" in page.get(reverse("reporting:city-ranking")).content.decode()


@pytest.mark.luat("KH 82 VI.6.c")
def test_one_click_makes_the_citys_report_and_says_who_is_missing(city: City, officer: Any) -> None:
    report = two_weekly(city, officer)
    told = report.content
    standing = {one["id"]: one["standing"] for one in told["agencies"]}
    assert {standing[agency] for agency in city.of("idle")} == {content.MISSING}
    assert {standing[agency] for agency in city.of("late") + city.of("very_late")} == {content.LATE}
    assert {standing[agency] for agency in city.of("good")} == {content.IN_TIME}
    total = told["totals"]["packages.dossiers_loaded"]
    there = Report.objects.filter(period=city.periods[5], state="locked")
    rows = ReportFigure.objects.filter(report__in=there, name="packages.dossiers_loaded")
    assert total["told"] == sum(row.said for row in rows)
    assert total["told_by"] == len(there)
    assert total["only_evidence_of"] == len(told["agencies"]) - len(there)
    assert {one["agency_id"] for one in content.overtyped(told)} == set(city.of("untruthful"))
    assert report.content_sha256 == content.digest(told)


def test_what_changes_afterwards_does_not_reach_a_report_that_was_made(city: City, officer: Any) -> None:
    first = two_weekly(city, officer)
    papers = rendering.papers(first)
    ReportFigure.objects.update(counted=0)
    Agency.objects.filter(pk=city.of("good")[0]).update(name="Tên khác")
    again = rendering.papers(CityReport.objects.select_related("period", "programme").get(pk=first.pk))
    assert [hashlib.sha256(data).hexdigest() for data in (papers.docx, papers.pdf, papers.xlsx)] == [
        hashlib.sha256(data).hexdigest() for data in (again.docx, again.pdf, again.xlsx)
    ]
    second = two_weekly(city, officer)
    assert (first.version, second.version) == (1, 2)
    assert content.differences(first.content, second.content) != []
    first.refresh_from_db()
    assert content.digest(first.content) == first.content_sha256


def test_the_workbook_adds_up_by_formulas(city: City, officer: Any) -> None:
    report = two_weekly(city, officer)
    book = load_workbook(io.BytesIO(rendering.one(report, "xlsx")))
    cells = [cell.value for row in book["Theo báo cáo"].iter_rows() for cell in row]
    assert sum(str(value).startswith("=SUM(") for value in cells) == sum(
        one["kind"] != "procedure" for one in report.content["figures"]
    )
    shown = load_workbook(io.BytesIO(rendering.one(report, "xlsx")), data_only=True)["Theo báo cáo"]
    sums = next(row for row in shown.iter_rows(values_only=True) if "Cộng" in row)
    names = [one["name"] for one in report.content["figures"]]
    for name, value in zip(names, sums[5:], strict=False):
        if report.content["totals"][name].get("told") is not None:
            assert value == report.content["totals"][name]["told"], name


def test_words_until_signed_then_signed_then_submitted(city: City, officer: Any, tmp_path: Any) -> None:
    with furnished(tmp_path), clock.frozen_at(NOW):
        old, report = two_weekly(city, officer), two_weekly(city, officer)
        report_actions.write_words(report.pk, foreword="Kính báo cáo.", proposals="Bố trí vốn\nNhắc 03 xã", number="15")
        with pytest.raises(CityReportOutdated):
            report_actions.sign(old.pk, by=officer)
        with pytest.raises(WrongState):
            report_actions.submit(report.pk, by=officer)
        signed = report_actions.sign(report.pk, by=officer)
        assert blobs.store().open(signed.pdf_sha256).read(5) == b"%PDF-"
        assert blobs.store().open(signed.docx_sha256).read(2) == b"PK"
        with pytest.raises(CityReportFixed):
            report_actions.write_words(report.pk, foreword="Khác", proposals="", number="")
        with pytest.raises(WrongState):
            report_actions.sign(report.pk, by=officer)
        sent = report_actions.submit(report.pk, by=officer)
        assert (sent.state, sent.submitted_at) == ("submitted", NOW)
        third = two_weekly(city, officer)
        assert (third.version, third.state, third.foreword) == (3, "draft", "Kính báo cáo.")


def test_a_period_that_still_runs_is_not_consolidated(city: City, officer: Any) -> None:
    with clock.frozen_at(datetime(2026, 9, 6, 3, tzinfo=UTC)), pytest.raises(PeriodNotOver):
        two_weekly(city, officer)


@pytest.mark.mission("P8")
@pytest.mark.luat("KH 82 VI.6.d")
def test_the_final_report_gathers_done_not_done_causes_and_scores(city: City, officer: Any) -> None:
    score_actions.score_period(city.plan, city.periods[5])
    due = datetime(2026, 12, 14, 10, tzinfo=UTC)
    for agency in city.of("good")[:2]:
        Report.objects.create(
            programme=city.plan,
            kind=ReportKind.FINAL,
            agency_id=agency,
            state="submitted",
            due_at=due,
            opened_at=NOW,
            submitted_at=NOW,
            done_text="Số hóa xong 300 hồ sơ.",
            not_done_text="Chưa nạp 20 hồ sơ.",
            causes="Máy hỏng",
            responsible="Văn phòng",
            remedy="Thay máy",
        )
    report = report_actions.consolidate(city.plan, CityReportKind.FINAL, None, by=officer)
    told = {one["id"]: one for one in report.content["agencies"]}
    done = told[city.of("good")[0]]
    assert (done["standing"], done["words"]["done_text"], done["words"]["not_done_text"]) == (
        content.IN_TIME,
        "Số hóa xong 300 hồ sơ.",
        "Chưa nạp 20 hồ sơ.",
    )
    assert done["points"] == AgencyScore.objects.get(agency_id=done["id"], period=city.periods[5]).points
    assert report.content["standings"]["missing"] == len(told) - 2
    assert [group for group, *_ in report.content["tasks"]] == ["I", "II", "III", "IV", "V"]
    assert rendering.one(report, "docx")[:2] == b"PK"


def test_the_screens_of_a_report(city: City, officer: Any) -> None:
    client = signed_in(Client(), officer)
    answer = client.post(reverse("reporting:city-consolidate"), {"ky": "6"})
    report = CityReport.objects.get()
    assert answer["Location"] == reverse("reporting:city-report", args=[report.pk])
    client.post(reverse("reporting:city-words", args=[report.pk]), {"foreword": "Lời dẫn", "number": "09"})
    report.refresh_from_db()
    assert (report.foreword, report.number) == ("Lời dẫn", "09")
    two_weekly(city, officer)
    page = client.get(reverse("reporting:city-report", args=[CityReport.objects.get(version=2).pk]))
    assert "Không khác gì bản 1" in page.content.decode()
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        paper = client.get(reverse("reporting:city-paper", args=[report.pk, form]))
        assert paper.content.startswith(start)
    assert client.get(reverse("reporting:city-paper", args=[report.pk, "exe"])).status_code == 404
    assert client.post(reverse("reporting:city-consolidate"), {"ky": "99"}).status_code == 404
    wrong = {
        "timeliness": 50,
        "truthfulness": 50,
        "volume": 50,
        "quality": 0,
        "in_force_from": "2026-09-10",
        "reason": "x",
    }
    assert client.post(reverse("reporting:city-formula"), wrong).status_code == 422
    assert ScoreFormula.objects.filter(version__gt=1).count() == 0
    client.post(reverse("reporting:city-formula"), {**wrong, "volume": 0})
    assert ScoreFormula.objects.get(version=2).weights["timeliness"] == 50
    head = signed_in(Client(), person("chu-tich", (city.plan.city, Role.HEAD)))
    assert head.get(reverse("reporting:city-report", args=[report.pk])).status_code == 200
    assert head.post(reverse("reporting:city-sign", args=[report.pk])).status_code == 403
    assert head.post(reverse("reporting:city-consolidate"), {"ky": "6"}).status_code == 403
    assert timedelta(0) < NOW - city.periods[5].due_at
