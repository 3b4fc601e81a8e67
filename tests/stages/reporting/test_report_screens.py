"""The journey of a report through the screens: clerk, head, Home Affairs, and back for a correction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.house import furnished, signed_in
from tests.stages.reporting.reporting_house import AFTER_FIRST, Counted, Reporting, at, counting, reporting_house

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.figures import CardKind
from khoso.stages.programme.models import PlanTask, Task
from khoso.stages.reporting import actions
from khoso.stages.reporting import figures as rooms
from khoso.stages.reporting.models import Period, Report, ReportFigure, Request

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P5")]
PAGES = "test.pages_made"
WORDS = {"causes": "Máy hỏng", "responsible": "Văn phòng", "remedy": "Thuê thêm máy"}


@pytest.fixture
def counted() -> Iterator[Counted]:
    with counting() as told:
        yield told


@pytest.fixture
def house(tmp_path: Path, counted: Counted) -> Iterator[Reporting]:
    with furnished(tmp_path), clock.frozen_at(AFTER_FIRST):
        made = reporting_house()
        counted.pages.append((made.commune.pk, at("2026-06-16"), 1250))
        actions.open_due()
        yield made


def of_commune() -> Report:
    return Report.objects.filter(agency__code="T.XA", period__number=1).latest("version")


def address(name: str, *more: Any) -> str:
    return reverse(f"reporting:{name}", args=[of_commune().pk, *more])


def words_of(answer: Any) -> str:
    """The page as a reader sees it: no tags, single blanks."""
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.split())


def test_from_the_clerk_to_home_affairs_and_back(house: Reporting) -> None:
    clerk, head, home = (signed_in(Client(), one) for one in (house.clerk, house.head, house.home))
    listed = words_of(clerk.get("/bao-cao"))
    assert "Kỳ 1 · 15/06–28/06/2026" in listed
    assert "Hạn hôm nay" in listed

    page = clerk.get(address("report"))
    assert "1.250" in words_of(page)
    assert "chậm 8 ngày" in words_of(page)
    assert clerk.post(address("report-save"), {**WORDS, "saves": 0, "number": "05/BC-UBND"}).status_code == 302
    # No reason: refused, and what was typed is still in the field.
    refused = clerk.post(address("report-figure", PAGES), {"typed": "2000", "reason": ""})
    assert refused.status_code == 422
    assert b'value="2000"' in refused.content
    told = {"typed": "1.300", "reason": "50 trang quét tay"}
    assert clerk.post(address("report-figure", PAGES), told).status_code == 302
    assert "Hệ thống đếm được 1.250" in words_of(clerk.get(address("report")))
    assert clerk.get(address("report-sign")).status_code in (403, 404)

    shown = head.get(address("report-sign"))
    assert "Máy hỏng" in words_of(shown)
    seen = re.search(rb'name="seen" value="(\w+)"', shown.content)
    assert seen is not None
    head.post(address("report-sign"), {"seen": seen[1].decode()})
    assert of_commune().state == "signed"
    clerk.post(address("report-submit"))
    assert of_commune().state == "submitted"

    desk = words_of(home.get("/bao-cao"))
    assert "đã gửi kỳ 1" in desk
    period = home.get("/bao-cao/ky/1?loc=ghi-de")
    assert "50 trang quét tay" in words_of(period)
    home.post(address("report-return"), {"reason": "Giải trình 50 trang quét tay"})
    assert of_commune().state == "returned"

    listed = words_of(clerk.get("/bao-cao"))
    assert listed.index("Giải trình 50 trang quét tay") < listed.index("Đang chờ làm")
    old = of_commune()
    clerk.post(address("report-correct"), {"reason": ""})
    assert of_commune().version == 2
    clerk.post(address("report-figure", PAGES), {"take_back": "1"})
    seen = re.search(rb'name="seen" value="(\w+)"', head.get(address("report-sign")).content)
    assert seen is not None
    head.post(address("report-sign"), {"seen": seen[1].decode()})
    head.post(address("report-submit"))
    home.post(reverse("reporting:receive"), {"report": [of_commune().pk, "x"], "back": "/bao-cao/ky/1"})
    assert (of_commune().state, of_commune().version) == ("locked", 2)

    compared = words_of(clerk.get(address("report-compare")))
    assert "1.300" in compared
    assert "1.250" in compared
    assert "Đã có bản 2 thay bản này" in words_of(clerk.get(reverse("reporting:report", args=[old.pk])))
    pdf = clerk.get(address("report-file", "pdf"))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_draft_keeps_itself_while_it_is_written_and_tells_of_another_writer(house: Reporting) -> None:
    clerk, head = signed_in(Client(), house.clerk), signed_in(Client(), house.head)
    by_itself = {"HX-Request": "true"}
    kept = clerk.post(address("report-save"), {"causes": "Mất", "saves": 0}, headers=by_itself)
    assert 'name="saves" value="1"' in kept.content.decode()
    assert kept["HX-Trigger"] == "khoso:kept"
    told = head.post(address("report-save"), {"causes": "Khác", "saves": 0}, headers=by_itself)
    assert "Người vanthu-thu vừa lưu báo cáo này" in words_of(told)
    # Without scripts both texts stand on one page; what was kept is still there.
    both = head.post(address("report-save"), {"causes": "Khác", "saves": 0})
    assert both.status_code == 409
    assert "Khác" in words_of(both)
    assert "Bản vừa lưu của người kia: Mất" in words_of(both)
    assert of_commune().causes == "Mất"
    head.post(address("report-save"), {"causes": "Khác", "saves": 0, "over": 1})
    assert of_commune().causes == "Khác"


def test_nothing_is_signed_that_the_head_did_not_see(house: Reporting) -> None:
    clerk, head = signed_in(Client(), house.clerk), signed_in(Client(), house.head)
    assert "Còn thiếu" in words_of(head.get(address("report-sign")))
    clerk.post(address("report-save"), {**WORDS, "saves": 0})
    seen = re.search(rb'name="seen" value="(\w+)"', head.get(address("report-sign")).content)
    assert seen is not None
    ReportFigure.objects.filter(report=of_commune(), name=PAGES).update(counted=999)
    answer = head.post(address("report-sign"), {"seen": seen[1].decode()}, follow=True)
    assert "đã khác với bản anh/chị vừa xem" in words_of(answer)
    assert of_commune().state == "draft"


def test_another_agency_sees_nothing_of_it(house: Reporting) -> None:
    from tests.house import person

    from khoso.foundation.identity.roles import Role

    stranger = signed_in(Client(), person("la-thu", (house.ward, Role.HEAD)))
    for name in ("report", "report-sign"):
        assert stranger.get(address(name)).status_code == 404
    assert "Mẫu Bình" not in words_of(stranger.get("/bao-cao"))


@pytest.mark.mission("P8")
def test_home_affairs_asks_and_reads_the_answers_as_a_table(house: Reporting) -> None:
    home, clerk = signed_in(Client(), house.home), signed_in(Client(), house.clerk)
    asked = {
        "title": "Máy quét hiện có",
        "due_on": "2026-07-03",
        "questions": "Có mấy máy?\nAi giữ máy?",
        "figure_names": [PAGES],
        "whom": "kinds",
        "kinds": ["commune"],
    }
    empty = home.post(reverse("reporting:request-new"), {**asked, "kinds": []})
    assert empty.status_code == 422
    assert "Máy quét hiện có" in empty.content.decode()
    home.post(reverse("reporting:request-new"), asked)
    [made] = Request.objects.all()
    assert [one.code for one in made.agencies.all()] == ["T.XA"]
    report = Report.objects.get(request=made)
    page = reverse("reporting:report", args=[report.pk])
    assert "Ai giữ máy?" in words_of(clerk.get(page))
    clerk.post(reverse("reporting:report-save", args=[report.pk]), {"answer-0": "Hai", "answer-1": "Kho", "saves": 0})
    actions.sign_report(report.pk, by=house.head)
    actions.submit_report(report.pk, by=house.head)
    table = words_of(home.get(reverse("reporting:request", args=[made.pk])))
    assert "1/1 cơ quan đã trả lời" in table
    assert "Hai" in table
    assert home.get(reverse("reporting:request-file", args=[made.pk])).content[:2] == b"PK"
    assert clerk.get(reverse("reporting:request", args=[made.pk])).status_code == 403
    home.post(reverse("reporting:request-extend", args=[made.pk]), {"due_on": "2026-07-10", "reason": "Mất điện"})
    home.post(reverse("reporting:request-close", args=[made.pk]))
    made.refresh_from_db()
    assert (made.due_at, made.closed_at) == (at("2026-07-10", 17), clock.now())


def test_the_home_page_says_what_waits_for_whom(house: Reporting) -> None:
    def cards(person: Any) -> dict[str, Any]:
        return {card.name: card for card in rooms.home_cards(person) if card.name.startswith("reports-")}

    assert {name: card.kind for name, card in cards(house.clerk).items()} == {"reports-due": CardKind.WAITING}
    assert cards(house.home) == {}
    report = of_commune()
    actions.save_report(report.pk, WORDS, saves=0, by=house.clerk)
    actions.sign_report(report.pk, by=house.head)
    assert list(cards(house.head)) == ["reports-signed"]
    actions.submit_report(report.pk, by=house.head)
    assert {name: card.count for name, card in cards(house.home).items()} == {"reports-to-receive": 1}
    actions.return_report(report.pk, "Thiếu chữ ký nháy", by=house.home)
    assert {name: card.kind for name, card in cards(house.clerk).items()} == {"reports-returned": CardKind.LATE}


def test_pages_ask_as_many_questions_for_a_hundred_agencies_as_for_two(house: Reporting) -> None:
    home = signed_in(Client(), house.home)

    def questions(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert home.get(path).status_code == 200
        return len(asked)

    pages = ["/bao-cao", "/bao-cao/ky/2"]
    for path in pages:
        home.get(path)
    few = [questions(path) for path in pages]
    row = PlanTask.objects.get(number=6)
    more = Agency.objects.bulk_create(Agency(code=f"T.{n}", name=f"Xã {n}", kind="commune") for n in range(60))
    Task.objects.bulk_create(Task(plan_task=row, agency=one) for one in more)
    Period.objects.filter(opened_at__isnull=False).update(opened_at=None)
    assert actions.open_due() == 120
    assert [questions(path) for path in pages] == few
