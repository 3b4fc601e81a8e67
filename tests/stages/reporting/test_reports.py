"""Reports through their whole life, by the actions: opened filled, written, signed, sent, returned, corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.house import furnished, person
from tests.stages.reporting.reporting_house import AFTER_FIRST, Counted, Reporting, at, counting, reporting_house

from khoso.engines import blobs
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.roles import Role
from khoso.instruments.signing.models import SignatureRecord
from khoso.kernel import clock
from khoso.kernel.states import WrongState
from khoso.stages.programme.models import Proof, Task
from khoso.stages.reporting import actions, queries, states
from khoso.stages.reporting.errors import (
    NotExplained,
    NothingToSend,
    NotYours,
    PeriodRunning,
    ReasonMissing,
    SomebodyElseWrote,
    WrongNumber,
)
from khoso.stages.reporting.models import Difficulty, Period, Report, ReportFigure, ReportMove
from khoso.stages.reporting.reports.content import content_of, live_content, seen_mark
from khoso.stages.reporting.reports.rules import Came

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P5")]
PAGES = "test.pages_made"
WORDS = {"causes": "Máy hỏng", "responsible": "Văn phòng", "remedy": "Thuê thêm máy trước 10/7"}


@pytest.fixture
def counted() -> Iterator[Counted]:
    with counting() as told:
        yield told


@pytest.fixture
def house(tmp_path: Path, counted: Counted) -> Iterator[Reporting]:
    with furnished(tmp_path), clock.frozen_at(at("2026-06-15")):
        yield reporting_house()


def opened(house: Reporting) -> Report:
    actions.open_due()
    return Report.objects.get(agency=house.commune, kind="two_weekly", period__number=1)


def explained(house: Reporting, report: Report) -> None:
    actions.save_report(report.pk, WORDS, saves=Report.objects.get(pk=report.pk).saves, by=house.clerk)


def sent(house: Reporting) -> Report:
    """The commune's report of the first period, signed and sent on the day it is due."""
    with clock.frozen_at(AFTER_FIRST):
        report = opened(house)
        explained(house, report)
        actions.sign_report(report.pk, by=house.head)
        return actions.submit_report(report.pk, by=house.clerk)


@pytest.mark.mission("P6")
def test_a_period_opens_by_itself_for_every_agency_already_filled(house: Reporting, counted: Counted) -> None:
    counted.pages += [(house.commune.pk, at("2026-06-14"), 100), (house.commune.pk, at("2026-06-20"), 25)]
    with clock.frozen_at(at("2026-06-22")):
        assert actions.open_due() == 2
        assert actions.open_due() == 0
    rows = ReportFigure.objects.filter(name=PAGES).order_by("report__agency__code")
    assert [(row.report.agency.code, row.counted, row.counted_in_period) for row in rows] == [
        ("T.PH", 0, 0),
        ("T.XA", 125, 25),
    ]
    assert list(Period.objects.filter(opened_at__isnull=False).values_list("number", flat=True)) == [1]
    assert Period.objects.get(number=1).due_at == at("2026-06-29", 17)
    assert set(Report.objects.values_list("state", "kind", "version")) == {("draft", "two_weekly", 1)}
    assert [move.move for move in ReportMove.objects.filter(report__agency=house.commune)] == ["open"]


def test_what_was_missed_while_the_machine_was_off_is_caught_up_with_the_figures_of_then(
    house: Reporting, counted: Counted
) -> None:
    counted.pages += [(house.commune.pk, at("2026-06-20"), 25), (house.commune.pk, at("2026-07-05"), 7)]
    with clock.frozen_at(at("2026-07-20")):
        assert actions.open_due() == 6
    rows = ReportFigure.objects.filter(name=PAGES, report__agency=house.commune).order_by("report__period__number")
    assert [(row.counted, row.counted_in_period) for row in rows] == [(25, 25), (32, 7), (32, 0)]


