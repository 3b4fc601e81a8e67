"""The pages of describing: what they show, how forms come back, history, arrangement and its reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import person, signed_in
from tests.stages.programme.files import pdf, upload

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.kernel.errors import FileRefused
from khoso.kernel.states import WrongState
from khoso.stages.catalogue import actions, states
from khoso.stages.catalogue.describing import arranging, queries
from khoso.stages.catalogue.describing.errors import ArrangementRefused, DescribingNotAllowed
from khoso.stages.catalogue.models import (
    Accumulation,
    ArrangementReport,
    Dossier,
    Fonds,
    Item,
    Revision,
)

pytestmark = [pytest.mark.django_db, pytest.mark.mission("R6")]


@pytest.fixture
def clerk(commune: Agency) -> Any:
    return person("lan", (commune, "clerk"))


@pytest.fixture
def desk(clerk: Any) -> Client:
    return signed_in(Client(), clerk)


@pytest.fixture
def fonds(commune: Agency) -> Fonds:
    return actions.register_fonds(commune, code="P01", title="Ủy ban nhân dân xã Mẫu")


@pytest.fixture
def dossier(fonds: Fonds) -> Dossier:
    made = actions.register_dossier(
        fonds, number="07", register_number="ML2", box="15", year=2011, title="Hồ sơ xây cầu", arrangement="unarranged"
    )
    actions.register_item(made, ordinal=1, subject="Tờ trình xây cầu", number="12", notation="TTr-UBND")
    return made


def as_filled(page: Any) -> dict[str, Any]:
    """What a browser would send back of a form as it is shown."""
    form = page.context["form"]
    told = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in told.items() if value not in (None, False)}


@pytest.mark.parametrize("kind", ["fonds", "series", "dossier", "item"])
def test_each_level_has_a_page_a_form_and_a_history_in_few_questions(
    desk: Client, dossier: Dossier, kind: str, django_assert_max_num_queries: Any
) -> None:
    subject = {"fonds": dossier.fonds, "series": dossier.series, "dossier": dossier, "item": dossier.items.get()}[kind]
    addresses = [
        reverse(f"catalogue:{kind}", args=[subject.pk]),
        reverse(f"catalogue:{kind}-edit", args=[subject.pk]),
        reverse("catalogue:history", args=[kind, subject.pk]),
        reverse("catalogue:compared", args=[kind, subject.pk]),
        reverse("catalogue:as-it-was", args=[kind, subject.pk, 0]),
    ]
    for address in addresses:
        with django_assert_max_num_queries(40):
            assert desk.get(address).status_code == 200, address
    assert desk.get(reverse("catalogue:as-it-was", args=[kind, subject.pk, 1])).status_code == 404


def test_the_page_says_what_the_law_still_wants_with_its_clause(desk: Client, dossier: Dossier) -> None:
    page = desk.get(reverse("catalogue:dossier", args=[dossier.pk]))
    assert page.context["missing"] == [
        "Mã hồ sơ gốc giấy",
        "Thời gian bắt đầu",
        "Thời gian kết thúc",
        "Tổng số tài liệu trong hồ sơ",
        "Số lượng tờ",
        "Số lượng trang",
    ]
    assert "TT 05/2025 Phụ lục I.II.2.a" in page.content.decode()


def test_a_correction_by_the_form_is_kept_and_seen_in_the_history(desk: Client, dossier: Dossier) -> None:
    address = reverse("catalogue:dossier-edit", args=[dossier.pk])
    sent = {**as_filled(desk.get(address)), "title": "Hồ sơ xây cầu Mẫu", "reason": "Đối chiếu bìa"}
    assert desk.post(address, sent).status_code == 302
    history = desk.get(reverse("catalogue:history", args=["dossier", dossier.pk])).content.decode()
    assert "Đối chiếu bìa" in history
    assert '<del lang="vi">Hồ sơ xây cầu</del>' in history
    was = desk.get(reverse("catalogue:as-it-was", args=["dossier", dossier.pk, 0])).content.decode()
    assert ("Hồ sơ xây cầu</span>" in was, "Hồ sơ xây cầu Mẫu</span>" in was) == (True, False)
    both = desk.get(reverse("catalogue:compared", args=["dossier", dossier.pk]), {"chi": "tat-ca"})
    assert [row["label"] for row in both.context["rows"] if row["differs"]] == ["Tiêu đề hồ sơ"]


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(desk: Client, dossier: Dossier) -> None:
    address = reverse("catalogue:dossier-edit", args=[dossier.pk])
    typed = {"title": "y" * 1001, "start": "2012", "end": "2011", "declared_sheet_count": "mười", "reason": "Sửa"}
    page = desk.post(address, {**as_filled(desk.get(address)), **typed})
    assert page.status_code == 422
    form = page.context["form"]
    assert sorted(form.errors) == ["declared_sheet_count", "end", "title"]
    assert {name: form[name].value() for name in typed} == typed
    assert Revision.objects.count() == 0


def test_whoever_edits_what_somebody_else_changed_meanwhile_is_told_and_keeps_what_was_typed(
    desk: Client, dossier: Dossier, clerk: Any
) -> None:
    address = reverse("catalogue:dossier-edit", args=[dossier.pk])
    sent = {**as_filled(desk.get(address)), "title": "Của tôi", "reason": "Sửa"}
    actions.describe("dossier", dossier.pk, {"title": "Của người khác"}, reason="Sửa", by=clerk)
    page = desk.post(address, sent)
    assert (page.status_code, page.context["form"]["title"].value()) == (422, "Của tôi")
    assert desk.post(address, as_filled(page)).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).title == "Của tôi"


@pytest.mark.mission("S3")
def test_a_secret_is_refused_at_the_form_and_the_trail_keeps_only_that(desk: Client, dossier: Dossier) -> None:
    from khoso.foundation.audit.models import AuditEntry

    address = reverse("catalogue:dossier-edit", args=[dossier.pk])
    page = desk.post(address, {**as_filled(desk.get(address)), "access_code": "03", "title": "Z bí mật", "reason": "S"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["access_code"])
    entry = AuditEntry.objects.get(verb="catalogue.secret.refuse")
    assert ("Z bí mật" in entry.content, '"access_code"' in entry.content) == (False, True)


def test_a_fonds_a_register_a_dossier_and_items_are_registered_by_forms(desk: Client, commune: Agency) -> None:
    new = reverse("catalogue:fonds-new")
    sent = {**as_filled(desk.get(new)), "agency": commune.pk, "code": "P02", "title": "Hội đồng nhân dân xã Mẫu"}
    assert desk.post(new, sent).status_code == 302
    fonds = Fonds.objects.get(code="P02")
    assert desk.post(new, sent).status_code == 422
    new = reverse("catalogue:series-new", args=[fonds.pk])
    assert desk.post(new, {"code": "ML1", "title": "Nghị quyết"}).status_code == 302
    new = reverse("catalogue:dossier-new", args=[fonds.pk]) + "?muc=ML1"
    sent = {**as_filled(desk.get(new)), "number": "01", "title": "Kỳ họp thứ nhất", "start": "1999"}
    assert desk.post(new, sent).status_code == 302
    dossier = Dossier.objects.select_related("series").get(fonds=fonds)
    assert dossier.series is not None
    assert (dossier.series.code, dossier.arrangement) == ("ML1", "unarranged")
    assert dossier.reference_code == "H19.99.1999.01.ML1"
    for material, said in (("text", {}), ("photo", {"colour": "01"}), ("audiovisual", {"play_time": "00:01:00"})):
        new = reverse("catalogue:item-new", args=[dossier.pk]) + f"?loai={material}"
        assert desk.post(new, {**as_filled(desk.get(new)), "subject": material, **said}).status_code == 302
    assert list(Item.objects.order_by("ordinal").values_list("ordinal", "material")) == [
        (1, "text"),
        (2, "photo"),
        (3, "audiovisual"),
    ]


@pytest.mark.mission("S3")
def test_a_held_dossier_is_shown_held_and_released_on_its_page(
    desk: Client, dossier: Dossier, clerk: Any, commune: Agency
) -> None:
    actions.describe("dossier", dossier.pk, {"title": "Hồ sơ mật khu Mẫu"}, reason="Theo bìa", by=clerk)
    page = reverse("catalogue:dossier", args=[dossier.pk])
    assert desk.get(page).context["release"] is None
    head = signed_in(Client(), person("thu", (commune, "head")))
    assert [one.pk for one in queries.held_for(person("thu"))] == [dossier.pk]
    release = reverse("catalogue:release", args=[dossier.pk])
    assert head.post(release, {"reason": ""}).status_code == 422
    assert head.post(release, {"reason": "Mật khu là địa danh"}).status_code == 302
    shown = head.get(page)
    assert (shown.context["is_held"], "Từng bị giữ" in shown.content.decode()) == (False, True)


# Arrangement


@pytest.mark.luat("KH 82 III.1.a")
@pytest.mark.parametrize("state", states.ARRANGEMENT_STATES.states)
@pytest.mark.parametrize("action", ["begin", "stop", "reopen", "report"])
def test_every_pair_of_state_and_action_of_arranging(dossier: Dossier, clerk: Any, state: str, action: str) -> None:
    allowed = {
        ("unarranged", "begin"): "arranging",
        ("arranging", "stop"): "unarranged",
        ("unarranged", "report"): "arranged",
        ("arranging", "report"): "arranged",
        ("arranged", "reopen"): "arranging",
    }
    Dossier.objects.filter(pk=dossier.pk).update(arrangement=state)
    wanted = allowed.get((state, action))
    if action == "report":
        told = arranging.Report("01/BC", date(2026, 5, 1), "Báo cáo")
        _, moved = arranging.report_arranged(dossier.fonds.agency, told, [dossier], by=clerk)
        assert moved == int(wanted is not None)
    elif wanted is None:
        with pytest.raises(WrongState):
            arranging.move(dossier, action, reason="Thử", by=clerk)
    else:
        assert arranging.move(dossier, action, reason="Thử", by=clerk) == 1
    assert Dossier.objects.get(pk=dossier.pk).arrangement == (wanted or state)


@pytest.mark.luat("KH 82 III.1.a", "NĐ 31/2026 Đ.8")
def test_one_report_sets_a_whole_fonds_arranged_and_each_dossier_keeps_its_revision(fonds: Fonds, clerk: Any) -> None:
    for number in range(3):
        actions.register_dossier(fonds, number=str(number), year=2000, title="H", arrangement="unarranged")
    told = arranging.Report("02/BC-CL", date(2026, 5, 1), "Báo cáo tổng kết", "Đội chỉnh lý", 3, Decimal("0.5"))
    report, moved = arranging.report_arranged(fonds.agency, told, [fonds], by=clerk)
    assert moved == 3
    rows = Dossier.objects.filter(fonds=fonds, arrangement="arranged", arrangement_report=report)
    assert (rows.count(), rows.filter(arranged_at=None).count(), Revision.objects.count()) == (3, 0, 3)
    assert queries.covered_by(report)["fonds"] == [{"fonds_id": fonds.pk, "fonds__title": fonds.title, "held": 3}]
    arranging.move(fonds, "reopen", reason="Báo cáo sai", by=clerk)
    assert Dossier.objects.filter(fonds=fonds, arrangement="arranging", arranged_at=None).count() == 3


def test_a_report_has_a_number_of_its_own_a_day_that_was_and_a_file_that_opens(
    commune: Agency, clerk: Any, tmp_path: Path
) -> None:
    good = arranging.Report("02/BC", date(2026, 5, 1), "Báo cáo", file=upload(pdf()))
    report, _ = arranging.report_arranged(commune, good, [], by=clerk)
    with blobs.store().open(report.file_digest) as kept:
        assert kept.read(5) == b"%PDF-"
    for wrong, field in (
        (arranging.Report("02/BC", date(2026, 5, 1), "Báo cáo"), "number"),
        (arranging.Report(" ", date(2026, 5, 1), "Báo cáo"), "number"),
        (arranging.Report("03/BC", date(2036, 5, 1), "Báo cáo"), "issued_on"),
    ):
        with pytest.raises(ArrangementRefused) as refused:
            arranging.report_arranged(commune, wrong, [], by=clerk)
        assert refused.value.field == field
    with pytest.raises(FileRefused):
        arranging.report_arranged(
            commune, arranging.Report("04/BC", date(2026, 5, 1), "B", file=upload(b"khong phai pdf")), [], by=clerk
        )
    assert ArrangementReport.objects.count() == 1


def test_the_screens_of_heaps_and_reports(desk: Client, commune: Agency, fonds: Fonds) -> None:
    new = reverse("catalogue:accumulation-new")
    sent = {"agency": commune.pk, "title": "Khối văn phòng", "origin": "created", "metres": "12,5", "start": "1990"}
    answer = desk.post(new, {**sent, "fonds": fonds.pk})
    heap = Accumulation.objects.get()
    assert (answer.status_code, heap.metres, heap.start, heap.arrangement) == (
        302,
        Decimal("12.5"),
        "1990",
        "unarranged",
    )
    page = reverse("catalogue:accumulation", args=[heap.pk])
    assert desk.get(page).status_code == 200
    change = reverse("catalogue:accumulation-edit", args=[heap.pk])
    assert desk.post(change, {**sent, "metres": "-1", "reason": "Đo lại"}).status_code == 422
    assert desk.post(change, {**sent, "metres": "10", "reason": "Đo lại"}).status_code == 302
    desk.post(reverse("catalogue:accumulation-move", args=[heap.pk]), {"viec": "begin", "reason": "Đã ký hợp đồng"})
    assert Accumulation.objects.get().arrangement == "arranging"
    report = reverse("catalogue:report-new") + f"?khoi={heap.pk}"
    assert desk.get(report).context["scopes"][0]["metres"] == Decimal("10")
    answer = desk.post(report, {"number": "05/BC", "issued_on": "2026-05-01", "title": "Xong", "file": upload(pdf())})
    assert answer.status_code == 302
    assert Accumulation.objects.get().arrangement == "arranged"
    made = ArrangementReport.objects.get()
    got = desk.get(reverse("catalogue:report-file", args=[made.pk]))
    assert b"".join(got.streaming_content).startswith(b"%PDF-")
    assert got["Content-Disposition"].startswith("attachment")
    listing = desk.get(reverse("catalogue:accumulations"))
    assert {one["state"]: one["metres"] for one in listing.context["tally"]} == {
        "unarranged": 0,
        "arranging": 0,
        "arranged": Decimal("10.00"),
    }


def test_a_stranger_arranges_nothing(fonds: Fonds, neighbour: Agency, commune: Agency) -> None:
    stranger = person("ben", (neighbour, "clerk"))
    with pytest.raises(DescribingNotAllowed):
        arranging.move(fonds, "begin", reason="Thử", by=stranger)
    with pytest.raises(DescribingNotAllowed):
        arranging.report_arranged(neighbour, arranging.Report("1", date(2026, 5, 1), "B"), [fonds], by=stranger)
    with pytest.raises(DescribingNotAllowed):
        arranging.register_heap(commune, arranging.Heap("Khối", Decimal(1)), by=stranger)
    assert ArrangementReport.objects.count() == 0


@pytest.mark.luat("KH 82 III.1.a")
@pytest.mark.mission("S2")
def test_metres_of_heaps_are_read_by_the_describing_pages_alone() -> None:
    """Shelf metres of unarranged material enter no figure used for money: nothing else knows the table."""
    source = Path(arranging.__file__).parents[3]
    knows = {
        file.relative_to(source).as_posix()
        for file in source.rglob("*.py")
        if "Accumulation" in file.read_text(encoding="utf-8") and "migrations" not in file.parts
    }
    # The demonstration makes one.
    here = ("stages/catalogue/describing/", "stages/catalogue/models/", "config/demo")
    assert sorted(one for one in knows if not one.startswith(here)) == []
