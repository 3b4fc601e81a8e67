"""The screens of lots, guides, plans and statistics, walked as people do; and the report they take away."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from tests.house import person, signed_in
from tests.stages.inspection.scans import Scans, scans

from khoso.instruments.quality import actions as quality
from khoso.instruments.quality import queries as seen
from khoso.instruments.quality.models import Defect
from khoso.stages.inspection.guides import actions as guides
from khoso.stages.inspection.guides import queries as guide_queries
from khoso.stages.inspection.guides.errors import GuideRefused
from khoso.stages.inspection.lots import actions, queries
from khoso.stages.inspection.lots.statistics import statistics_for
from khoso.stages.inspection.models import CheckingGuide, InspectionPlan, Lot

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D7")]


@pytest.fixture
def house() -> Scans:
    return scans()


def client_of(one: Any) -> Client:
    return signed_in(Client(), one)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_lot_from_drawing_to_the_verdict_by_its_screens(house: Scans) -> None:
    delivery = house.delivery()
    planner, checker = (client_of(house.staff(name)) for name in ("giamsat", "kiemtra"))
    assert str(delivery.pk) in planner.get(reverse("inspection:lots")).content.decode()
    planner.post(reverse("inspection:lot-draw"), {"units": "page", "deliveries": [delivery.pk], "seed": "s"})
    lot = queries.lot(Lot.objects.get().pk)
    assert lot.inspection is not None
    shown = text_of(checker.get(reverse("inspection:lot", args=[lot.pk])))
    assert "Lô có 40 trang. Theo TCVN 7790-1 (ISO 2859-1), bậc II, chữ mã D, kiểm tra thường." in shown
    checker.post(reverse("inspection:lot-open", args=[lot.pk]))
    by = house.staff("kiemtra")
    first = seen.sample_of(lot.inspection)[0]
    actions.mark(lot, first.key, "skew", by)
    checker.post(reverse("inspection:lot-decide", args=[lot.pk]))
    lot.inspection.refresh_from_db()
    assert lot.inspection.state == "open"
    keys = seen.sample_of(lot.inspection).filter(verdict="").values_list("key", flat=True)
    actions.look(lot, list(keys), "good", by)
    checker.post(reverse("inspection:lot-decide", args=[lot.pk]), {"due_on": "2999-01-01"})
    lot.inspection.refresh_from_db()
    assert (lot.inspection.state, Defect.objects.get().due_on.isoformat()) == ("passed", "2999-01-01")
    assert planner.get(reverse("inspection:lot", args=[lot.pk])).status_code == 200
    assert (
        client_of(person("nguoiquet", (house.agency, "contractor_operator")))
        .get(reverse("inspection:lot", args=[lot.pk]))
        .status_code
        == 200
    )
    assert client_of(person("nguoila")).get(reverse("inspection:lot", args=[lot.pk])).status_code in (403, 404)


@pytest.mark.luat("TT 05/2025 Đ.9.5")
def test_the_check_report_says_plan_seed_counts_verdict_and_names(house: Scans) -> None:
    delivery = house.delivery()
    lot = actions.draw_lot([delivery.pk], "page", house.staff("giamsat"), seed="hat-giong-1")
    actions.open_lot(lot, house.staff("giamsat"))
    by = house.staff("kiemtra")
    assert lot.inspection is not None
    first = seen.sample_of(lot.inspection)[0]
    actions.mark(lot, first.key, "missing_page", by, note="Thiếu trang sau")
    keys = seen.sample_of(lot.inspection).filter(verdict="").values_list("key", flat=True)
    actions.look(lot, list(keys), "good", by)
    actions.decide(lot, house.staff("giamsat"))
    client = client_of(house.staff("giamsat"))
    addresses = [
        reverse("inspection:lot-report", args=[lot.pk, "docx"]),
        reverse("inspection:delivery-report", args=[delivery.pk, "docx"]),
    ]
    for address in addresses:
        document = Document(io.BytesIO(client.get(address).content))
        words = "\n".join(one.text for one in document.paragraphs)
        cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
        assert "hat-giong-1" in words
        assert lot.inspection.units_digest in words
        assert "KHÔNG ĐẠT" in words
        assert "Người kiểm tra: Người kiemtra" in words
        assert "nguoiquet" in words
        number = first.key.rpartition(":")[2]
        assert {"Thiếu trang", "Nghiêm trọng", "TT 05/2025 Đ.9.4"} <= cells
        assert any(cell.endswith(f".pdf, trang {number}") for cell in cells)
    pdf = client.get(reverse("inspection:lot-report", args=[lot.pk, "pdf"]))
    assert pdf.content[:5] == b"%PDF-"
    assert client.get(reverse("inspection:lot-report", args=[lot.pk, "xlsx"])).status_code == 404


def test_fields_are_answered_one_after_another(house: Scans) -> None:
    delivery = house.delivery(files=1)
    lot = actions.draw_lot([delivery.pk], "field", house.staff("giamsat"))
    actions.open_lot(lot, house.staff("giamsat"))
    assert lot.inspection is not None
    client, address = client_of(house.staff("kiemtra")), reverse("inspection:lot-fields", args=[lot.pk])
    for number, unit in enumerate(seen.sample_of(lot.inspection)):
        shown = client.get(address).content.decode()
        assert f'value="{unit.key}"' in shown
        answer = {"verdict": "good"} if number else {"verdict": "bad", "kind": "spelling", "note": "Thiếu dấu"}
        client.post(address, {"key": unit.key, "o": unit.ordinal, **answer})
    assert client.get(address).status_code == 302
    assert seen.progress_of(lot.inspection).waiting == 0
    assert [(one.kind, one.severity, one.note) for one in Defect.objects.all()] == [("spelling", "minor", "Thiếu dấu")]
    client.post(reverse("inspection:lot-decide", args=[lot.pk]))
    lot.inspection.refresh_from_db()
    # A lot of eight at AQL 4.0 is judged by three fields, none of which may be wrong; the first one drawn is.
    assert (lot.inspection.plan["classes"]["minor"]["ac"], lot.inspection.state) == (0, "failed")


def test_the_first_guide_is_there_and_an_agency_issues_its_own(house: Scans) -> None:
    first = guide_queries.in_force(house.agency.pk)
    assert first is not None
    assert (first.agency_id, first.version) == (None, 1)
    checker = house.staff("kiemtra", "clerk", taught=False)
    client = client_of(checker)
    page = client.get(reverse("inspection:guides"))
    assert "Mất chữ ở mép" not in text_of(page)
    assert "mất chữ ở mép" in text_of(page)
    client.post(reverse("inspection:guide-acknowledge", args=[house.agency.pk]), {"guide": first.pk})
    assert guide_queries.must_acknowledge(checker, house.agency.pk) is None
    planner = client_of(house.staff("giamsat"))
    issue = reverse("inspection:guide-issue", args=[house.agency.pk])
    assert planner.post(issue, {"title": "Hướng dẫn của xã"}).status_code == 422
    said = {"title": "Hướng dẫn của xã", "scan_errors": "Xem kỹ", "cataloguing_errors": "So từng chữ"}
    assert planner.post(issue, said).status_code == 302
    own = CheckingGuide.objects.get(agency=house.agency)
    assert guide_queries.must_acknowledge(checker, house.agency.pk) == own
    with pytest.raises(GuideRefused, match="không còn hiệu lực"):
        guides.acknowledge(house.agency, first.pk, checker)


def test_a_plan_is_chosen_and_ordered_by_its_screen(house: Scans) -> None:
    house.delivery()
    client = client_of(house.staff("giamsat"))
    address = reverse("inspection:plan", args=[house.agency.pk])
    said = {"loai": "page", "dot": house.batch.pk, "level": "I", "major": "2.5", "reason": "Hợp đồng 12"}
    assert client.post(address, said).status_code == 302
    plan = InspectionPlan.objects.get()
    assert (plan.batch, plan.level, plan.critical, plan.major) == (house.batch, "I", "", "2.5")
    order = {"loai": "page", "dot": house.batch.pk, "kind": "tightened", "reason": "Máy quét mới"}
    client.post(reverse("inspection:plan-kind", args=[house.agency.pk]), order)
    shown = text_of(client.get(f"{address}?loai=page&dot={house.batch.pk}"))
    assert "Máy quét mới" in shown
    assert queries.plan_for(house.agency.pk, house.batch, "page")[0].kind == "tightened"


def test_statistics_by_operator_device_day_and_kind(house: Scans) -> None:
    delivery = house.delivery()
    folder = delivery.files.order_by("path")[0].path
    actions.say_origin(delivery, "Tổ 1", "Máy A", None)
    actions.say_origin(delivery, "Tổ 2", "Máy B", None, path=folder)
    lot = actions.draw_lot([delivery.pk], "page", house.staff("giamsat"))
    actions.open_lot(lot, house.staff("giamsat"))
    by = house.staff("kiemtra")
    for number, file in enumerate(delivery.files.order_by("path")):
        defect = actions.mark(lot, f"{file.pk}:1", "blur" if number else "cut", by)
    quality.waive_defect(defect.pk, "Bản gốc mờ", by)
    told = statistics_for(by)
    rows = {name: [(row.name, row.pages, row.defects) for row in table.rows] for name, table in told.items()}
    assert rows["operator"] == [("Tổ 1", 30, 2), ("Tổ 2", 10, 1)]
    assert rows["device"] == [("Máy A", 30, 2), ("Máy B", 10, 1)]
    assert rows["kind"] == [("blur", None, 2), ("cut", None, 1)]
    assert [(count, pages) for _day, pages, count in rows["day"]] == [(3, 40)]
    shown = client_of(by).get(reverse("inspection:statistics")).content.decode()
    assert shown.count('<rect class="lot-bar is-major"') == 7
    assert "Mất chữ ở mép" in shown