def test_drafts_are_counted_anew_when_their_period_is_over_and_what_was_typed_stays(
    house: Reporting, counted: Counted
) -> None:
    counted.pages.append((house.commune.pk, at("2026-06-16"), 10))
    with clock.frozen_at(at("2026-06-17")):
        report = opened(house)
        actions.overtype_figure(report.pk, PAGES, "12", "Hai trang chưa nhập", by=house.clerk)
    counted.pages.append((house.commune.pk, at("2026-06-27"), 5))
    with clock.frozen_at(AFTER_FIRST):
        actions.open_due()
    row = ReportFigure.objects.get(report=report, name=PAGES)
    assert (row.counted, row.counted_in_period, row.typed, row.reason) == (15, 15, 12, "Hai trang chưa nhập")


@pytest.mark.luat("KH 82 VI.6.d")
def test_the_final_report_opens_by_itself_and_tells_groups_done_and_not_done(house: Reporting) -> None:
    Task.objects.filter(pk=house.tasks["T.XA.6"].pk).update(state="done", done_on="2026-06-18")
    with clock.frozen_at(at("2026-11-29")):
        actions.open_due()
        assert not Report.objects.filter(kind="final").exists()
    with clock.frozen_at(at("2026-11-30")):
        actions.open_due()
        actions.open_due()
    final = Report.objects.get(kind="final", agency=house.commune)
    assert final.due_at == at("2026-12-14", 23) + timedelta(minutes=59, seconds=59)
    assert final.done_text == "- II. Các cơ quan, đơn vị: 1/3 (II.6)."
    assert final.not_done_text == "- II. Các cơ quan, đơn vị: 2/3 (II.11, II.20)."
    assert Report.objects.filter(kind="final").count() == 2


def test_days_of_grace_move_what_is_not_due_yet_and_nothing_else(house: Reporting) -> None:
    with clock.frozen_at(AFTER_FIRST + timedelta(days=3)):
        actions.open_due()
        actions.set_terms(house.programme.pk, grace_days=2, again_days=5, by=house.home)
    due = dict(Period.objects.filter(number__lte=2).values_list("number", "due_at"))
    assert due == {1: at("2026-06-29", 17), 2: at("2026-07-15", 17)}
    assert set(Report.objects.values_list("period__number", "due_at")) == set(due.items())
    with pytest.raises(NotYours):
        actions.set_terms(house.programme.pk, grace_days=9, again_days=5, by=house.head)


@pytest.mark.mission("P6")
@pytest.mark.luat("KH 82 VI.5.đ")
def test_an_overtyped_figure_keeps_both_values_asks_why_and_can_be_taken_back(
    house: Reporting, counted: Counted
) -> None:
    counted.pages.append((house.commune.pk, at("2026-06-16"), 10))
    with clock.frozen_at(at("2026-06-17")):
        report = opened(house)
    for typed, reason, refused in [
        ("500", " ", ReasonMissing),
        ("nhiều", "Vì thế", WrongNumber),
        ("-3", "Vì", WrongNumber),
    ]:
        with pytest.raises(refused):
            actions.overtype_figure(report.pk, PAGES, typed, reason, by=house.clerk)
    row = ReportFigure.objects.get(report=report, name=PAGES)
    assert (row.counted, row.typed) == (10, None)
    with pytest.raises(WrongNumber):
        actions.overtype_figure(report.pk, "test.contract", "3", "Thủ tục có ba bước", by=house.clerk)
    row = actions.overtype_figure(report.pk, PAGES, "1.500", "Còn 1.490 trang ngoài hệ thống", by=house.clerk)
    assert (row.counted, row.typed, row.said, row.is_overtyped, row.typed_by) == (10, 1500, 1500, True, house.clerk)
    actions.take_back_figure(report.pk, PAGES, by=house.clerk)
    row.refresh_from_db()
    assert (row.counted, row.typed, row.reason, row.said) == (10, None, "", 10)
    actions.overtype_figure(report.pk, PAGES, "11", "Một trang chưa nhập", by=house.clerk)
    assert actions.overtype_figure(report.pk, PAGES, "10", "", by=house.clerk).typed is None
    verbs = AuditEntry.objects.filter(verb__startswith="reporting.figure").order_by("position")
    assert [one.verb.rpartition(".")[2] for one in verbs] == ["overtype", "take_back", "overtype", "take_back"]


