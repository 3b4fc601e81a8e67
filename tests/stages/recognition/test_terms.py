"""What corrections teach, when it is used, and that one person's mistake spreads to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.house import House, person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.roles import Role
from khoso.kernel.states import WrongState
from khoso.stages.catalogue.models import Item
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation.actions import FileEntry, ItemEntry
from khoso.stages.digitisation.models import Delivery, DeliveryFile
from khoso.stages.recognition.actions import Proposal
from khoso.stages.recognition.models import ItemFields, KnownTerm, ProposedField
from khoso.stages.recognition.proposing import propose
from khoso.stages.recognition.terms import rules
from khoso.stages.recognition.terms.actions import approve, learn, withdraw
from khoso.stages.recognition.terms.errors import TermRefused
from khoso.stages.recognition.terms.queries import examples_of, listed, means, people_of, taught


def told(name: str, read: str, decided: str) -> list[tuple[str, str, bool]]:
    return [(one.read_as, one.means, one.is_correction) for one in rules.lessons(name, read, decided)]


# --- pure


def test_of_a_notation_each_part_teaches_for_itself():
    assert told("notation", "QĐ-SYI", "QĐ-SYT") == [("qd", "QĐ", False), ("syi", "SYT", True)]


@pytest.mark.parametrize(
    ("name", "read", "decided"),
    [
        ("notation", "QĐ-UBND", "QĐ-UBND-NC"),
        ("notation", "QĐ-UBND", "TTr-SYT"),
        ("notation", "15-16", "15-18"),
        ("issuer", "Sở Y tế", "Ủy ban nhân dân xã Mẫu"),
        ("number", "12", "13"),
        ("subject", "Xây cầu", "Xây cấu"),
        ("issuer", "", "Sở Y tế"),
        ("issuer", "Sở Y tế", ""),
    ],
)
def test_what_is_another_thing_or_a_papers_own_teaches_nothing(name: str, read: str, decided: str):
    assert told(name, read, decided) == []


@pytest.mark.parametrize(
    ("state", "times", "against", "people", "is_judged", "move"),
    [
        ("proposed", 3, 0, 2, False, "agree"),
        ("proposed", 50, 0, 1, False, ""),
        ("proposed", 2, 0, 2, False, ""),
        ("proposed", 1, 1, 1, False, "contradict"),
        ("used", 5, 1, 2, False, ""),
        ("used", 5, 2, 2, False, "contradict"),
        ("used", 1, 2, 1, True, ""),
        ("used", 1, 3, 1, True, "contradict"),
        ("withdrawn", 50, 0, 9, False, ""),
    ],
)
def test_enough_people_must_agree_and_few_may_contradict(
    state: str, times: int, against: int, people: int, is_judged: bool, move: str
):
    assert rules.next_move(state, times=times, against=against, people=people, is_judged=is_judged) == move


def test_of_two_meanings_none_is_used():
    assert rules.single([("syi", "SYT"), ("syi", "SYJ"), ("ubnd", "UBND")]) == {"ubnd": "UBND"}


def test_the_signs_of_a_notation_stay():
    assert rules.replaced("QĐ/SYI-VP", {"syi": "SYT"}) == "QĐ/SYT-VP"


# --- in the house


@dataclass
class School:
    """Items of one agency, and people who confirm them."""

    agency: Agency
    delivery: Delivery
    items: Iterator[Item]
    people: list[Person]

    def teach(self, read: str = "QĐ-SYI", decided: str = "QĐ-SYT", by: int = 0, name: str = "notation") -> Item:
        item = next(self.items)
        learn(item.pk, name, read, decided, self.people[by])
        return item

    def term(self, means: str = "SYT") -> KnownTerm:
        return KnownTerm.objects.get(means=means)


@pytest.fixture
def school(house: House, commune: Agency, tmp_path: Path) -> School:
    delivery = digitisation.open_delivery(
        commune, folder=tmp_path, catalogue_path=tmp_path / "a.xlsx", catalogue_sha256="0" * 64, confirm="person"
    )
    digitisation.register_dossier(
        delivery,
        fonds_code="P01",
        fonds_title="Ủy ban nhân dân xã Mẫu",
        dossier_fields={"number": "7", "year": 2011, "title": "Hồ sơ"},
        items=[ItemEntry(at, {}) for at in range(1, 13)],
        files=[FileEntry(f"hs/{at}.pdf", "item", f"{at:064d}", 10, at) for at in range(1, 13)],
        findings=[],
    )
    items = list(Item.objects.order_by("ordinal"))
    ItemFields.objects.bulk_create(ItemFields(item=item, delivery=delivery, state="waiting") for item in items)
    people = [person(f"vanthu{at}", (commune, Role.CLERK)) for at in range(3)]
    return School(commune, delivery, iter(items), people)


@pytest.mark.django_db
@pytest.mark.mission("D5")
def test_three_corrections_by_two_people_are_used_on_the_next_reading(school: School):
    for by in (0, 0):
        school.teach(by=by)
    assert (school.term().state, means(school.agency.pk, "notation", "BC-SYI")) == ("proposed", None)
    school.teach(by=1)
    assert (school.term().state, means(school.agency.pk, "notation", "BC-SYI")) == ("used", "BC-SYT")
    assert people_of([school.term().pk]) == {school.term().pk: 2}
    assert AuditEntry.objects.filter(verb="recognition.term.settle").count() == 1


@pytest.mark.django_db
def test_a_wrong_teaching_by_one_person_does_not_spread(school: School):
    for _ in range(9):
        school.teach(decided="QĐ-SYR", by=2)
    assert (school.term("SYR").state, school.term("SYR").times) == ("proposed", 9)
    assert means(school.agency.pk, "notation", "QĐ-SYI") is None


@pytest.mark.django_db
def test_what_others_contradict_is_withdrawn_and_comes_back_by_approval_alone(school: School):
    for by in (0, 1, 0):
        school.teach(by=by)
    # SYI was right after all: it is a word of its own.
    for by in (1, 2):
        school.teach(decided="QĐ-SYI", by=by)
    term = school.term()
    assert (term.state, term.times, term.against) == ("withdrawn", 3, 2)
    for by in (0, 1, 2, 0, 1, 2):
        school.teach(by=by)
    assert school.term().state == "withdrawn"
    approve(term.pk, person("giamsat", (school.agency, Role.SUPERVISOR)))
    assert means(school.agency.pk, "notation", "QĐ-SYI") == "QĐ-SYT"


@pytest.mark.django_db
def test_an_item_confirmed_again_counts_once_and_by_its_last_word(school: School):
    item = school.teach()
    learn(item.pk, "notation", "QĐ-SYI", "QĐ-SYT", school.people[1])
    assert (school.term().times, school.term().against) == (1, 0)
    learn(item.pk, "notation", "QĐ-SYI", "QĐ-SYI", school.people[1])
    assert (school.term().times, school.term().against, school.term().state) == (0, 1, "withdrawn")


@pytest.mark.django_db
def test_what_one_agency_taught_is_not_used_for_another(school: School, house: House):
    for by in (0, 1, 0):
        school.teach(by=by)
    other = Agency.objects.create(code="KHAC", name="Sở Khác")
    assert means(other.pk, "notation", "QĐ-SYI") is None
    term = school.term()
    term.agency = None
    term.save()
    assert means(other.pk, "notation", "QĐ-SYI") == "QĐ-SYT"


@pytest.mark.django_db
def test_what_was_used_and_put_back_counts_against_it(school: School):
    for by in (0, 1, 0):
        school.teach(by=by)
    item = next(school.items)
    ProposedField.objects.create(
        item=item, delivery=school.delivery, name="notation", value="QĐ-SYT", page_value="QĐ-SYI", confidence=0.8
    )
    learn(item.pk, "notation", "QĐ-SYT", "QĐ-SYI", school.people[2])
    assert [(term.means, term.times, term.against) for term in KnownTerm.objects.all()] == [("SYT", 3, 1)]


@pytest.mark.django_db
def test_names_are_learned_whole_and_accents_count(school: School):
    for by in (0, 1, 0):
        school.teach("Nguyên Văn Hùng", "Nguyễn Văn Hưng", by=by, name="signer")
    assert means(school.agency.pk, "signer", "Nguyên Văn Hùng") == "Nguyễn Văn Hưng"
    assert means(school.agency.pk, "signer", "Nguyễn Văn Hưng") is None
    # Hùng is somebody else: whoever confirms him takes the lesson back.
    for by in (1, 2):
        school.teach("Nguyễn Văn Hùng", "Nguyễn Văn Hùng", by=by, name="signer")
    assert means(school.agency.pk, "signer", "Nguyễn Văn Hùng") is None


@pytest.mark.django_db
@pytest.mark.mission("D5")
def test_a_learned_reading_is_proposed_with_its_reason_and_never_sure_by_that_alone(school: School):
    for by in (0, 1, 0, 1, 0):
        school.teach(by=by)
    item = next(school.items)
    said = Proposal("notation", "QĐ-SYI", 0.95, 1, None, False, "đầu trang")
    (row,) = propose(item, school.delivery, [said], {}).rows
    assert (row.value, row.page_value, row.is_doubt, row.decided) == ("QĐ-SYT", "QĐ-SYI", True, None)
    assert row.reason == "đầu trang; đọc là «QĐ-SYI», đã học từ 5 lần sửa"
    assert row.confidence == 0.89
    item.notation = "QĐ-SYT"
    (backed,) = propose(item, school.delivery, [said], {}).rows
    assert (backed.is_doubt, backed.decided, backed.decided_way) == (False, "QĐ-SYT", "policy")


@pytest.mark.django_db
def test_learning_changes_nothing_that_was_decided(school: School):
    item = next(school.items)
    row = ProposedField.objects.create(
        item=item,
        delivery=school.delivery,
        name="notation",
        value="QĐ-SYI",
        confidence=0.9,
        decided="QĐ-SYI",
        decided_way="person",
    )
    for by in (0, 1, 0):
        school.teach(by=by)
    row.refresh_from_db()
    assert (row.value, row.decided, row.decided_way) == ("QĐ-SYI", "QĐ-SYI", "person")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may"), [(Role.CLERK, False), (Role.SUPERVISOR, True), (Role.HEAD, True), (Role.HOME_AFFAIRS, True)]
)
def test_who_corrects_does_not_approve(school: School, role: Role, may: bool):
    school.teach()
    who, term = person("ai", (school.agency, role)), school.term()
    if may:
        assert approve(term.pk, who).state == "used"
        assert withdraw(term.pk, who).state == "withdrawn"
        verbs = AuditEntry.objects.filter(verb__startswith="recognition.term.").order_by("pk")
        assert [entry.verb for entry in verbs] == ["recognition.term.approve", "recognition.term.withdraw"]
    else:
        with pytest.raises(TermRefused):
            approve(term.pk, who)
        assert school.term().state == "proposed"


@pytest.mark.django_db
def test_what_is_used_cannot_be_approved_again(school: School):
    school.teach()
    head = person("thutruong", (school.agency, Role.HEAD))
    approve(school.term().pk, head)
    with pytest.raises(WrongState):
        approve(school.term().pk, head)


@pytest.mark.django_db
def test_terms_are_found_by_what_was_read_and_by_what_it_means(school: School):
    school.teach()
    school.teach("Trần Văn Mấu", "Trần Văn Mẫu", name="signer")

    def found(**asked: Any) -> list[str]:
        return [term.means for term in listed(school.people[0], state="proposed", **asked)]

    assert [found(text="sÿI"), found(text="mẫu"), found(kind="person"), found(text="không có")] == [
        ["SYT"],
        ["Trần Văn Mẫu"],
        ["Trần Văn Mẫu"],
        [],
    ]
    term = school.term()
    assert [one.item.ordinal for one in examples_of([term.pk])[term.pk]] == [1]
    stranger = person("xa", (Agency.objects.create(code="KHAC", name="Sở Khác"), Role.CLERK))
    assert list(listed(stranger, state="proposed")) == []
    assert taught(school.agency.pk, "number", "12") is None


@pytest.mark.django_db
def test_who_spoke_against_a_term_counts_in_how_much_it_is_trusted(school: School):
    for by in (0, 1, 0):
        school.teach("Nguyên Văn Hùng", "Nguyễn Văn Hưng", by=by, name="signer")
    school.teach("Nguyên Văn Hùng", "Nguyễn Văn Hùng", by=2, name="signer")
    said = Proposal("signer", "Nguyên Văn Hùng", 0.3, 1, None, False)
    (row,) = propose(next(school.items), school.delivery, [said], {}).rows
    # Three of four: two thirds by the rule of succession, not four fifths.
    assert (row.value, round(row.confidence, 3)) == ("Nguyễn Văn Hưng", 0.667)
    assert row.reason == "đọc là «Nguyên Văn Hùng», đã học từ 3 lần sửa, 1 lần nói khác"


@pytest.mark.django_db
@pytest.mark.luat("NĐ 13/2023/NĐ-CP Đ.2.3–2.4")
def test_the_trail_of_what_was_learned_names_no_person(school: School):
    for by in (0, 1, 0):
        school.teach("Nguyên Văn Hùng", "Nguyễn Văn Hưng", by=by, name="signer")
    entry = AuditEntry.objects.get(verb="recognition.term.settle")
    assert entry.details == {"kind": "person", "times": 3, "against": 0, "state": "used", "people": 2}


@pytest.mark.django_db
def test_a_paper_in_quarantine_is_no_example(school: School):
    item = school.teach()
    assert len(examples_of([school.term().pk])[school.term().pk]) == 1
    DeliveryFile.objects.filter(item=item).update(state="quarantined")
    assert examples_of([school.term().pk]) == {school.term().pk: []}
