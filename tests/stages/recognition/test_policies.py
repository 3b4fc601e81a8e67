"""What is accepted without a look, what is drawn for one, and whether that held."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.house import House, person
from tests.stages.recognition.test_actions_recognition import GOOD, Desk, desk_with

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.stages.digitisation.models import DeliveryFile
from khoso.stages.recognition import queries
from khoso.stages.recognition.actions import PageRead, Proposal, confirm_fields, record_reading
from khoso.stages.recognition.models import ConfirmPolicy, ProposedField, Reading
from khoso.stages.recognition.policies import queries as policies
from khoso.stages.recognition.policies.actions import set_policy
from khoso.stages.recognition.policies.errors import PolicyMoved, PolicyRefused
from khoso.stages.recognition.policies.rules import Checked, Policy, interval, stricter

Way = ProposedField.Way
STRICT: dict[str, Any] = {
    "sure_from": 0.95,
    "sure_by_field": {},
    "sampled_percent": 2.0,
    "double_percent": 0.0,
    "reason": "Lô thử có nhiều chỗ đọc nhầm",
}


# --- pure


def test_the_threshold_of_a_field_goes_before_the_common_one():
    policy = Policy(sure_from=0.9, sure_by_field={"subject": 0.99})
    assert [policy.is_sure("signer", 0.9), policy.is_sure("signer", 0.899), policy.is_sure("subject", 0.95)] == [
        True,
        False,
        False,
    ]


def test_what_is_drawn_is_the_share_that_was_asked_for_and_the_same_each_time():
    policy, other = Policy(sampled_percent=10, double_percent=25, seed="a"), Policy(sampled_percent=10, seed="b")
    drawn = [one for one in range(4000) if policy.is_sampled(one, "subject")]
    assert drawn == [one for one in range(4000) if policy.is_sampled(one, "subject")]
    assert 340 <= len(drawn) <= 460
    assert drawn != [one for one in range(4000) if other.is_sampled(one, "subject")]
    # Fields of one item are drawn each for itself.
    assert drawn != [one for one in range(4000) if policy.is_sampled(one, "signer")]
    assert 900 <= sum(policy.keyings(one) == 2 for one in range(4000)) <= 1100


def test_nought_draws_nothing_and_a_hundred_all():
    assert not any(Policy(sampled_percent=0).is_sampled(one, "x") for one in range(500))
    assert all(Policy(sampled_percent=100).is_sampled(one, "x") for one in range(500))
    assert {Policy(double_percent=0).keyings(one) for one in range(500)} == {1}


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(0, 0, 0.0, 1.0), (10, 10, 0.722, 1.0), (98, 100, 0.930, 0.994), (0, 10, 0.0, 0.278)],
)
def test_the_interval_is_wilsons(right: int, n: int, low: float, high: float):
    assert tuple(round(one, 3) for one in interval(right, n)) == (low, high)


def test_a_share_says_whether_it_is_under_proven_or_neither():
    told = [Checked("x", left, looked) for left, looked in ((97, 100), (1000, 1000), (20, 20), (0, 0))]
    assert [(one.is_under, one.is_proven) for one in told] == [
        (True, False),
        (False, True),
        (False, False),
        (False, False),
    ]


def test_the_stricter_threshold_is_the_lowest_that_holds():
    looked = [(0.99, True)] * 150 + [(0.95, True)] * 40 + [(0.92, False)] * 5
    assert stricter(looked, 0.9) == 0.95
    assert stricter([(0.99, False), (0.95, True)], 0.9) > 1
    # Those as sure as the ones that were wrong go with them.
    assert stricter([(0.95, True)] * 50 + [(0.95, False)] * 50, 0.9) > 1


# --- in the house


@pytest.fixture
def desk(house: House, commune: Agency, tmp_path: Path) -> Desk:
    return desk_with(commune, tmp_path, "person")


def read(desk: Desk, *proposals: Proposal) -> dict[str, ProposedField]:
    record_reading(
        desk.file.pk,
        source_sha256="a" * 64,
        engine="tesseract 5",
        confidence=0.9,
        reading_sha256="c" * 64,
        pdfa_sha256="d" * 64,
        text_layer="",
        pages=[PageRead(1, 100, 100, 200.0, "Tờ trình")],
        proposals=list(proposals),
        findings=[],
    )
    return queries.proposals_of(desk.item.pk)


def field(name: str, value: str | None, confidence: float = 0.96) -> Proposal:
    return Proposal(name, value, confidence, 1, [0, 0, 10, 10], False, "đầu trang")


@pytest.mark.django_db
@pytest.mark.mission("D5")
def test_what_is_sure_is_filled_in_and_what_is_not_is_a_doubt(desk: Desk):
    rows = read(
        desk, field("subject", "Về việc xây cầu"), field("signer", "Lê Văn Mẫu", 0.85), field("urgency", None, 0.9)
    )
    told = {name: (row.decided, row.decided_way, row.is_doubt) for name, row in rows.items()}
    assert told == {
        "subject": ("Về việc xây cầu", Way.POLICY, False),
        "signer": (None, Way.NONE, True),
        "urgency": (None, Way.NONE, False),
    }


@pytest.mark.django_db
def test_what_is_drawn_waits_for_a_person_though_it_is_sure(desk: Desk, commune: Agency):
    ConfirmPolicy.objects.create(
        agency=commune, sure_from=0.9, sampled_percent=100, made_at=desk.file.delivery.registered_at
    )
    row = read(desk, field("subject", "Về việc xây cầu"))["subject"]
    assert (row.is_sampled, row.is_doubt, row.decided) == (True, False, None)
    fields = queries.fields_of(desk.item.pk)
    # Kind, number, notation, day and issuer were not read; the subject was drawn.
    assert fields is not None and fields.doubts == 6


@pytest.mark.django_db
def test_no_policy_makes_an_item_confirmed(desk: Desk, commune: Agency):
    ConfirmPolicy.objects.create(
        agency=commune, sure_from=0.8, sampled_percent=0.5, made_at=desk.file.delivery.registered_at
    )
    read(desk, *(field(name, value, 0.99) for name, value in GOOD.items() if value))
    assert (desk.state, desk.item.described_by) == ("waiting", "catalogue")


@pytest.mark.django_db
def test_the_policy_of_the_agency_goes_before_the_citys_and_the_latest_before_earlier_ones(
    house: House, commune: Agency, desk: Desk
):
    at = desk.file.delivery.registered_at
    assert policies.policy_for(commune.pk) == Policy()
    ConfirmPolicy.objects.create(agency=None, sure_from=0.93, made_at=at, seed="c")
    assert policies.policy_for(commune.pk).sure_from == 0.93
    ConfirmPolicy.objects.create(agency=commune, sure_from=0.97, made_at=at, seed="a")
    ConfirmPolicy.objects.create(agency=commune, sure_from=0.98, double_percent=100, made_at=at, seed="b")
    policy = policies.policy_for(commune.pk)
    assert (policy.sure_from, policy.seed, policy.keyings("x")) == (0.98, "b", 2)


@pytest.mark.django_db
def test_each_change_is_a_new_row_and_a_line_of_the_trail(house: House, commune: Agency):
    head = person("thutruong", (commune, Role.HEAD))
    first = set_policy(commune, **STRICT, by=head)
    second = set_policy(commune, **{**STRICT, "sure_from": 0.96}, by=head, instead_of=first.pk)
    assert [row.pk for row in policies.history(commune.pk)] == [second.pk, first.pk]
    assert first.seed != second.seed
    (_before, entry) = AuditEntry.objects.filter(verb="recognition.policy.set").order_by("pk")
    assert (entry.details["before"]["sure_from"], entry.details["after"]["sure_from"]) == (0.95, 0.96)


@pytest.mark.django_db
def test_two_who_change_at_once_do_not_overwrite_each_other(house: House, commune: Agency):
    head = person("thutruong", (commune, Role.HEAD))
    set_policy(commune, **STRICT, by=head)
    with pytest.raises(PolicyMoved):
        set_policy(commune, **STRICT, by=head, instead_of=None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"sure_from": 0.5}, "sure_from"),
        ({"sure_by_field": {"subject": 2.0}}, "sure_subject"),
        ({"sure_by_field": {"nonsense": 0.95}}, ""),
        ({"sampled_percent": 0.0}, "sampled_percent"),
        ({"double_percent": 101.0}, "double_percent"),
        ({"reason": "vội"}, "reason"),
    ],
)
def test_a_policy_that_nobody_could_check_is_refused(
    house: House, commune: Agency, changes: dict[str, Any], where: str
):
    with pytest.raises(PolicyRefused) as refused:
        set_policy(commune, **{**STRICT, **changes}, by=person("thutruong", (commune, Role.HEAD)))
    assert (refused.value.field, ConfirmPolicy.objects.count()) == (where, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "own", "city"),
    [
        (Role.CLERK, False, False),
        (Role.SUPERVISOR, True, False),
        (Role.HOME_AFFAIRS, True, True),
        (Role.AUDITOR, False, False),
    ],
)
def test_who_confirms_does_not_decide_how_much_is_checked(
    house: House, commune: Agency, role: Role, own: bool, city: bool
):
    who = person("ai", (commune, role))
    told = []
    for agency in (commune, None):
        try:
            set_policy(agency, **STRICT, by=who)
        except PolicyRefused:
            told.append(False)
        else:
            told.append(True)
    assert told == [own, city]


@pytest.mark.django_db
@pytest.mark.mission("D5")
def test_of_what_was_drawn_those_left_as_they_were_are_counted(desk: Desk, commune: Agency):
    ConfirmPolicy.objects.create(
        agency=commune, sure_from=0.9, sampled_percent=100, made_at=desk.file.delivery.registered_at
    )
    read(
        desk,
        field("subject", "Về việc xây cầu"),
        field("issued_date", "2010-07-05"),
        field("issuer", "Công ty Mầu"),
    )
    confirm_fields(desk.item.pk, GOOD)
    told = {one.checked.name: one for one in policies.outcome(frozenset({commune.pk}), Policy())}
    # A day typed as 05/07/2010 is the day that was read; an accent put right is a change.
    assert {name: (one.checked.left, one.checked.looked) for name, one in told.items()} == {
        "subject": (1, 1),
        "issued_date": (1, 1),
        "issuer": (0, 1),
    }
    assert [told["subject"].stricter, told["issuer"].stricter] == [None, 1.01]
    (changed,) = policies.behind(frozenset({commune.pk}), "issuer", "sua", None)
    assert (changed.value, changed.decided) == ("Công ty Mầu", "Công ty Mẫu")
    assert [
        len(policies.behind(frozenset({commune.pk}), "subject", one, None)) for one in ("", "sua", "nhan", "cho")
    ] == [
        1,
        0,
        0,
        0,
    ]


@pytest.mark.django_db
def test_what_others_see_is_not_counted_for_an_agency(desk: Desk, commune: Agency):
    read(desk, field("subject", "Về việc xây cầu"))
    confirm_fields(desk.item.pk, GOOD)
    other = frozenset({commune.pk + 1000})
    assert policies.outcome(other, Policy()) == []
    (mine,) = policies.outcome(frozenset({commune.pk}), Policy())
    assert (mine.checked.name, mine.accepted, mine.checked.looked) == ("subject", 1, 0)
    assert policies.effect(other, Policy()) == (0, 0)


@pytest.mark.django_db
def test_no_policy_decides_what_the_form_does_not_ask_for(desk: Desk, commune: Agency):
    rows = read(desk, field("secrecy", "Mật", 0.99), field("page_count", "3", 0.99), field("place", "Xã Mẫu", 0.99))
    assert {name: row.decided for name, row in rows.items()} == {"secrecy": None, "page_count": None, "place": "Xã Mẫu"}


@pytest.mark.django_db
def test_what_is_said_beside_the_page_is_kept_in_the_item_or_beside_it(desk: Desk):
    read(desk, field("place", "Xã Mầu", 0.99))
    confirm_fields(desk.item.pk, {**GOOD, "place": "Xã Mẫu", "autograph": "Đồng ý", "language": ""})
    item, place = desk.item, ProposedField.objects.get(name="place")
    assert (item.autograph, item.language_code, place.decided, place.decided_way) == (
        "Đồng ý",
        "01",
        "Xã Mẫu",
        "person",
    )


@pytest.mark.django_db
def test_a_program_that_does_not_know_further_fields_leaves_them(desk: Desk):
    read(desk)
    confirm_fields(desk.item.pk, {**GOOD, "note": "Bản sao"})
    confirm_fields(desk.item.pk, GOOD)
    assert desk.item.note == "Bản sao"


@pytest.mark.django_db
def test_changes_are_counted_whole_however_many_dates_were_only_written_otherwise(
    desk: Desk, commune: Agency, monkeypatch: pytest.MonkeyPatch
):
    everything = Policy(sampled_percent=100)
    ConfirmPolicy.objects.create(
        agency=commune, sure_from=0.9, sampled_percent=100, made_at=desk.file.delivery.registered_at
    )
    monkeypatch.setattr(policies, "MOST_CHANGED", 0)
    read(desk, field("issued_date", "2010-07-05"), field("subject", "Về việc xây cấu"))
    confirm_fields(desk.item.pk, GOOD)
    told = policies.outcome(frozenset({commune.pk}), everything)
    found = {one.checked.name: (one.checked.left, one.checked.looked) for one in told}
    assert found == {"issued_date": (1, 1), "subject": (0, 1)}


@pytest.mark.django_db
def test_what_was_accepted_under_an_earlier_policy_says_nothing_of_this_one(desk: Desk, commune: Agency):
    ConfirmPolicy.objects.create(
        agency=None, sure_from=0.9, sampled_percent=0, made_at=desk.file.delivery.registered_at
    )
    read(desk, field("subject", "Về việc xây cầu"))
    now = set_policy(commune, **STRICT, by=person("thutruong", (commune, Role.HEAD)))
    Reading.objects.update(read_at=now.made_at - timedelta(hours=1))
    confirm_fields(desk.item.pk, GOOD)
    agencies = frozenset({commune.pk})
    assert policies.outcome(agencies, policies.of_row(now), now.made_at) == []
    assert [one.accepted for one in policies.outcome(agencies, policies.of_row(now))] == [1]


@pytest.mark.django_db
def test_what_would_be_accepted_is_told_of_what_a_policy_decides(desk: Desk, commune: Agency):
    read(desk, field("subject", "Về việc xây cầu"), field("seals", "2", 0.99), field("page_count", "1", 1.0))
    assert policies.effect(frozenset({commune.pk}), Policy(sampled_percent=0)) == (1, 1)


@pytest.mark.django_db
@pytest.mark.luat("KH 82 II")
@pytest.mark.parametrize("outcome", ["", "sua", "nhan", "cho"])
def test_behind_a_figure_stands_nothing_of_what_is_in_quarantine(desk: Desk, commune: Agency, outcome: str):
    ConfirmPolicy.objects.create(
        agency=commune, sure_from=0.9, sampled_percent=100, made_at=desk.file.delivery.registered_at
    )
    read(desk, field("subject", "Về việc xây cấu"))
    if outcome != "cho":
        confirm_fields(desk.item.pk, GOOD)
    if outcome == "nhan":
        ProposedField.objects.update(decided_way=Way.POLICY)
    agencies = frozenset({commune.pk})
    assert len(policies.behind(agencies, "subject", outcome, None)) == 1
    DeliveryFile.objects.update(state="quarantined")
    assert len(policies.behind(agencies, "subject", outcome, None)) == 0
    assert policies.outcome(agencies, Policy()) == []