@pytest.mark.mission("P6")
def test_home_affairs_sees_what_differs_once_it_was_sent(house: Reporting, counted: Counted) -> None:
    counted.pages.append((house.commune.pk, at("2026-06-16"), 10))
    with clock.frozen_at(AFTER_FIRST):
        report = opened(house)
        actions.overtype_figure(report.pk, PAGES, "99", "Đếm tay", by=house.clerk)
        explained(house, report)
        period = Period.objects.get(number=1)
        assert list(queries.overtyped(period)) == []
        actions.sign_report(report.pk, by=house.head)
        actions.submit_report(report.pk, by=house.head)
    [flag] = queries.overtyped(period)
    assert (flag.counted, flag.typed, flag.reason, flag.report_id) == (10, 99, "Đếm tay", report.pk)


def test_counting_again_tells_what_changed(house: Reporting, counted: Counted) -> None:
    report = opened(house)
    counted.pages.append((house.commune.pk, at("2026-06-15", 8), 4))
    changed = actions.recount(report.pk, by=house.clerk)
    assert [(one.name, one.before, one.after) for one in changed] == [(PAGES, 0, 4)]
    assert actions.recount(report.pk, by=house.clerk) == []


def test_two_people_who_write_at_once_are_told_and_nothing_is_written_over(house: Reporting) -> None:
    report = opened(house)
    other = person("giamsat-thu", (house.commune, Role.SUPERVISOR))
    first = actions.save_report(report.pk, {"causes": "Máy hỏng"}, saves=0, by=house.clerk)
    with pytest.raises(SomebodyElseWrote, match="Người vanthu-thu"):
        actions.save_report(report.pk, {"causes": "Thiếu người"}, saves=0, by=other)
    report.refresh_from_db()
    assert (report.causes, report.saves, report.saved_by) == ("Máy hỏng", 1, house.clerk)
    # The same words twice are no conflict, and no save.
    assert actions.save_report(report.pk, {"causes": "Máy hỏng"}, saves=0, by=other).saves == 1
    assert (
        actions.save_report(report.pk, {"causes": "Thiếu người"}, saves=first.saves, by=other).causes == "Thiếu người"
    )


@pytest.mark.luat("KH 82 VI.6.b")
def test_what_is_late_must_be_explained_before_the_head_signs(house: Reporting) -> None:
    with clock.frozen_at(AFTER_FIRST):
        report = opened(house)
        with pytest.raises(NotExplained):
            actions.sign_report(report.pk, by=house.head)
        actions.save_report(report.pk, WORDS | {"remedy": ""}, saves=0, by=house.clerk)
        with pytest.raises(NotExplained, match="phương án"):
            actions.sign_report(report.pk, by=house.head)
        Task.objects.filter(pk=house.tasks["T.XA.6"].pk).update(state="done")
        assert actions.sign_report(report.pk, by=house.head).state == states.SIGNED


