"""Lists: drafted from what may be digitised, decided by somebody else than who proposed, frozen, versioned."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from tests.house import person
from tests.stages.selection import council
from tests.stages.selection.council import Commune, dossier_of

from khoso.engines import blobs, office
from khoso.foundation.identity.models import Agency, Delegation, Membership
from khoso.instruments.approvals.errors import DecisionRefused
from khoso.instruments.approvals.queries import decisions_of
from khoso.kernel import clock, news
from khoso.kernel.errors import KhosoError
from khoso.kernel.states import WrongState
from khoso.stages.catalogue.models import Dossier
from khoso.stages.selection import states, volumes
from khoso.stages.selection.actions import approve_list
from khoso.stages.selection.models import Assessment, SelectionEntry, SelectionList
from khoso.stages.selection.proposing import actions as lists
from khoso.stages.selection.proposing import deciding, papers, queries
from khoso.stages.selection.proposing.errors import DossiersBlocked, ListNotAllowed, ListRefused
from khoso.stages.selection.queries import approved_among, is_approved

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S5"), pytest.mark.luat("KH 82 III.2.b")]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    told: list[Any] = []
    monkeypatch.setattr(news, "_deliver", told.append)
    return told


@pytest.fixture
def people(commune: Agency, tmp_path: Path, heard: list[Any]) -> Commune:
    blobs.use(tmp_path / "blobs")
    return council.commune_of(commune)


def approve(people: Commune, one: SelectionList, number: str = "12/QĐ-UBND") -> SelectionList:
    if one.state in states.OPEN:
        one = lists.propose(one, by=people.clerk)
    if one.state == "proposed":
        deciding.council_passed(one.pk)
    return deciding.approve(one, number=number, issued_on=clock.today(), by=people.head)


def test_an_entry_says_what_was_known_of_its_dossier(people: Commune) -> None:
    made = dossier_of(people.agency, 7)
    Assessment.objects.filter(dossier=made).update(criteria=["1.2"], risk_class="B")
    one = lists.draft_from(people.agency, [made.pk], title="Danh mục", by=people.clerk)
    entry = one.entries.get()
    assert (entry.dossier_id, entry.reference_code, entry.title) == (made.pk, made.reference_code, "Hồ sơ số 7")
    assert (entry.sheets, entry.pages, entry.retention_code) == (40, 80, "04")
    assert (entry.group, entry.criteria, entry.risk_class) == (1, ["1.2"], "B")
    told = queries.totals(one)
    assert (told.dossiers, told.sheets, told.pages, told.by_group[1], told.by_risk["B"]) == (1, 40, 80, 1, 1)
    assert one.recorded_at is None


@pytest.mark.parametrize(
    ("facts", "clause"),
    [
        ({"assessed": False}, "7197"),
        ({"risk": "D"}, "7197"),
        ({"group": 2}, "7197"),
        ({"arrangement": "unarranged"}, "III.1.a"),
        ({"retention_code": "01"}, "III.2"),
    ],
)
def test_a_blocked_dossier_enters_no_list_and_the_clause_is_told(
    people: Commune, facts: dict[str, Any], clause: str
) -> None:
    good, bad = dossier_of(people.agency, 1), dossier_of(people.agency, 2, **facts)
    with pytest.raises(DossiersBlocked) as refused:
        lists.draft_from(people.agency, [good.pk, bad.pk], title="Danh mục", by=people.clerk)
    assert list(refused.value.hindered) == [bad.pk]
    assert any(clause in one.clause for one in refused.value.hindered[bad.pk])
    assert not SelectionList.objects.exists()


def test_dossiers_of_another_agency_are_not_taken(people: Commune, neighbour: Agency) -> None:
    theirs = dossier_of(neighbour, 1)
    for ids in ([theirs.pk], [uuid.uuid4()]):
        with pytest.raises(ListRefused, match="không thuộc cơ quan này"):
            lists.draft_from(people.agency, ids, title="Danh mục", by=people.clerk)


def test_blocks_are_asked_again_when_it_is_proposed_and_when_it_is_approved(people: Commune) -> None:
    one = council.draft(people, 1, 2)
    digitised = Dossier.objects.get(number="1")
    Dossier.objects.filter(pk=digitised.pk).update(digitised_at=clock.now())
    with pytest.raises(DossiersBlocked):
        lists.propose(one, by=people.clerk)
    Dossier.objects.filter(pk=digitised.pk).update(digitised_at=None)
    one = lists.propose(one, by=people.clerk)
    deciding.council_passed(one.pk)
    Dossier.objects.filter(pk=digitised.pk).update(digitised_at=clock.now())
    with pytest.raises(DossiersBlocked, match=digitised.reference_code):
        deciding.approve(one, number="12/QĐ", issued_on=clock.today(), by=people.head)
    one.refresh_from_db()
    assert (one.state, decisions_of("selection_list", one.pk)) == ("assessed", [])


def test_proposing_tells_each_dossier_as_it_is_that_day(people: Commune) -> None:
    one = council.draft(people, 1)
    Dossier.objects.filter(number="1").update(declared_page_count=99)
    lists.propose(one, by=people.clerk)
    assert one.entries.get().pages == 99


MOVES: dict[str, Any] = {
    "propose": lambda people, one: lists.propose(one, by=people.clerk),
    "pass": lambda people, one: deciding.council_passed(one.pk),
    "return": lambda people, one: deciding.council_returned(one.pk, "Sửa"),
    "approve": lambda people, one: deciding.approve(one, number="12/QĐ", issued_on=clock.today(), by=people.head),
    "withdraw": lambda people, one: lists.withdraw(one, "Thôi", by=people.clerk),
}


@pytest.mark.parametrize("state", states.LIST_STATES.states)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_in_every_state(people: Commune, state: str, move: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "keep_decision_papers", lambda one, decided: None)
    one = council.draft(people, 1)
    SelectionList.objects.filter(pk=one.pk).update(state=state, proposed_by=people.clerk)
    one.refresh_from_db()
    if states.LIST_STATES.allows(state, move):
        MOVES[move](people, one)
        one.refresh_from_db()
        assert one.state == states.LIST_STATES.next(state, move)
    else:
        with pytest.raises(WrongState):
            MOVES[move](people, one)
        one.refresh_from_db()
        assert one.state == state


@pytest.mark.parametrize("state", [one for one in states.LIST_STATES.states if one not in states.OPEN])
def test_only_an_open_list_is_changed(people: Commune, state: str) -> None:
    one = council.draft(people, 1, 2)
    SelectionList.objects.filter(pk=one.pk).update(state=state)
    more = dossier_of(people.agency, 9).pk
    for change in (
        lambda: lists.add_entries(one, [more], by=people.clerk),
        lambda: lists.remove_entries(one, [one.entries.get(number="1").pk], by=people.clerk),
        lambda: lists.rename(one, "Khác", "", by=people.clerk),
    ):
        with pytest.raises(ListRefused):
            change()
    assert (one.entries.count(), SelectionList.objects.get(pk=one.pk).title) == (2, "Danh mục năm 2026")


def test_dossiers_come_and_go_while_it_is_open(people: Commune) -> None:
    one = council.draft(people, 1, 2)
    assert (
        lists.add_entries(one, [dossier_of(people.agency, 2).pk, dossier_of(people.agency, 3).pk], by=people.clerk) == 1
    )
    assert lists.remove_entries(one, [one.entries.get(number="1").pk], by=people.clerk) == 1
    assert sorted(one.entries.values_list("number", flat=True)) == ["2", "3"]


def test_who_proposed_does_not_approve_nor_does_their_deputy(people: Commune) -> None:
    one = council.proposed(people, 1)
    deciding.council_passed(one.pk)
    Membership.objects.create(person=people.clerk, agency=people.agency, role="head")
    clerk = person("lap")
    with pytest.raises(DecisionRefused, match="người trình không phê duyệt"):
        deciding.approve(one, number="12/QĐ", issued_on=clock.today(), by=clerk)
    deputy = person("duoc-uy", (people.agency, "reader"))
    until = clock.today() + timedelta(days=3)
    Delegation.objects.create(
        giver=clerk, taker=deputy, agency=people.agency, role="head", valid_from=clock.today(), valid_to=until,
        made_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(DecisionRefused, match="ủy quyền"):
        deciding.approve(one, number="12/QĐ", issued_on=clock.today(), by=person("duoc-uy"))
    with pytest.raises(DecisionRefused):
        deciding.give_back(one, "Sửa", by=clerk)
    one.refresh_from_db()
    assert one.state == "assessed"


def test_only_the_head_decides_and_only_staff_of_the_agency_proposes(people: Commune, neighbour: Agency) -> None:
    one = council.proposed(people, 1)
    deciding.council_passed(one.pk)
    for stranger in (people.secretary, people.chair, person("la", (neighbour, "head"))):
        with pytest.raises(ListNotAllowed):
            deciding.approve(one, number="12/QĐ", issued_on=clock.today(), by=stranger)
    for stranger in (people.chair, people.head, person("la2", (neighbour, "clerk"))):
        with pytest.raises(ListNotAllowed):
            lists.draft_from(people.agency, [dossier_of(people.agency, 5).pk], title="Danh mục", by=stranger)


def test_approval_freezes_opens_the_door_and_is_told(people: Commune, heard: list[Any]) -> None:
    one = council.proposed(people, 1, 2)
    SelectionEntry.objects.filter(list=one, number="2").update(is_struck=True, struck_reason="Để lại")
    ids = dict(one.entries.values_list("number", "dossier_id"))
    assert approved_among(list(ids.values())) == set()
    done = approve(people, one)
    assert approved_among(list(ids.values())) == {ids["1"]}
    assert [item.list_id for item in heard if type(item).__name__ == "ListApproved"] == [one.pk]
    assert queries.proof(done).is_proved is True
    SelectionEntry.objects.filter(list=one, number="1").update(pages=1)
    assert queries.proof(done).is_proved is False
    assert [told.is_proved for _list, told in queries.proofs()] == [False]


def test_the_decision_is_kept_as_paper_with_the_list_as_its_annex(people: Commune) -> None:
    one = approve(people, council.proposed(people, 1, 2))
    [decided] = decisions_of("selection_list", one.pk)
    with blobs.store().open(decided.docx_digest) as kept:
        document = Document(BytesIO(kept.read()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = "\n".join([*(part.text for part in document.paragraphs), *cells])
    for words in (
        "QUYẾT ĐỊNH",
        "12/QĐ-UBND",
        "Điều 1.",
        "gồm 2 hồ sơ",
        "DANH MỤC HỒ SƠ, TÀI LIỆU CẦN THIẾT SỐ HÓA",
        "Hồ sơ số 2",
    ):
        assert words in said, words
    with blobs.store().open(decided.pdf_digest) as kept:
        assert kept.read(5) == b"%PDF-"


def test_the_workbook_adds_up(people: Commune) -> None:
    one = council.draft(people, 1, 2, 3)
    book = openpyxl.load_workbook(BytesIO(office.xlsx(papers.list_sheets(one), at=clock.now())), data_only=True)
    rows = list(book.active.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == "STT")
    assert [row[2] for row in rows[head + 1 : head + 4]] == ["Hồ sơ số 1", "Hồ sơ số 2", "Hồ sơ số 3"]
    assert rows[head + 4][4:6] == (120, 240)


def test_a_decision_number_is_used_once(people: Commune) -> None:
    approve(people, council.proposed(people, 1))
    again = council.proposed(people, 2)
    with pytest.raises(ListRefused, match="số quyết định này đã dùng"):
        approve(people, again)


def test_a_returned_list_is_mended_and_proposed_again(people: Commune) -> None:
    one = council.proposed(people, 1, 2)
    deciding.council_passed(one.pk)
    with pytest.raises(DecisionRefused, match="lý do"):
        deciding.give_back(one, "", by=people.head)
    back = deciding.give_back(one, "Bớt hồ sơ 2", by=people.head)
    assert (back.state, back.returned_reason) == ("returned", "Bớt hồ sơ 2")
    lists.remove_entries(one, [one.entries.get(number="2").pk], by=people.clerk)
    assert lists.propose(one, by=people.clerk).state == "proposed"
    assert [told.verdict for told in decisions_of("selection_list", one.pk)] == ["returned"]


def test_a_new_version_replaces_the_old_one_when_it_is_approved(people: Commune) -> None:
    old = approve(people, council.proposed(people, 1, 2))
    first, second, third = (dossier_of(people.agency, number).pk for number in (1, 2, 3))
    new = lists.revise(old, by=people.clerk)
    with pytest.raises(ListRefused, match="đã có bản mới"):
        lists.revise(old, by=people.clerk)
    lists.remove_entries(new, [new.entries.get(number="1").pk], by=people.clerk)
    lists.add_entries(new, [third], by=people.clerk)
    assert approved_among([first, second, third]) == {first, second}
    before = clock.now()
    with clock.frozen_at(before + timedelta(minutes=1)):
        new = approve(people, new, "15/QĐ-UBND")
        old.refresh_from_db()
        assert (old.state, new.version, approved_among([first, second, third])) == ("superseded", 2, {second, third})
        told = queries.difference(old, new)
        assert [[row.number for row in rows] for rows in (told.added, told.gone)] == [["3"], ["1"]]
        assert [row.pk for row in queries.versions_of(old)] == [old.pk, new.pk]
        # What was selected at a moment is what the version of that moment names.
        assert volumes.dossiers_selected(before) == {people.agency.pk: 2}
        assert volumes.dossiers_selected(clock.now()) == {people.agency.pk: 2}


def test_an_entry_opens_the_door_for_its_own_dossier_only(people: Commune) -> None:
    one = approve(people, council.proposed(people, 1))
    twin = dossier_of(people.agency, 1, register_number="02", assessed=False)
    assert not is_approved(twin.pk)
    moved = one.entries.get().dossier
    assert moved is not None
    Dossier.objects.filter(pk=moved.pk).update(box="77")
    assert is_approved(moved.pk)


def test_two_registers_may_both_have_a_dossier_one(people: Commune) -> None:
    ids = [dossier_of(people.agency, 1).pk, dossier_of(people.agency, 1, register_number="02").pk]
    one = lists.draft_from(people.agency, ids, title="Danh mục", by=people.clerk)
    assert set(one.entries.values_list("dossier_id", flat=True)) == set(ids)


def test_a_list_of_paper_is_marked_and_recorded_by_the_head_alone(people: Commune) -> None:
    said: dict[str, Any] = {
        "title": "Danh mục cũ",
        "number": "01/QĐ",
        "issued_on": date(2026, 6, 1),
        "signer": "Lê Thị Mẫu",
    }
    named = [(council.FONDS, "1", "7")]
    with pytest.raises(ListNotAllowed):
        deciding.record_paper_list(people.agency, **said, named=named, by=people.clerk)
    made = deciding.record_paper_list(people.agency, **said, named=named, by=people.head)
    assert (made.state, made.is_paper, queries.proof(made).is_proved) == ("approved", True, True)
    with pytest.raises(ListRefused, match="đã có danh mục"):
        deciding.record_paper_list(people.agency, **said, named=named, by=people.head)
    assert is_approved(dossier_of(people.agency, 7, assessed=False).pk)
    assert approve_list(
        people.agency,
        title="x",
        decision_number="02/QĐ",
        decision_date=date(2026, 6, 1),
        approved_by="x",
        entries=named,
    ).is_paper


def test_an_empty_list_and_a_list_without_a_name_go_nowhere(people: Commune) -> None:
    one = council.draft(people, 1)
    lists.remove_entries(one, one.entries.values_list("pk", flat=True), by=people.clerk)
    with pytest.raises(ListRefused, match="chưa có hồ sơ nào"):
        lists.propose(one, by=people.clerk)
    with pytest.raises(KhosoError, match="cần có tên"):
        lists.draft_from(people.agency, [], title="  ", by=people.clerk)


def test_candidates_are_assessed_dossiers_on_no_living_list(people: Commune) -> None:
    ids = {number: dossier_of(people.agency, number).pk for number in (1, 2, 3)}
    dossier_of(people.agency, 4, assessed=False)
    dossier_of(people.agency, 5, group=2)
    one = lists.draft_from(people.agency, [ids[1]], title="Danh mục", by=people.clerk)

    def found() -> list[Any]:
        return list(queries.candidates(people.agency.pk, queries.Wanted()).values_list("dossier_id", flat=True))

    assert set(found()) == {ids[2], ids[3]}
    lists.withdraw(one, "Thôi", by=people.clerk)
    assert set(found()) == set(ids.values())


def test_a_long_annex_is_drawn_by_a_job_and_once(people: Commune, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(papers, "DRAWN_AT_ONCE", 1)
    monkeypatch.setattr(deciding, "enqueue", lambda name, **more: asked.append({"name": name, **more}))
    one = approve(people, council.proposed(people, 1, 2))
    [decided] = decisions_of("selection_list", one.pk)
    assert (decided.pdf_digest, asked[0]["name"], asked[0]["decision_id"]) == (
        "",
        "selection.draw_decision_papers",
        decided.pk,
    )
    for _again in range(2):
        deciding.draw_decision(decided.pk)
        [drawn] = decisions_of("selection_list", one.pk)
        assert blobs.store().exists(drawn.pdf_digest)
