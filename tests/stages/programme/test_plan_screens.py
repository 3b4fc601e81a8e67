"""The plan on screen: what each page says of the planted facts, who may load, and that nothing is loaded unseen."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.house import person, signed_in

from khoso.foundation.identity import actions as identity
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.programme import actions, queries, states
from khoso.stages.programme.models import Programme, Task
from khoso.stages.programme.plan import forecast as forecasting
from khoso.stages.programme.plan import gantt, showing
from khoso.stages.programme.plan.builtin import plan_82
from khoso.stages.programme.plan.template import as_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P2")]
TODAY = date(2026, 7, 20)


@pytest.fixture(autouse=True)
def summer() -> Iterator[None]:
    with clock.frozen_at(datetime(2026, 7, 20, 3, tzinfo=UTC)):
        yield


@pytest.fixture
def plan() -> Programme:
    identity.load_reference()
    programme = actions.load_programme(plan_82(), by=None)
    actions.give_to_agencies(programme)
    return programme


def officer() -> Client:
    return signed_in(Client(), person("noivu", (city(), "home_affairs")))


def clerk() -> Client:
    agency = Agency.objects.filter(kind="ward", valid_to=None).order_by("pk").first()
    return signed_in(Client(), person("vanthu", (agency or city(), "clerk")))


def city() -> Agency:
    return identity.register_agency("H19", "Ủy ban nhân dân thành phố Đồng Nai", kind="city")


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def keys(response: Any) -> list[str]:
    return re.findall(r'class="ks-road-key">([^<]+)<', response.content.decode())


def lines(programme: Programme) -> dict[str, showing.Line]:
    tasks = queries.plan_tasks(programme)
    found = showing.lines(
        tasks, forecasting.forecast(programme, tasks), forecasting.state_counts(programme), clock.today()
    )
    return {row.task.key: row for row in found}


def done(plan: Programme, group: str, number: int, on: date) -> None:
    Task.objects.filter(plan_task__programme=plan, plan_task__group=group, plan_task__number=number).update(
        state=states.DONE, done_on=on
    )


def test_before_any_plan_the_page_says_who_loads_one() -> None:
    assert "Chưa nạp kế hoạch nào" in text(officer().get("/ke-hoach"))
    assert "/ke-hoach/nap" not in clerk().get("/ke-hoach").content.decode()


def test_the_road_map_has_every_task_and_narrows_to_what_was_asked(plan: Programme) -> None:
    client = officer()
    assert len(keys(client.get("/ke-hoach"))) == 43
    assert keys(client.get("/ke-hoach?nhom=IV")) == ["IV.1", "IV.2", "IV.3"]
    assert keys(client.get("/ke-hoach?xem=thieu")) == ["II.10"]
    assert keys(client.get("/ke-hoach?giai-doan=review")) == ["II.2"]
    assert "V.4" in keys(client.get("/ke-hoach?xem=ghi-chu"))
    assert "Không có nhiệm vụ nào khớp" in text(client.get("/ke-hoach?nhom=IX"))


def test_what_is_done_what_is_late_and_what_will_be(plan: Programme) -> None:
    done(plan, "II", 1, date(2026, 6, 12))
    first = Task.objects.filter(plan_task__group="II", plan_task__number=6).first()
    assert first is not None
    Task.objects.filter(pk=first.pk).update(state=states.DONE, done_on=date(2026, 6, 12))
    rows = lines(plan)
    assert rows["II.1"].is_done and rows["II.1"].standing == "Hoàn thành"
    assert (rows["II.6"].done, rows["II.6"].is_late, rows["II.6"].standing) == (1, True, "Quá hạn 36 ngày")
    # Counted by hand over I.3, II.2, II.5, IV.1 and II.9, around the holiday of the 2nd of September.
    signed = rows["II.11"]
    assert not signed.is_late and (signed.forecast.finish, signed.forecast.late_days) == (date(2026, 10, 20), 14)
    assert rows["II.15"].standing == "Thường xuyên" and rows["II.15"].forecast.finish is None
    late = {key for key, row in rows.items() if row.is_late}
    assert late == {"I.1", "I.2", "I.3", "II.2", "II.4", "II.5", "II.6", "II.7", "II.8", "IV.2", "V.2"}


def test_a_waived_agency_is_not_waited_for(plan: Programme) -> None:
    tasks = Task.objects.filter(plan_task__group="II", plan_task__number=8).order_by("pk")
    waived = tasks[0].pk
    tasks.filter(pk=waived).update(state=states.WAIVED)
    tasks.exclude(pk=waived).update(state=states.DONE, done_on=date(2026, 7, 1))
    row = lines(plan)["II.8"]
    assert row.is_done and row.wanted == row.given - 1 and row.forecast.finish == date(2026, 7, 1)


def test_what_an_agency_did_counts_for_its_own_forecast(plan: Programme) -> None:
    agency = Agency.objects.filter(kind="ward", valid_to=None).order_by("pk")[0]
    Task.objects.filter(agency=agency, plan_task__number__in=(1, 2)).update(
        state=states.DONE, done_on=date(2026, 6, 20)
    )
    whole, own = queries.forecast(plan), queries.forecast(plan, agency_id=agency.pk)
    assert own["II.2"].is_done and not whole["II.2"].is_done
    assert own["II.4"].finish is not None and whole["II.4"].finish is not None
    assert own["II.4"].finish < whole["II.4"].finish
    assert own["III.1"].finish == whole["III.1"].finish


def test_one_task_says_what_the_plan_says_what_it_waits_for_and_what_it_pushes(plan: Programme) -> None:
    told = text(officer().get("/ke-hoach/II.2"))
    for words in (
        "Trước ngày 30/6/2026",
        "ngày cuối còn đúng hạn: 29/06/2026",
        "Bị ngắt trang",
        "Hội đồng rà soát, đánh giá rồi mới có danh mục",
        "suy từ công việc, không in trong kế hoạch",
        "Vì chậm, đẩy lùi:",
    ):
        assert words in told, words
    assert officer().get("/ke-hoach/I.5").status_code == 404


def test_an_agency_sees_its_own_state_and_the_city_s_count(plan: Programme) -> None:
    page = clerk().get("/ke-hoach/II.8")
    own = Agency.objects.filter(kind="ward", valid_to=None).order_by("pk")[0]
    other = Agency.objects.filter(kind="ward", valid_to=None).order_by("pk")[1]
    assert own.name in text(page) and other.name not in text(page)
    assert "số đếm là của cả thành phố" in text(page)
    assert other.name in text(officer().get("/ke-hoach/II.8"))


def test_the_picture_draws_every_task_inside_its_frame(plan: Programme) -> None:
    rows = list(lines(plan).values())
    picture = gantt.draw(plan, rows, TODAY)
    assert [bar.line.task.key for bar in picture.bars] == [row.task.key for row in rows]
    for bar in picture.bars:
        assert bar.x is None or picture.labels <= bar.x <= bar.x + bar.width <= picture.width
        assert bar.y + gantt.ROW <= picture.height
    assert picture.today_x is not None and picture.labels < picture.today_x < picture.end_x
    assert {bar.line.task.key for bar in picture.bars if bar.look == "critical"} == {
        row.task.key for row in rows if row.forecast.is_critical
    }
    assert "ks-gantt" in officer().get("/ke-hoach/so-do").content.decode()


def test_a_picture_of_a_far_forecast_is_cut_and_says_so(plan: Programme) -> None:
    with clock.frozen_at(datetime(2028, 3, 1, tzinfo=UTC)):
        picture = gantt.draw(plan, list(lines(plan).values()), clock.today())
        assert picture.is_cut and picture.today_x is None
        assert "phần sau không vẽ" in text(officer().get("/ke-hoach/so-do"))


def test_the_pages_ask_few_questions_however_many_agencies(plan: Programme) -> None:
    client = officer()
    for address, most in (("/ke-hoach", 14), ("/ke-hoach/so-do", 14), ("/ke-hoach/II.13", 20)):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= most, (address, len(asked))


def upload(content: bytes, name: str = "ke-hoach.xlsx") -> dict[str, Any]:
    return {"tep": SimpleUploadedFile(name, content)}


def token_in(response: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


def changed_sheet() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(as_sheet(plan_82())))
    sheet = book["Kế hoạch"]
    for row in sheet.iter_rows():
        if row[0].value == "II" and str(row[2].value) == "8":
            row[7].value = "Quyết định ban hành Nội quy"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_loading_shows_first_and_does_it_only_when_confirmed(plan: Programme) -> None:
    client = officer()
    seen = client.post("/ke-hoach/nap", upload(changed_sheet()))
    told = text(seen)
    assert "Xem trước, chưa nạp gì" in told and "Đổi 1 nhiệm vụ, thêm 0, bỏ 0" in told
    assert "Quyết định ban hành Nội quy/quy chế số hóa" in told and "Quyết định ban hành Nội quy " in told
    task = queries.plan_task_by_key(plan, "II.8")
    assert task is not None and task.product == "Quyết định ban hành Nội quy/quy chế số hóa"
    assert client.post("/ke-hoach/nap/xac-nhan", {"token": token_in(seen)}).status_code == 302
    task = queries.plan_task_by_key(plan, "II.8")
    assert task is not None and task.product == "Quyết định ban hành Nội quy"
    # Once only: the same look cannot be confirmed again.
    assert client.post("/ke-hoach/nap/xac-nhan", {"token": token_in(seen)}).headers["location"] == "/ke-hoach/nap"


def test_the_plan_that_is_there_changes_nothing(plan: Programme) -> None:
    seen = officer().post("/ke-hoach/nap", {"nguon": "builtin"})
    assert "giống hệt kế hoạch đang dùng" in text(seen)


def test_a_first_plan_is_loaded_from_the_screen_and_given() -> None:
    identity.load_reference()
    client = officer()
    seen = client.post("/ke-hoach/nap", {"nguon": "builtin"})
    assert "Kế hoạch mới, 43 nhiệm vụ" in text(seen) and not Programme.objects.exists()
    client.post("/ke-hoach/nap/xac-nhan", {"token": token_in(seen)})
    assert queries.current_programme() is not None and Task.objects.count() > 2000


def test_a_file_that_cannot_be_loaded_is_refused_line_by_line(plan: Programme) -> None:
    client = officer()
    for given, says in (
        ({}, "Chưa chọn tệp nào."),
        (upload(b"x", "la.png"), "cần bảng tính .xlsx"),
        (upload(b"", "builtin"), "cần bảng tính .xlsx"),
        (
            upload("Nhóm,Số,Nhiệm vụ,Cơ quan chủ trì,Thời gian,Sản phẩm\nI,x,y,z,,\n".encode(), "a.csv"),
            "Dòng 2: số «x»",
        ),
    ):
        page = client.post("/ke-hoach/nap", given)
        assert page.status_code == 422 and says in text(page), says


def test_somebody_else_s_look_is_nobody_s_to_confirm(plan: Programme) -> None:
    token = token_in(officer().post("/ke-hoach/nap", upload(changed_sheet())))
    other = signed_in(Client(), person("noivu2", (city(), "home_affairs")))
    assert other.post("/ke-hoach/nap/xac-nhan", {"token": token}).headers["location"] == "/ke-hoach/nap"
    task = queries.plan_task_by_key(plan, "II.8")
    assert task is not None and task.product.endswith("quy chế số hóa")


def test_only_home_affairs_loads_and_staff_see(plan: Programme) -> None:
    client = clerk()
    assert [client.get(address).status_code for address in ("/ke-hoach", "/ke-hoach/so-do", "/ke-hoach/tai")] == [
        200
    ] * 3
    for address in ("/ke-hoach/nap", "/ke-hoach/mau"):
        assert client.get(address).status_code == 403
    assert client.post("/ke-hoach/nap/xac-nhan", {"token": "x"}).status_code == 403
    assert signed_in(Client(), person("docgia", (city(), "reader"))).get("/ke-hoach").status_code == 403


def test_the_plan_is_taken_away_as_a_sheet_that_loads_again(plan: Programme) -> None:
    response = officer().get("/ke-hoach/tai")
    assert response.headers["Content-Disposition"] == 'attachment; filename="ke-hoach-KH82-2026.xlsx"'
    seen = officer().post("/ke-hoach/nap", upload(response.content))
    assert "giống hệt kế hoạch đang dùng" in text(seen)