@pytest.mark.luat("KH 82 VI.5.đ")
def test_the_head_signs_what_was_seen_and_it_is_frozen(house: Reporting, counted: Counted) -> None:
    counted.pages.append((house.commune.pk, at("2026-06-16"), 10))
    Difficulty.objects.create(
        programme=house.programme,
        agency=house.commune,
        text="Chưa có kinh phí",
        raised_at=at("2026-06-16"),
        due_on=at("2026-07-01").date(),
    )
    with clock.frozen_at(at("2026-06-27")), pytest.raises(PeriodRunning):
        actions.sign_report(opened(house).pk, by=house.head)
    with clock.frozen_at(AFTER_FIRST):
        report = opened(house)
        explained(house, report)
        report = Report.objects.get(pk=report.pk)
        seen = seen_mark(live_content(report))
        with pytest.raises(NotYours):
            actions.sign_report(report.pk, by=house.clerk)
        actions.save_report(report.pk, {"causes": "Khác rồi"}, saves=report.saves, by=house.clerk)
        with pytest.raises(SomebodyElseWrote):
            actions.sign_report(report.pk, by=house.head, seen=seen)
        seen = seen_mark(live_content(Report.objects.get(pk=report.pk)))
        report = actions.sign_report(report.pk, by=house.head, seen=seen)
        Task.objects.update(state="done")
        Difficulty.objects.update(state="closed")
        told = content_of(Report.objects.get(pk=report.pk))
    assert [(one["name"], one["said"]) for one in told["figures"]] == [("test.contract", 0), (PAGES, 10)]
    assert [(one["key"], one["state"], one["late_days"]) for one in told["tasks"]] == [
        ("II.6", "not_begun", 8),
        ("II.11", "not_begun", 0),
        ("II.20", "not_begun", 0),
    ]
    assert [one["text"] for one in told["difficulties"]] == ["Chưa có kinh phí"]
    with blobs.store().open(report.pdf_sha256) as file:
        assert file.read(5) == b"%PDF-"
    [signature] = SignatureRecord.objects.filter(subject_kind="report", subject_id=str(report.pk))
    assert (signature.sha256_after, signature.signer_name) == (report.pdf_sha256, house.commune.name)
    with pytest.raises(WrongState):
        actions.save_report(report.pk, {"causes": "Sửa sau khi ký"}, saves=report.saves, by=house.clerk)
    report = actions.unsign_report(report.pk, by=house.head)
    assert (report.state, report.frozen, report.pdf_sha256, report.signed_by) == ("draft", {}, "", None)


@pytest.mark.mission("P7")
def test_returned_corrected_and_received_keeps_every_version(house: Reporting, counted: Counted) -> None:
    first = sent(house)
    with clock.frozen_at(AFTER_FIRST + timedelta(hours=2)):
        with pytest.raises(ReasonMissing):
            actions.return_report(first.pk, " ", by=house.home)
        with pytest.raises(NotYours):
            actions.return_report(first.pk, "Thiếu số liệu", by=house.head)
        actions.return_report(first.pk, "Thiếu số liệu chỉnh lý", by=house.home)
        second = actions.correct_report(first.pk, "", by=house.clerk)
        assert actions.correct_report(first.pk, "", by=house.clerk) == second
        assert (second.version, second.correction_reason, second.causes) == (2, "Thiếu số liệu chỉnh lý", "Máy hỏng")
        actions.overtype_figure(second.pk, PAGES, "3", "Bổ sung chỉnh lý", by=house.clerk)
        actions.sign_report(second.pk, by=house.head)
        actions.submit_report(second.pk, by=house.head)
        actions.lock_report(second.pk, by=house.home)
        with pytest.raises(ReasonMissing):
            actions.correct_report(second.pk, "", by=house.clerk)
        third = actions.correct_report(second.pk, "Đếm sai một hộp", by=house.clerk)
    rows = Report.objects.filter(agency=house.commune, period__number=1).order_by("version")
    assert [(one.version, one.state) for one in rows] == [(1, "superseded"), (2, "locked"), (3, "draft")]
    assert [
        row.said for row in ReportFigure.objects.filter(name=PAGES, report__in=rows).order_by("report__version")
    ] == [
        0,
        3,
        3,
    ]
    assert [move.move for move in first.moves.all()] == ["open", "sign", "submit", "return", "correct", "supersede"]
    fact = queries.punctuality_of(first.period)[house.commune.pk]
    assert (fact.came, fact.again and fact.again.came) == (Came.IN_TIME, Came.IN_TIME)
    assert third.version == 3


@pytest.mark.mission("P7")
def test_a_period_tells_who_is_late_and_who_is_missing(house: Reporting) -> None:
    with clock.frozen_at(AFTER_FIRST + timedelta(days=2)):
        report = opened(house)
        explained(house, report)
        actions.sign_report(report.pk, by=house.head)
        actions.submit_report(report.pk, by=house.head)
        facts = queries.punctuality_by_period(house.programme.pk)[report.period_id]
    assert {agency: (fact.came, fact.days) for agency, fact in facts.items()} == {
        house.commune.pk: (Came.LATE, 2),
        house.ward.pk: (Came.MISSING, 2),
    }


