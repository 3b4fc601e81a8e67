"""The screens of tasks: what is mine, one task, an agency's list; forms without scripts, nothing typed is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.house import House, person, signed_in
from tests.stages.programme.files import pdf, upload
from tests.stages.programme.tasks import TODAY, plan_task, programme, task

from khoso.stages.programme import actions
from khoso.stages.programme.models import Dependency, Product, ProgressEntry, Task
from khoso.stages.programme.work import cards, queries
from khoso.stages.programme.work.rules import Step

pytestmark = [pytest.mark.mission("P1"), pytest.mark.mission("P2"), pytest.mark.luat("KH82 I.2.b")]


@pytest.fixture
def clerk(house: House, commune: Any, client: Client) -> Any:
    one = person("vanthu", (commune, "clerk"))
    signed_in(client, one)
    return one


def page(client: Client, one: Task) -> str:
    answer = client.get(reverse("programme:task", args=[one.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def sent(client: Client, name: str, one: Task, *more: int, **data: Any) -> Any:
    return client.post(reverse(f"programme:{name}", args=[one.pk, *more]), data)


def test_the_six_points_say_what_is_missing(commune: Any, clerk: Any, client: Client) -> None:
    one = task(commune)
    shown = page(client, one)
    assert (shown.count("ks-point is-missing"), "đã rõ 4 trên 6" in shown) == (2, True)
    sent(client, "task-assign", one, owner=clerk.pk, head_name="Trần Thị Bình")
    shown = page(client, one)
    assert (shown.count("ks-point is-missing"), "đã rõ 6 trên 6" in shown) == (0, True)


def test_progress_and_product_by_one_form(commune: Any, clerk: Any, client: Client) -> None:
    one = task(commune)
    told = {"text": "Đã ký", "kind": "decision", "number": "12/QĐ", "issued_on": "2026-06-10", "file": upload(pdf())}
    answer = sent(client, "task-report", one, **told)
    assert answer["Location"] == reverse("programme:task", args=[one.pk]) + "#tien-trinh"
    one.refresh_from_db()
    assert (one.state, one.done_on) == ("done", date(2026, 6, 10))
    assert "Hoàn thành: sản phẩm đã có." in page(client, one)


def test_a_refused_upload_loses_nothing_that_was_typed(commune: Any, clerk: Any, client: Client) -> None:
    one = task(commune)
    text = "Đã ký quyết định, gửi kèm bản quét."
    told = {"text": text, "percent": 60, "kind": "decision", "number": "12/QĐ", "file": upload(pdf(script="x"))}
    answer = sent(client, "task-report", one, **told)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert (text in shown, 'value="12/QĐ"' in shown, 'value="60"' in shown) == (True, True, True)
    assert "nội dung tự chạy" in shown
    assert (ProgressEntry.objects.count(), Product.objects.count()) == (0, 0)


def test_a_claim_is_shown_as_what_it_is_to_home_affairs_too(
    commune: Any, neighbour: Any, clerk: Any, client: Client
) -> None:
    one = task(commune)
    answer = sent(client, "task-report", one, text="Xong", says_done="on")
    assert answer.status_code == 302
    assert "Báo xong, nhưng chưa có sản phẩm." in page(client, one)
    officer = signed_in(Client(), person("noivu", (neighbour, "home_affairs")))
    mine = officer.get(reverse("programme:my-tasks")).content.decode()
    assert ("Cơ quan báo xong, chưa có sản phẩm" in mine, commune.name in mine) == (True, True)


def test_withdrawing_is_asked_twice(commune: Any, clerk: Any, client: Client) -> None:
    one = task(commune)
    shown = actions.Shown("decision", upload(pdf()), "12/QĐ", date(2026, 6, 10))
    actions.report_progress(one.pk, "", by=clerk, shown=shown)
    product = Product.objects.get()
    asked = sent(client, "task-withdraw", one, product.pk, reason="Nhầm tệp")
    assert ("Đúng, rút sản phẩm" in asked.content.decode(), Product.objects.get().withdrawn_at) == (True, None)
    sent(client, "task-withdraw", one, product.pk, reason="Nhầm tệp", chac="1")
    one.refresh_from_db()
    assert (one.state, Product.objects.get().withdrawn_reason) == ("under_way", "Nhầm tệp")


def test_home_affairs_answers_a_request_and_waives_after_being_asked_twice(
    commune: Any, neighbour: Any, clerk: Any, client: Client
) -> None:
    first, second = task(commune, 1), task(commune, 2)
    sent(client, "task-ask", first, asks="day", day="2026-12-10", reason="Chờ kinh phí")
    sent(client, "task-ask", second, asks="waiver", reason="Không thuê ngoài")
    officer = person("noivu", (neighbour, "home_affairs"))
    far = signed_in(Client(), officer)
    assert [entry.task_id for entry in queries.open_requests(officer)] == [first.pk, second.pk]
    sent(far, "task-decide", first, what="agree", day="2026-12-10", reason="Đồng ý")
    sent(far, "task-decide", second, what="waive", reason="Tự làm")
    assert Task.objects.get(pk=second.pk).state == "not_begun"
    sent(far, "task-decide", second, what="waive", reason="Tự làm", chac="1")
    assert Task.objects.get(pk=second.pk).state == "waived"
    assert queries.open_requests(officer) == []
    assert Task.objects.get(pk=first.pk).due_on == date(2026, 12, 10)


def test_a_wrong_day_stays_on_the_page_with_its_reason(commune: Any, clerk: Any, client: Client) -> None:
    one = task(commune)
    answer = sent(client, "task-day", one, due_on="2026-12-20", reason="Chậm")
    assert (answer.status_code, "muộn nhất ngày 29/11/2026" in answer.content.decode()) == (422, True)
    assert 'value="2026-12-20"' in answer.content.decode()


def test_parts_are_added_and_ticked(commune: Any, clerk: Any, client: Client) -> None:
    one = task(commune)
    sent(client, "task-add-part", one, title="Soạn dự thảo", owner_name="Lê Lan", due_on="2026-11-25")
    part = one.subtasks.get()
    sent(client, "task-mark-part", one, part.pk, xong="1")
    part.refresh_from_db()
    assert (part.owner_name, part.due_on, part.done_at is not None) == ("Lê Lan", date(2026, 11, 25), True)
    other = task(commune, 2)
    assert sent(client, "task-mark-part", other, part.pk, xong="0").status_code == 404


def test_what_a_task_waits_for_and_holds_up(commune: Any, neighbour: Any, clerk: Any, client: Client) -> None:
    plan = programme()
    first, second = task(commune, 1, of=plan), task(commune, 2, of=plan)
    city = plan_task(plan, 3, group="I", agency_kinds=[])
    lead = Task.objects.create(plan_task=city, agency=neighbour)
    task(neighbour, 1, of=plan)
    Dependency.objects.create(before=first.plan_task, after=second.plan_task, reason="Phải có Hội đồng")
    Dependency.objects.create(before=second.plan_task, after=city)
    waits, holds = queries.neighbours(second)
    assert [(link.reason, other) for link, other in waits] == [("Phải có Hội đồng", first)]
    assert [other for _, other in holds] == [lead]


def test_my_tasks_stand_in_the_order_in_which_they_ask(commune: Any, clerk: Any, client: Client) -> None:
    plan = programme()
    late = task(commune, 1, of=plan, deadline_to=date(2026, 6, 15))
    later = task(commune, 2, of=plan, deadline_to=date(2026, 7, 15))
    soon = task(commune, 3, of=plan, deadline_to=date(2026, 11, 26))
    unclear = task(commune, 4, of=plan, deadline_kind="after", deadline_to=None, is_before=False)
    rest = task(commune, 5, of=plan, deadline_to=date(2026, 12, 25))
    actions.assign([rest.pk], by=clerk, owner=clerk, head_name="Bình")
    claimed = task(commune, 6, of=plan, deadline_to=date(2026, 12, 25))
    actions.report_progress(claimed.pk, "Xong", by=clerk, says_done=True)
    shown = client.get(reverse("programme:my-tasks"))
    told = {shelf.name: [card.task.pk for card in shelf.cards] for shelf in shown.context["shelves"]}
    assert list(told.items()) == [
        ("late", [late.pk, later.pk]),
        ("claims", [claimed.pk]),
        ("soon", [soon.pk]),
        ("incomplete", [unclear.pk]),
        ("rest", [rest.pk]),
    ]
    assert shown.context["first"].task == late
    mine = client.get(reverse("programme:my-tasks"), {"cua": "toi"})
    assert [card.task for shelf in mine.context["shelves"] for card in shelf.cards] == [rest]


def test_one_owner_for_those_that_are_ticked(commune: Any, clerk: Any, client: Client) -> None:
    first, second, third = (task(commune, number) for number in (1, 2, 3))
    address = reverse("programme:assign-tasks", args=[commune.pk])
    none = client.post(address, {"owner": clerk.pk})
    assert (none.status_code, "Chưa chọn nhiệm vụ nào" in none.content.decode()) == (422, True)
    nobody = client.post(address, {"task": [first.pk]})
    assert nobody.status_code == 422
    assert f'value="{first.pk}" form="giao-nhieu"' in nobody.content.decode()
    client.post(address, {"task": [first.pk, second.pk], "owner": clerk.pk})
    owners = [Task.objects.get(pk=one.pk).owner for one in (first, second, third)]
    assert owners == [clerk, clerk, None]


def test_many_tasks_cost_no_more_questions_than_few(commune: Any, clerk: Any, client: Client) -> None:
    plan = programme()

    def asked() -> list[int]:
        counts = []
        for address in (reverse("programme:my-tasks"), reverse("programme:agency-tasks", args=[commune.pk])):
            client.get(address)
            with CaptureQueriesContext(connection) as questions:
                client.get(address)
            counts.append(len(questions))
        return counts

    def give(first: int, last: int) -> None:
        for number in range(first, last):
            one = task(commune, number, of=plan)
            shown = actions.Shown("minutes", upload(pdf()), "1/BB", TODAY)
            actions.report_progress(one.pk, "Làm", by=clerk, shown=shown)
            actions.add_subtask(one.pk, "Việc", by=clerk, owner=clerk)
            actions.ask(one.pk, "waiver", "Vì", by=clerk)

    give(1, 3)
    few = asked()
    give(3, 12)
    assert asked() == few


def test_the_next_step_names_the_product(commune: Any, clerk: Any) -> None:
    one = task(commune)
    actions.assign([one.pk], by=clerk, owner=clerk, head_name="Bình")
    actions.report_progress(one.pk, "Họp", by=clerk)
    [found] = queries.tasks_of(commune)
    card = cards.card(found)
    assert (card.step, card.step_words) == (Step.ATTACH, "Đính kèm sản phẩm: Quyết định")


def test_what_comes_round_asks_again_and_is_never_late_here(commune: Any, clerk: Any) -> None:
    one = task(commune, deadline_kind="every_two_weeks", deadline_to=None, is_before=False, products_wanted=["report"])
    first = cards.card(queries.tasks_of(commune)[0])
    assert (first.standing.due_on, first.standing.is_late, first.standing.is_soon) == (date(2026, 6, 17), False, True)
    assert first.when == "Quá kỳ 158 ngày"
    actions.report_progress(one.pk, "", by=clerk, shown=actions.Shown("report", upload(pdf()), "9/BC", TODAY))
    then = cards.card(queries.tasks_of(commune)[0])
    assert (then.standing.due_on, then.standing.is_soon, then.when) == (date(2026, 12, 9), False, "Còn 17 ngày")
