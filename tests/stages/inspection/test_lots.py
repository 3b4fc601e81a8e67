"""Lots of a batch: what they are made of, who may do what, what a dossier waits for, and the round after a failure."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from tests.house import person
from tests.stages.inspection.scans import Scans, scans

from khoso.engines import jobs
from khoso.engines.jobs.memory import MemoryQueue
from khoso.engines.jobs.procrastinate_queue import ProcrastinateQueue
from khoso.foundation.audit.models import AuditEntry
from khoso.instruments.quality import actions as quality
from khoso.instruments.quality import queries as seen
from khoso.instruments.quality.errors import InspectionDiscontinued, InspectionRefused, MakerMayNotJudge
from khoso.instruments.quality.models import Defect, Switching
from khoso.kernel import clock
from khoso.stages.digitisation.events import UploadDelivered
from khoso.stages.digitisation.models import Delivery, Upload, UploadFile
from khoso.stages.inspection import figures
from khoso.stages.inspection import queries as inspection
from khoso.stages.inspection.errors import GuideNotAcknowledged, InspectionNotAllowed, LotRefused
from khoso.stages.inspection.handlers import on_upload
from khoso.stages.inspection.lots import actions, queries
from khoso.stages.inspection.lots.rules import FIELD, PAGE, LotFacts, awaited, stream_of
from khoso.stages.inspection.models import Lot, Passing, ScanOrigin
from khoso.stages.inspection.rules import DossierFacts, decide
from khoso.stages.recognition.models import ItemFields

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D7")]


@pytest.fixture
def house() -> Scans:
    return scans()


def opened(house: Scans, delivery: Delivery, units: str = PAGE, seed: str = "hat-giong") -> Lot:
    lot = actions.draw_lot([delivery.pk], units, house.staff("giamsat"), seed=seed)
    return actions.open_lot(lot, house.staff("giamsat"))


def see_through(house: Scans, lot: Lot, *, bad: int = 0, kind: str = "blur") -> None:
    """Everything of the lot looked at; the first `bad` units drawn have a defect of this kind."""
    assert lot.inspection is not None
    by = house.staff("kiemtra")
    for unit in seen.sample_of(lot.inspection)[:bad]:
        actions.mark(lot, unit.key, kind, by)
    waiting = list(seen.sample_of(lot.inspection).filter(verdict="").values_list("key", flat=True))
    actions.look(lot, waiting, "good", by)


@pytest.fixture
def waiting() -> Iterator[MemoryQueue]:
    """The jobs asked for."""
    queue = MemoryQueue()
    jobs.use(queue)
    yield queue
    jobs.use(ProcrastinateQueue())


def test_every_step_of_a_lot_asks_anew_what_its_dossiers_wait_for(house: Scans, waiting: MemoryQueue) -> None:
    delivery = house.delivery()
    dossiers = {str(one) for one in delivery.files.values_list("dossier_id", flat=True) if one}

    def considered() -> set[Any]:
        asked = {ids["dossier_id"] for job, ids in waiting.waiting if job.name == "inspection.consider_dossier"}
        waiting.waiting.clear()
        waiting._once.clear()
        return asked

    lot = actions.draw_lot([delivery.pk], PAGE, house.staff("giamsat"))
    assert dossiers
    assert considered() == dossiers
    lot = actions.open_lot(lot, house.staff("giamsat"))
    assert considered() == dossiers
    actions.cancel_lot(lot, "Lấy nhầm lô", house.staff("giamsat"))
    assert considered() == dossiers


def facts(house: Scans, dossier: Any) -> Any:
    files = inspection.digitisation.files_of_dossiers([dossier.pk])
    return queries.waits_of_dossiers(files)[dossier.pk]


def test_a_lot_of_pages_has_every_checked_page_and_what_the_machine_doubts(house: Scans) -> None:
    first, second = house.delivery("mot"), house.delivery("hai", files=3, pages=7)
    files = list(first.files.order_by("path"))
    house.doubt(files[0], 3, "page.skew")
    house.doubt(files[0], 3, "page.blur")
    house.doubt(files[1], None, "file.name", "error")
    house.doubt(files[2], 1, "page.note", "info")
    lot = actions.draw_lot([first.pk, second.pk], PAGE, house.staff("giamsat"), seed="x")
    assert lot.inspection is not None
    assert (lot.inspection.lot_size, lot.batch, lot.inspection.makers) == (61, house.batch, ["nguoiquet"])
    doubts = {one.key: one.doubts for one in seen.sample_of(lot.inspection) if one.doubts}
    assert doubts == {f"{files[0].pk}:3": ["page.blur", "page.skew"], f"{files[1].pk}:1": ["file.name"]}
    assert seen.is_same_draw(lot.inspection, queries.contents_of([second.pk, first.pk], PAGE).keys)


def test_a_lot_of_fields_has_every_field_and_those_the_machine_was_not_sure_of(house: Scans) -> None:
    delivery = house.delivery(files=3)
    lot = actions.draw_lot([delivery.pk], FIELD, house.staff("giamsat"))
    assert lot.inspection is not None
    assert (lot.inspection.lot_size, lot.inspection.makers) == (24, ["nguoiquet", "nhaplieu"])
    doubted = [one.key for one in seen.sample_of(lot.inspection) if one.doubts]
    assert sorted(doubted) == sorted(f"{file.item_id}:subject" for file in delivery.files.all())


@pytest.mark.parametrize("units", [PAGE, FIELD])
def test_what_is_not_ready_or_drawn_already_makes_no_lot(house: Scans, units: str) -> None:
    by = house.staff("giamsat")
    with pytest.raises(LotRefused, match="ít nhất một"):
        actions.draw_lot([], units, by)
    other = house.delivery("khac", batch=None)
    delivery = house.delivery("mot")
    with pytest.raises(LotRefused, match="cùng cơ quan"):
        actions.draw_lot([delivery.pk, other.pk], units, by)
    with pytest.raises(LotRefused, match="chưa có gì"):
        actions.draw_lot([house.delivery("trong", files=0).pk], units, by)
    delivery.files.update(state="registered")
    with pytest.raises(LotRefused, match="chưa kiểm tra xong"):
        actions.draw_lot([delivery.pk], units, by)
    delivery.files.update(state="checked")
    actions.draw_lot([delivery.pk], units, by)
    with pytest.raises(LotRefused, match="đã có lô"):
        actions.draw_lot([delivery.pk], units, by)
    assert Lot.objects.count() == 1


def test_fields_wait_until_everybody_typed_what_they_had_to(house: Scans) -> None:
    delivery = house.delivery()
    first = ItemFields.objects.first()
    assert first is not None
    ItemFields.objects.filter(pk=first.pk).update(state="waiting")
    with pytest.raises(LotRefused, match="còn 1 tài liệu"):
        actions.draw_lot([delivery.pk], FIELD, house.staff("giamsat"))


@pytest.mark.parametrize("role", ["clerk", "council_member", "home_affairs", "contractor_lead", "contractor_operator"])
def test_who_may_not_plan_draws_nothing(house: Scans, role: str) -> None:
    delivery = house.delivery()
    with pytest.raises(InspectionNotAllowed):
        actions.draw_lot([delivery.pk], PAGE, house.staff("ai", role))
    with pytest.raises(InspectionNotAllowed):
        actions.save_plan(house.agency, None, PAGE, "II", {"major": "1.0"}, "Hợp đồng", house.staff("ai", role))


@pytest.mark.luat("TT 05/2025 Đ.9.5")
def test_nobody_looks_who_has_not_acknowledged_the_guide(house: Scans) -> None:
    lot = actions.draw_lot([house.delivery().pk], PAGE, house.staff("giamsat"))
    untaught = house.staff("moi", "supervisor", taught=False)
    with pytest.raises(GuideNotAcknowledged, match="Hướng dẫn kiểm tra"):
        actions.open_lot(lot, untaught)
    lot = actions.open_lot(lot, house.staff("giamsat"))
    for act in (lambda: see(lot, untaught), lambda: actions.decide(lot, untaught)):
        with pytest.raises(GuideNotAcknowledged):
            act()
    assert actions.look(lot, [first_key(lot)], "good", house.staff("moi", "supervisor")) == 1


def first_key(lot: Lot) -> str:
    assert lot.inspection is not None
    return seen.sample_of(lot.inspection)[0].key


def see(lot: Lot, by: Any) -> Any:
    return actions.look(lot, [first_key(lot)], "good", by)


@pytest.mark.parametrize("role", ["supervisor", "archivist", "clerk", "head"])
def test_who_scanned_or_delivered_judges_nothing_even_with_a_role_slipped_in(house: Scans, role: str) -> None:
    delivery = house.delivery()
    actions.say_origin(delivery, "Người quét ca 2", "Máy 3", date(2026, 11, 1), operator_username="ca2")
    lot = opened(house, delivery)
    for name in ("nguoiquet", "ca2"):
        maker = house.staff(name, role, "supervisor")
        for act in (
            lambda maker=maker: see(lot, maker),
            lambda maker=maker: actions.mark(lot, first_key(lot), "blur", maker),
            lambda maker=maker: actions.decide(lot, maker),
        ):
            with pytest.raises(MakerMayNotJudge):
                act()
    with pytest.raises(InspectionNotAllowed):
        see(lot, house.staff("haivai", "supervisor", "contractor_operator"))
    typed = actions.draw_lot([delivery.pk], FIELD, house.staff("giamsat"))
    with pytest.raises(MakerMayNotJudge):
        actions.open_lot(typed, house.staff("nhaplieu", "supervisor"))


def test_a_defect_says_who_made_the_page_with_what_and_in_which_bytes(house: Scans) -> None:
    delivery = house.delivery()
    file = delivery.files.order_by("path")[0]
    actions.say_origin(delivery, "Tổ 1", "Máy 1", None)
    actions.say_origin(delivery, "Tổ 2", "Máy 2", date(2026, 11, 3), path=file.path[:-4])
    lot = opened(house, delivery)
    by = house.staff("kiemtra")
    defect = actions.mark(lot, f"{file.pk}:2", "skew", by, box=[0, 0, 0.5, 0.5], note="Lệch")
    assert (defect.operator, defect.device, defect.made_on) == ("Tổ 2", "Máy 2", date(2026, 11, 3))
    assert (defect.seen_in, defect.severity, defect.subject_id) == (file.sha256, "minor", str(delivery.pk))
    other = delivery.files.order_by("path")[1]
    second = actions.mark(lot, f"{other.pk}:2", "cut", by, severity="minor")
    assert (second.operator, second.made_on, second.severity) == ("Tổ 1", clock.today(), "minor")
    for key, kind in ((f"{file.pk}:2", "wrong_value"), ("khong:1", "blur"), (f"{house.batch.pk}:1", "blur")):
        with pytest.raises(LotRefused):
            actions.mark(lot, key, kind, by)


@pytest.mark.luat("TT 05/2025 Đ.9.5", "TT 05/2025 Đ.9.6")
def test_a_dossier_of_a_batch_waits_for_its_lots_and_its_own_defects(house: Scans) -> None:
    delivery = house.delivery("mot")
    calm = house.delivery("khong-dot", batch=None)
    dossier, other = house.dossiers
    assert facts(house, other) == ((), 0)
    assert calm.batch is None
    assert facts(house, dossier)[0] == ("chưa lấy mẫu kiểm tra trang", "chưa lấy mẫu kiểm tra trường thông tin")
    pages, typed = opened(house, delivery), opened(house, delivery, FIELD)
    assert facts(house, dossier)[0] == (
        f"lô kiểm tra trang số {pages.pk} đang kiểm tra",
        f"lô kiểm tra trường thông tin số {typed.pk} đang kiểm tra",
    )
    see_through(house, pages, bad=1, kind="skew")
    actions.decide(pages, house.staff("giamsat"), due_on=clock.today())
    see_through(house, typed)
    actions.decide(typed, house.staff("giamsat"))
    assert facts(house, dossier) == ((), 1)
    (defect,) = Defect.objects.all()
    assert (defect.state, defect.due_on) == ("returned", clock.today())
    quality.mend_defects([defect.pk], "f" * 64, person("nguoiquet"))
    quality.close_defect(defect.pk, house.staff("kiemtra"))
    assert facts(house, dossier) == ((), 0)
    assert inspection.open_defect_count([delivery.pk]) == 0


def test_what_the_decision_says_of_lots_and_defects() -> None:
    whole = {
        "files_open": 0,
        "items_undecided": 0,
        "items_with_file": 1,
        "is_legacy": False,
        "errors": {},
        "missing_gates": (),
    }
    assert decide(DossierFacts(**whole)).move == "complete"
    waits = decide(DossierFacts(**whole, lots_awaited=("chưa lấy mẫu kiểm tra trang",)))
    assert (waits.move, waits.waits_for) == ("await_lot", ("chưa lấy mẫu kiểm tra trang",))
    mended = decide(DossierFacts(**whole, lots_awaited=("…",), open_defects=2))
    assert (mended.move, mended.waits_for) == ("find_errors", ("2 lỗi do người kiểm tra ghi chưa sửa xong",))


@pytest.mark.parametrize(
    ("lots", "told"),
    [
        ([], ("chưa lấy mẫu kiểm tra trang", "chưa lấy mẫu kiểm tra trường thông tin")),
        ([("page", "passed")], ("chưa lấy mẫu kiểm tra trường thông tin",)),
        ([("page", "passed"), ("field", "passed")], ()),
        ([("page", "drawn"), ("field", "passed")], ("lô kiểm tra trang số 0 chờ kiểm tra",)),
        ([("page", "passed"), ("field", "open")], ("lô kiểm tra trường thông tin số 1 đang kiểm tra",)),
        (
            [("page", "failed"), ("field", "passed")],
            ("lô kiểm tra trang số 0 không đạt, chờ rà soát và kiểm tra lại",),
        ),
    ],
)
def test_what_is_awaited_in_words(lots: list[Any], told: tuple[str, ...]) -> None:
    assert awaited([LotFacts(number, *one) for number, one in enumerate(lots)], has_fields=True) == told


def test_a_lot_not_accepted_goes_back_whole_and_comes_again_after_it(house: Scans) -> None:
    delivery = house.delivery()
    lot = opened(house, delivery)
    see_through(house, lot, bad=1, kind="missing_page")
    actions.decide(lot, house.staff("giamsat"))
    assert lot.inspection is not None
    assert lot.inspection.state == "failed"
    with pytest.raises(LotRefused, match="còn 1 lỗi"):
        actions.draw_again(lot, house.staff("giamsat"))
    with pytest.raises(LotRefused, match="đã có lô"):
        actions.draw_lot([delivery.pk], PAGE, house.staff("giamsat"))
    defect = Defect.objects.get()
    quality.mend_defects([defect.pk], "f" * 64, person("nguoiquet"))
    again = actions.draw_again(lot, house.staff("giamsat"))
    assert again.inspection is not None
    assert (again.after, again.inspection.after) == (lot, lot.inspection)
    assert facts(house, house.dossiers[0])[0][0] == f"lô kiểm tra trang số {again.pk} chờ kiểm tra"
    actions.open_lot(again, house.staff("giamsat"))
    see_through(house, again)
    assert actions.decide(again, house.staff("giamsat")).inspection.state == "passed"  # type: ignore[union-attr]
    quality.close_defect(defect.pk, house.staff("kiemtra"))
    assert facts(house, house.dossiers[0])[0] == ("chưa lấy mẫu kiểm tra trường thông tin",)


def test_plans_of_agency_and_batch_and_the_switch_to_tightened(house: Scans) -> None:
    by = house.staff("giamsat")
    actions.save_plan(house.agency, None, PAGE, "I", {"major": "2.5"}, "Hợp đồng 12", by)
    assert queries.plan_for(house.agency.pk, house.batch, PAGE)[0].level == "I"
    chosen = {"critical": "0.25", "major": "1.0", "minor": "4.0"}
    actions.save_plan(house.agency, house.batch, PAGE, "III", chosen, "Phụ lục hợp đồng", by)
    plan, standing = queries.plan_for(house.agency.pk, house.batch, PAGE)
    assert (plan.level, plan.kind, plan.critical, standing.kind) == ("III", "normal", "0.25", "normal")
    assert plan.stream == f"{house.agency.pk}/{house.contractor.pk}/page"
    assert queries.plan_for(house.agency.pk, house.batch, FIELD)[0].level == "II"
    for number in (1, 2):
        lot = opened(house, house.delivery(f"hong-{number}"))
        see_through(house, lot, bad=1, kind="missing_page")
        actions.decide(lot, by)
    assert queries.plan_for(house.agency.pk, house.batch, PAGE)[0].kind == "tightened"
    actions.order_kind(house.agency, house.batch, PAGE, "normal", "Đã đổi máy, thử 200 trang đạt", by)
    assert queries.plan_for(house.agency.pk, house.batch, PAGE)[0].kind == "normal"
    for bad in ({"level": "IV"}, {"aqls": {"major": "3"}}, {"aqls": {}}, {"reason": " "}):
        given: dict[str, Any] = {"level": "II", "aqls": {"major": "1.0"}, "reason": "Hợp đồng", **bad}
        with pytest.raises(LotRefused):
            actions.save_plan(house.agency, None, PAGE, given["level"], given["aqls"], given["reason"], by)


def test_sampling_stops_after_five_lots_on_tightened_until_a_person_says_on(house: Scans) -> None:
    Switching.objects.create(
        key=stream_of(house.agency.pk, house.contractor.pk, PAGE), severity="discontinued", changed_at=clock.now()
    )
    delivery = house.delivery()
    with pytest.raises(InspectionDiscontinued):
        actions.draw_lot([delivery.pk], PAGE, house.staff("giamsat"))
    actions.order_kind(house.agency, house.batch, PAGE, "tightened", "Nhà thầu đã khắc phục", house.staff("giamsat"))
    lot = actions.draw_lot([delivery.pk], PAGE, house.staff("giamsat"))
    assert lot.inspection is not None
    assert lot.inspection.plan["kind"] == "tightened"


def test_a_cancelled_lot_frees_its_deliveries(house: Scans) -> None:
    delivery = house.delivery()
    by = house.staff("giamsat")
    lot = actions.draw_lot([delivery.pk], PAGE, by)
    with pytest.raises(InspectionRefused):
        actions.cancel_lot(lot, " ", by)
    actions.cancel_lot(lot, "Ghép nhầm", by)
    assert [one.pk for one in queries.deliveries_to_draw(by, PAGE)] == [delivery.pk]
    assert actions.draw_lot([delivery.pk], PAGE, by).pk != lot.pk
    assert queries.deliveries_to_draw(by, PAGE) == []


def test_every_act_on_a_lot_is_in_the_trail(house: Scans) -> None:
    lot = opened(house, house.delivery())
    see_through(house, lot, bad=1, kind="skew")
    actions.decide(lot, house.staff("giamsat"))
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs >= {"inspection.lot.draw", "quality.lot.open", "quality.defect.mark", "inspection.lot.decide"}


def test_who_sent_scans_made_them_until_somebody_says_otherwise(house: Scans) -> None:
    made = house
    delivery = made.delivery(registered_by="quet1")
    paths = list(delivery.files.order_by("path").values_list("path", flat=True))
    first, second = (person(name, (made.agency, "contractor_operator")) for name in ("quet1", "quet2"))

    def sent(by: Any, *brought: str) -> UploadDelivered:
        upload = Upload.objects.create(
            id=uuid.uuid4(), agency=made.agency, batch=made.batch, title="Hộp 1", state="delivered",
            made_by=by, made_at=clock.now(), ended_at=clock.now(), delivery=delivery,
        )  # fmt: skip
        for path in brought:
            UploadFile.objects.create(upload=upload, path=path, size=1, sha256="0" * 64, state="whole")
        return UploadDelivered(str(upload.pk))

    news = [sent(first, *paths), sent(second, paths[1])]
    # News may be heard again.
    for item in (*news, *news):
        on_upload(item)
    told = list(ScanOrigin.objects.order_by("path").values_list("path", "operator_username"))
    assert told == [("", "quet1"), (paths[1], "quet2")]
    assert {"quet1", "quet2"} <= queries.makers_of([delivery.pk], "page")
    actions.say_origin(delivery, "Tổ 1", "Máy 1", None)
    on_upload(news[0])
    assert ScanOrigin.objects.get(delivery=delivery, path="").operator == "Tổ 1"


def test_what_a_dossier_waits_for_is_told_in_words(house: Scans) -> None:
    delivery = house.delivery()
    dossier = delivery.files.exclude(dossier=None).first().dossier_id  # type: ignore[union-attr]
    Passing.objects.create(
        dossier_id=dossier,
        delivery=delivery,
        state="with_errors",
        waits_for=["page.upside_down: 2", "3 lỗi do người kiểm tra ghi chưa sửa xong"],
        changed_at=clock.now(),
    )
    assert figures.stages([dossier])[dossier].waits_for == ("Trang ngược: 2; 3 lỗi do người kiểm tra ghi chưa sửa xong")