def test_several_are_received_at_once_and_only_those_that_wait(house: Reporting) -> None:
    first = sent(house)
    waiting = Report.objects.get(agency=house.ward, period__number=1)
    assert actions.lock_reports([first.pk, waiting.pk, 10**12], by=house.home) == 1
    assert (Report.objects.get(pk=first.pk).state, Report.objects.get(pk=waiting.pk).state) == ("locked", "draft")


@pytest.mark.luat("KH 82 Phụ lục II")
def test_a_sent_report_proves_its_task(house: Reporting) -> None:
    sent(house)
    [proof] = Proof.objects.filter(key="report.submitted")
    assert (proof.task_id, proof.happened_on) == (house.tasks["T.XA.20"].pk, AFTER_FIRST.date())
    house.tasks["T.XA.20"].refresh_from_db()
    assert house.tasks["T.XA.20"].state == "under_way"


def test_nobody_writes_for_another_agency(house: Reporting) -> None:
    report = opened(house)
    centre = person("luutru-thu", (house.ward, Role.ARCHIVIST))
    stranger = person("la-thu", (house.ward, Role.CLERK))
    for somebody in (centre, stranger, house.home):
        with pytest.raises(NotYours):
            actions.save_report(report.pk, {"causes": "x"}, saves=0, by=somebody)
        with pytest.raises(NotYours):
            actions.overtype_figure(report.pk, PAGES, "5", "Vì thế", by=somebody)


@pytest.mark.mission("P8")
def test_any_figures_and_questions_are_asked_of_any_agencies(house: Reporting, counted: Counted) -> None:
    counted.pages.append((house.commune.pk, at("2026-06-10"), 40))
    with pytest.raises(NothingToSend):
        actions.ask_reports(
            house.programme, title="Rỗng", agency_ids=[house.commune.pk], due_on=at("2026-06-20").date(), by=house.home
        )
    asked = actions.ask_reports(
        house.programme,
        title="Máy quét",
        figure_names=[PAGES, "khong.co"],
        questions=["Có mấy máy quét?", " "],
        agency_ids=[house.commune.pk, house.ward.pk],
        due_on=at("2026-06-20").date(),
        by=house.home,
    )
    report = Report.objects.get(request=asked, agency=house.commune)
    assert [(row.name, row.counted) for row in report.figures.all()] == [(PAGES, 40)]
    actions.save_report(report.pk, {}, answers={0: "Hai máy"}, saves=0, by=house.clerk)
    actions.sign_report(report.pk, by=house.head)
    actions.submit_report(report.pk, by=house.clerk)
    result = queries.answered(asked)
    assert sorted((row.report.agency.code, row.values, row.answers) for row in result.rows) == [
        ("T.PH", [None], [""]),
        ("T.XA", [40], ["Hai máy"]),
    ]
    assert (result.totals, result.came, result.questions) == ([40], 1, ["Có mấy máy quét?"])
    actions.extend_request(asked.pk, at("2026-06-25").date(), "Mất điện", by=house.home)
    due = dict(Report.objects.filter(request=asked).values_list("agency__code", "due_at"))
    assert due == {"T.XA": at("2026-06-20", 17), "T.PH": at("2026-06-25", 17)}
    assert actions.close_request(asked.pk, by=house.home).closed_at == clock.now()


@pytest.mark.mission("P11")
@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK\x03\x04"), ("xlsx", b"PK\x03\x04"), ("pdf", b"%PDF-")])
def test_every_report_comes_out_as_a_file_and_the_trail_says_who_took_it(
    house: Reporting, form: str, begins: bytes
) -> None:
    report = opened(house)
    assert actions.fetch_file(report, form).startswith(begins)
    [entry] = AuditEntry.objects.filter(verb="reporting.report.fetch")
    assert (entry.subject_id, entry.details["form"]) == (str(report.pk), form)
