"""The way a batch goes: every (state, action) by every role, every paper missing, running out, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.house import House, person
from tests.stages.digitisation import batch_house
from tests.stages.digitisation.batch_house import bring, complete, device, firm, head_of, operator, planned, scan

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock, news
from khoso.kernel.states import WrongState
from khoso.stages.digitisation import actions, queries, states
from khoso.stages.digitisation.actions import BatchGiven, FileEntry, ItemEntry, PaperTold
from khoso.stages.digitisation.batches import gates
from khoso.stages.digitisation.batches.errors import BatchNotAllowed, BatchRefused, PaperRefused
from khoso.stages.digitisation.errors import (
    BatchChanged,
    BatchNotClosable,
    BatchNotRunning,
    BatchOfAnother,
    GatesWanting,
)
from khoso.stages.digitisation.events import BatchClosed, BatchStarted
from khoso.stages.digitisation.jobs import watch_batches
from khoso.stages.digitisation.models import Batch, Gate, GateKind
from khoso.stages.selection.models import SelectionList

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D1")]
ANSWERING = {Role.HEAD, Role.SUPERVISOR}
PLANNING = {Role.CLERK, Role.ARCHIVIST, Role.SUPERVISOR, Role.HEAD}


@pytest.fixture
def ready(house: House, commune: Agency) -> Batch:
    return complete(planned(commune))


def in_state(batch: Batch, state: str) -> Batch:
    Batch.objects.filter(pk=batch.pk).update(state=state, started_at=None if state == states.PLANNED else clock.now())
    return Batch.objects.select_related("agency").get(pk=batch.pk)


def act(action: str, batch: Batch, by: Any) -> Batch:
    if action in ("suspend", "reopen", "cancel"):
        return getattr(actions, f"{action}_batch")(batch, "Lý do", by=by)  # type: ignore[no-any-return]
    return getattr(actions, f"{action}_batch")(batch, by=by)  # type: ignore[no-any-return]


@pytest.mark.parametrize("action", states.BATCH_STATES.actions)
def test_every_move_from_every_state_by_every_role(ready: Batch, commune: Agency, action: str) -> None:
    if action == "close":
        ready.sitedevice_rows.update(left_on=clock.today())
    rightful = PLANNING if action == "cancel" else ANSWERING
    for state in states.BATCH_STATES.states:
        for role in Role:
            batch = in_state(ready, state)
            by = person(f"ai-{role}", (commune, role))
            if role not in rightful:
                with pytest.raises(BatchNotAllowed):
                    act(action, batch, by)
            elif not states.BATCH_STATES.allows(state, action):
                with pytest.raises(WrongState):
                    act(action, batch, by)
            else:
                assert act(action, batch, by).state == states.BATCH_STATES.next(state, action)
                continue
            assert Batch.objects.get(pk=batch.pk).state == state


def test_whoever_scans_starts_nothing_whatever_else_they_are(ready: Batch, commune: Agency) -> None:
    both = person("hai-vai", (commune, "head"), (commune, "contractor_lead"))
    with pytest.raises(BatchNotAllowed):
        actions.start_batch(ready, by=both)


def test_the_head_of_another_agency_starts_nothing(ready: Batch, neighbour: Agency) -> None:
    with pytest.raises(BatchNotAllowed):
        actions.start_batch(ready, by=head_of(neighbour))


@pytest.mark.luat("TT05 Đ.7")
@pytest.mark.parametrize("kind", [gates.LIST, *GateKind.values])
def test_with_one_paper_missing_nothing_starts_and_the_refusal_names_it(ready: Batch, kind: str) -> None:
    if kind == gates.LIST:
        Batch.objects.filter(pk=ready.pk).update(selection_list=None)
    else:
        Gate.objects.filter(kind=kind).update(withdrawn_at=clock.now())
    with pytest.raises(GatesWanting) as refused:
        actions.start_batch(Batch.objects.get(pk=ready.pk), by=head_of(ready.agency))
    requirement = gates.BY_KIND[kind]
    [paper] = refused.value.papers
    whom = {"devices": " của Máy trạm · WS-1", "undertaking": " của Phạm Văn Mẫu"}.get(kind, "")
    assert paper == f"{requirement.label}{whom} (chưa có; {gates.BRINGERS[requirement.bringer]} nộp)"
    assert Batch.objects.get(pk=ready.pk).state == states.PLANNED


@pytest.mark.luat("TT05 Đ.7")
def test_a_batch_without_anything_is_told_everything_at_once(house: House, commune: Agency) -> None:
    with pytest.raises(GatesWanting) as refused:
        actions.start_batch(planned(commune), by=head_of(commune))
    assert [one.split(" (")[0] for one in refused.value.papers] == [one.label for one in gates.REQUIREMENTS]


def test_a_started_batch_says_who_when_and_tells_the_rooms(ready: Batch, heard: list[Any]) -> None:
    head = head_of(ready.agency)
    batch = actions.start_batch(ready, by=head)
    assert (batch.state, batch.started_by, batch.started_at) == (states.RUNNING, head, clock.now())
    assert [one for one in heard if isinstance(one, BatchStarted)] == [BatchStarted(batch.pk)]
    entry = AuditEntry.objects.get(verb="digitisation.batch.start")
    assert (entry.subject_kind, entry.subject_id) == ("batch", str(batch.pk))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    told: list[Any] = []
    publish = news.publish
    monkeypatch.setattr(news, "publish", lambda one: (told.append(one), publish(one))[1])
    return told


@pytest.mark.luat("TT05 Đ.7")
def test_a_paper_that_runs_out_suspends_the_batch_the_day_after_its_last(house: House, commune: Agency) -> None:
    last = clock.today() + timedelta(3)
    batch = actions.start_batch(complete(planned(commune), until=last), by=head_of(commune))
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        watch_batches()
        assert Batch.objects.get(pk=batch.pk).state == states.RUNNING
    with clock.frozen_at(clock.now() + timedelta(days=4)):
        watch_batches()
        stopped = Batch.objects.get(pk=batch.pk)
        assert stopped.state == states.SUSPENDED
        assert stopped.reason.startswith("Hệ thống tạm dừng: Quy trình đưa tài liệu ra khỏi kho")
        assert AuditEntry.objects.filter(verb="digitisation.batch.suspend").count() == 1
        with pytest.raises(GatesWanting):
            actions.resume_batch(batch, by=head_of(commune))
        for kind in batch_house.WHOLE:
            bring(batch, kind, number=f"{kind}-moi")
        assert actions.resume_batch(batch, by=head_of(commune)).state == states.RUNNING


def test_a_withdrawn_paper_suspends_the_batch_at_once_and_stays_with_its_reason(ready: Batch) -> None:
    batch = actions.start_batch(ready, by=head_of(ready.agency))
    paper = Gate.objects.get(kind="site")
    with pytest.raises(PaperRefused):
        actions.withdraw_paper(batch, paper, " ", by=batch_house.clerk_of(ready.agency))
    actions.withdraw_paper(batch, paper, "Ghi nhầm số", by=batch_house.clerk_of(ready.agency))
    paper.refresh_from_db()
    assert (paper.withdrawn_reason, Batch.objects.get(pk=batch.pk).state) == ("Ghi nhầm số", states.SUSPENDED)
    with pytest.raises(PaperRefused):
        actions.withdraw_paper(batch, paper, "Lần nữa", by=batch_house.clerk_of(ready.agency))
    # The number may be used again for the right paper.
    bring(batch, "site", number=paper.document_number)
    assert Gate.objects.filter(kind="site").count() == 2


def test_a_new_operator_stops_deliveries_until_the_undertaking_is_there(ready: Batch, tmp_path: Path) -> None:
    batch = actions.start_batch(ready, by=head_of(ready.agency))
    late = actions.register_site_person(
        batch, name="Tô Thị Mẫu", identity_number="079195000036", arrived_on=clock.today(), by=head_of(ready.agency)
    )
    assert Batch.objects.get(pk=batch.pk).state == states.RUNNING
    with pytest.raises(BatchNotRunning) as refused:
        opened(batch, tmp_path)
    assert len(refused.value.papers) == 1 and "Tô Thị Mẫu" in refused.value.papers[0]
    bring(batch, "undertaking", number="02", people=[late])
    assert opened(batch, tmp_path).batch_id == batch.pk


def opened(batch: Batch | None, folder: Path, agency: Agency | None = None) -> Any:
    (folder / "danh-muc.xlsx").write_bytes(b"x")
    batch = Batch.objects.get(pk=batch.pk) if batch else None
    return actions.open_delivery(
        agency or (batch.agency if batch else None),  # type: ignore[arg-type]
        folder=folder,
        catalogue_path=folder / "danh-muc.xlsx",
        catalogue_sha256="c" * 64,
        batch=batch,
    )


@pytest.mark.parametrize("state", states.BATCH_STATES.states)
def test_only_a_running_batch_takes_a_delivery(ready: Batch, tmp_path: Path, state: str) -> None:
    batch = in_state(ready, state)
    if state == states.RUNNING:
        assert queries.batch_of_delivery(opened(batch, tmp_path).pk) == batch
        return
    with pytest.raises(BatchNotRunning) as refused:
        opened(batch, tmp_path)
    assert str(states.BATCH_STATE_LABELS[state]) in refused.value.message
    assert not queries.deliveries_seen_by(head_of(ready.agency)).exists()


def test_a_delivery_names_a_batch_of_its_own_agency_and_the_same_one_ever_after(
    ready: Batch, neighbour: Agency, tmp_path: Path
) -> None:
    batch = in_state(ready, states.RUNNING)
    with pytest.raises(BatchOfAnother):
        opened(batch, tmp_path, neighbour)
    opened(batch, tmp_path)
    other = in_state(complete(planned(ready.agency, title="Đợt 2")), states.RUNNING)
    with pytest.raises(BatchChanged):
        opened(other, tmp_path)
    in_state(ready, states.SUSPENDED)
    with pytest.raises(BatchNotRunning):
        # Going on with it without a word about the batch asks the batch all the same.
        opened(None, tmp_path, ready.agency)


@pytest.mark.luat("TT05 Đ.7")
def test_a_dossier_of_a_batch_goes_on_by_the_papers_of_the_batch(ready: Batch, tmp_path: Path) -> None:
    delivery = opened(in_state(ready, states.RUNNING), tmp_path)
    dossier = actions.register_dossier(
        delivery,
        fonds_code="P01",
        fonds_title="Phông",
        dossier_fields={"number": "7", "box": "3", "year": 2011, "title": "Hồ sơ"},
        items=[ItemEntry(1, {"subject": "Về việc xây cầu"})],
        files=[FileEntry("hs/1.pdf", "item", "a" * 64, 10, 1)],
        findings=[],
    )
    assert queries.missing_gates([dossier])[dossier] == []
    Gate.objects.filter(kind="surveillance").update(valid_to=clock.today() - timedelta(1))
    assert queries.missing_gates([dossier])[dossier] == [GateKind.SURVEILLANCE.label]
    # Scanned while it held: what ran out after the last day of scanning holds nothing back.
    Batch.objects.filter(pk=ready.pk).update(state=states.FINISHED, ended_at=clock.now() - timedelta(2))
    assert queries.missing_gates([dossier])[dossier] == []


@pytest.mark.luat("ND31 Đ.12")
def test_a_batch_closes_when_every_device_is_gone_and_tells_the_rooms(ready: Batch, heard: list[Any]) -> None:
    batch = in_state(ready, states.FINISHED)
    with pytest.raises(BatchNotClosable) as refused:
        actions.close_batch(batch, by=head_of(batch.agency))
    assert refused.value.reasons == ["Thiết bị «Máy trạm · WS-1» chưa xóa dữ liệu và chưa rời đi."]
    batch.sitedevice_rows.update(left_on=clock.today())
    assert actions.close_batch(batch, by=head_of(batch.agency)).state == states.CLOSED
    assert [one for one in heard if isinstance(one, BatchClosed)] == [BatchClosed(batch.pk)]


def test_paper_that_is_not_back_keeps_a_batch_open(ready: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    class Out:
        dossiers_out, dossiers_back, sheets_out, sheets_back, open_differences, is_back = 7, 6, 90, 80, 1, False

    batch = in_state(ready, states.FINISHED)
    batch.sitedevice_rows.update(left_on=clock.today())
    monkeypatch.setattr(queries, "paper_balance", lambda batch_id: Out(), raising=False)
    with pytest.raises(BatchNotClosable) as refused:
        actions.close_batch(batch, by=head_of(batch.agency))
    assert refused.value.reasons == ["Tài liệu giấy chưa trả đủ: giao 7 hồ sơ, đã trả 6, còn 1 chênh lệch chưa xử lý."]


def test_scans_without_any_paper_on_record_keep_a_batch_open(ready: Batch, tmp_path: Path) -> None:
    opened(in_state(ready, states.RUNNING), tmp_path)
    batch = in_state(ready, states.FINISHED)
    batch.sitedevice_rows.update(left_on=clock.today())
    with pytest.raises(BatchNotClosable) as refused:
        actions.close_batch(batch, by=head_of(batch.agency))
    assert ["chưa ghi lần giao tài liệu giấy nào" in one for one in refused.value.reasons] == [True]


def test_waves_of_one_contract_are_numbered_one_after_the_other(house: House, commune: Agency) -> None:
    first, second = planned(commune), planned(commune, title="Đợt 2")
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(BatchRefused) as refused:
        planned(commune, title="Đợt 2 lần nữa", number=2)
    assert refused.value.field == "number"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "  "}, "title"),
        ({"contract_number": ""}, "contract_number"),
        ({"profile": "khac"}, "profile"),
        ({"planned_from": date(2026, 8, 2), "planned_to": date(2026, 8, 1)}, "planned_to"),
    ],
)
def test_a_batch_that_cannot_be_is_refused_where_it_can_be_mended(
    house: House, commune: Agency, more: dict[str, Any], field: str
) -> None:
    given = {"title": "Đợt", "contractor": firm(), "contract_number": "12/HĐ"} | more
    with pytest.raises(BatchRefused) as refused:
        actions.make_batch(commune, BatchGiven(**given), by=batch_house.clerk_of(commune))
    assert (refused.value.field, Batch.objects.count()) == (field, 0)


def test_only_a_contractor_of_the_directory_and_a_list_of_the_agency_are_named(
    house: House, commune: Agency, neighbour: Agency
) -> None:
    with pytest.raises(BatchRefused) as refused:
        planned(commune, contractor=neighbour)
    assert refused.value.field == "contractor"
    foreign = batch_house.approved(neighbour)
    draft = SelectionList.objects.create(agency=commune, title="Nháp", state="draft")
    for wrong in (foreign, draft):
        with pytest.raises(BatchRefused) as refused:
            planned(commune, selection_list=wrong)
        assert refused.value.field == "selection_list"


def test_after_the_start_contractor_and_list_stand_fast(ready: Batch) -> None:
    batch, clerk = in_state(ready, states.RUNNING), batch_house.clerk_of(ready.agency)
    same = BatchGiven(
        title="Tên mới", contractor=batch.contractor, contract_number="12/HĐ", selection_list=batch.selection_list
    )
    assert actions.change_batch(batch, same, by=clerk).title == "Tên mới"
    other = BatchGiven(
        title="Tên", contractor=firm("DV.02"), contract_number="12/HĐ", selection_list=same.selection_list
    )
    with pytest.raises(BatchRefused):
        actions.change_batch(batch, other, by=clerk)


@pytest.mark.mission("X4")
def test_a_contractor_brings_its_own_two_papers_for_its_own_batch_and_sees_no_other_contractors(
    house: House, commune: Agency
) -> None:
    ours, theirs = planned(commune), planned(commune, title="Của đơn vị khác", contractor=firm("DV.02"))
    lead = batch_house.lead_of(commune, firm())
    assert list(queries.batches_seen_by(lead)) == [ours]
    worker = operator(ours)
    for kind, people in (("licence", ()), ("undertaking", [worker])):
        told = PaperTold(kind, "9/GCN", "Sở Nội vụ", None, clock.today(), people=people)
        assert actions.bring_paper(ours, told, scan(), by=lead).kind == kind
    for batch, kind in ((ours, "site"), (ours, "devices"), (theirs, "licence")):
        with pytest.raises(BatchNotAllowed):
            actions.bring_paper(batch, PaperTold(kind, "9", "Ai", None, clock.today()), scan(), by=lead)


def test_a_licence_of_one_contractor_opens_nothing_for_another(house: House, commune: Agency) -> None:
    ours, theirs = planned(commune), complete(planned(commune, title="Khác", contractor=firm("DV.02")))
    bring(ours, "licence", number="chung", for_all=True)
    Gate.objects.filter(batch=theirs, kind="licence").delete()
    with pytest.raises(GatesWanting) as refused:
        actions.start_batch(theirs, by=head_of(commune))
    assert len(refused.value.papers) == 1


def test_a_paper_for_all_batches_of_the_agency_counts_in_each(house: House, commune: Agency) -> None:
    first, second = complete(planned(commune)), complete(planned(commune, title="Đợt 2"))
    Gate.objects.filter(kind="rules").delete()
    bring(first, "rules", number="52/QC", for_all=True)
    for batch in (first, second):
        assert actions.start_batch(batch, by=head_of(commune)).state == states.RUNNING


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number": " "}, "number"),
        ({"issued_by": ""}, "issued_by"),
        ({"valid_to": date(2020, 1, 1)}, "valid_to"),
        ({"issued_on": date(2099, 1, 1)}, "issued_on"),
        ({"kind": "devices"}, "devices"),
        ({"kind": "undertaking"}, "people"),
        ({"kind": "undertaking", "for_all": True}, "for_all"),
    ],
)
def test_a_paper_that_cannot_be_is_refused_and_nothing_is_kept(
    house: House, commune: Agency, more: dict[str, Any], field: str
) -> None:
    batch = planned(commune)
    told = {
        "kind": "site",
        "number": "7/BB",
        "issued_by": "Tổ",
        "issued_on": None,
        "valid_from": clock.today(),
    } | more
    with pytest.raises(PaperRefused) as refused:
        actions.bring_paper(batch, PaperTold(**told), scan(), by=batch_house.clerk_of(commune))
    assert (refused.value.field, Gate.objects.count()) == (field, 0)


def test_a_paper_comes_with_its_file_and_once(house: House, commune: Agency) -> None:
    batch, clerk = planned(commune), batch_house.clerk_of(commune)
    told = PaperTold("site", "7/BB", "Tổ", None, clock.today())
    with pytest.raises(PaperRefused) as refused:
        actions.bring_paper(batch, told, None, by=clerk)
    assert refused.value.field == "file"
    actions.bring_paper(batch, told, scan(), by=clerk)
    with pytest.raises(PaperRefused) as refused:
        actions.bring_paper(batch, told, scan(), by=clerk)
    assert refused.value.field == "number"


def test_devices_and_people_of_another_batch_are_not_spoken_of(house: House, commune: Agency) -> None:
    ours, theirs = planned(commune), planned(commune, title="Khác")
    strange = device(theirs)
    with pytest.raises(PaperRefused):
        bring(ours, "devices", devices=[strange])
