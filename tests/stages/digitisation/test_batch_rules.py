"""What the law wants of a batch on a day, as a pure decision: each thing missing, expired, not yet, incomplete."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from khoso.stages.digitisation.batches import gates, rules
from khoso.stages.digitisation.batches.rules import BatchFacts, Device, Paper, PaperCount, Status, Worker

pytestmark = [pytest.mark.mission("D1"), pytest.mark.luat("TT05 Đ.7")]
DAY = date(2026, 7, 20)
KINDS = [one.kind for one in gates.REQUIREMENTS]
PAPERS = tuple(
    Paper(at, kind, f"{at}/BB", DAY, None, covers=frozenset({1} if kind in (gates.DEVICES, gates.UNDERTAKING) else ()))
    for at, kind in enumerate(KINDS)
    if kind != gates.LIST
)
WHOLE = BatchFacts(True, "01/QĐ", True, PAPERS, (Worker(1, "Phạm Văn Mẫu"),), (Device(1, "Máy trạm"),))


def lacking(facts: BatchFacts, on: date = DAY) -> list[tuple[str, str, str]]:
    return [(one.requirement.kind, one.status, one.subject) for one in rules.wanting(rules.standings(facts, on))]


def changed(kind: str, **more: object) -> BatchFacts:
    return replace(WHOLE, papers=tuple(replace(p, **more) if p.kind == kind else p for p in PAPERS))  # type: ignore[arg-type]


def subject_of(kind: str) -> str:
    return {gates.DEVICES: "Máy trạm", gates.UNDERTAKING: "Phạm Văn Mẫu"}.get(kind, "")


def test_with_everything_on_record_nothing_is_wanting() -> None:
    assert lacking(WHOLE) == []


def test_nine_things_are_asked_and_each_says_who_brings_it_by_which_law_at_what_fine() -> None:
    assert [(one.kind, str(one.bringer), one.fine) for one in gates.REQUIREMENTS] == [
        ("list", "head", ""),
        ("procedure", "head", "3–5 triệu đồng"),
        ("site", "head", "3–5 triệu đồng"),
        ("surveillance", "head", "3–5 triệu đồng"),
        ("devices", "police", "5–10 triệu đồng"),
        ("security_plan", "police", "25–40 triệu đồng"),
        ("rules", "head", ""),
        ("undertaking", "contractor", ""),
        ("licence", "contractor", "theo Nghị định 31/2026, tra mức tiền tại các điều đã dẫn"),
    ]
    assert all(one.law for one in gates.REQUIREMENTS)


@pytest.mark.parametrize("kind", KINDS)
def test_one_thing_missing_is_the_one_thing_wanting(kind: str) -> None:
    facts = replace(WHOLE, papers=tuple(paper for paper in PAPERS if paper.kind != kind))
    if kind == gates.LIST:
        facts = replace(WHOLE, has_approved_list=False)
    assert lacking(facts) == [(kind, Status.MISSING, subject_of(kind))]


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"valid_to": DAY}, None),
        ({"valid_from": DAY - timedelta(9), "valid_to": DAY - timedelta(1)}, Status.EXPIRED),
        ({"valid_from": DAY + timedelta(1)}, Status.NOT_YET),
        ({"has_document": False}, Status.NO_DOCUMENT),
    ],
)
def test_a_paper_holds_on_its_last_day_and_not_after_nor_before_nor_without_its_file(
    kind: str, more: dict[str, object], status: Status | None
) -> None:
    expected = [] if status is None else [(kind, status, subject_of(kind))]
    assert lacking(changed(kind, **more)) == expected


def test_every_operator_and_every_device_is_asked_for_by_itself() -> None:
    facts = replace(
        WHOLE,
        people=(*WHOLE.people, Worker(2, "Tô Thị Mẫu")),
        devices=(*WHOLE.devices, Device(2, "Máy quét"), Device(3, "Ổ", ())),
    )
    assert lacking(facts) == [
        ("devices", Status.MISSING, "Máy quét"),
        ("devices", Status.MISSING, "Ổ"),
        ("undertaking", Status.MISSING, "Tô Thị Mẫu"),
    ]


def test_an_inspected_device_without_its_seal_is_not_enough() -> None:
    facts = replace(WHOLE, devices=(Device(1, "Máy trạm", ("số niêm phong",)),))
    [one] = rules.wanting(rules.standings(facts, DAY))
    assert (one.status, one.lacks, one.number) == (Status.INCOMPLETE, ("số niêm phong",), "4/BB")


def test_nobody_and_nothing_on_site_is_wanting_too() -> None:
    facts = replace(WHOLE, people=(), devices=())
    assert lacking(facts) == [("devices", Status.MISSING, ""), ("undertaking", Status.MISSING, "")]


def test_who_scans_their_own_paper_needs_no_licence() -> None:
    facts = replace(WHOLE, has_contractor=False, papers=tuple(p for p in PAPERS if p.kind != gates.LICENCE))
    assert lacking(facts) == []
    assert gates.LICENCE not in {one.requirement.kind for one in rules.standings(facts, DAY)}


@pytest.mark.parametrize(("days", "told"), [(29, True), (30, False), (0, True)])
def test_what_runs_out_within_thirty_days_is_told_beforehand(days: int, told: bool) -> None:
    found = rules.expiring(rules.standings(changed("site", valid_to=DAY + timedelta(days)), DAY))
    assert [one.requirement.kind for one in found] == (["site"] if told else [])


def test_the_paper_that_holds_longest_counts() -> None:
    old = Paper(99, "site", "cũ", DAY - timedelta(400), DAY + timedelta(3))
    [site] = [s for s in rules.standings(replace(WHOLE, papers=(old, *PAPERS)), DAY) if s.requirement.kind == "site"]
    assert (site.number, site.status) == ("2/BB", Status.HELD)


def test_who_came_today_has_until_tonight_before_the_batch_is_suspended() -> None:
    facts = replace(WHOLE, people=(*WHOLE.people, Worker(2, "Tô Thị Mẫu", DAY)))
    told = rules.standings(facts, DAY)
    assert [one.subject for one in rules.wanting(told)] == ["Tô Thị Mẫu"]
    assert rules.lapsed(told, DAY) == []
    assert [one.subject for one in rules.lapsed(told, DAY + timedelta(1))] == ["Tô Thị Mẫu"]


@pytest.mark.luat("ND31 Đ.12")
@pytest.mark.parametrize(
    ("unwiped", "paper", "reasons"),
    [
        ([], None, 0),
        ([], PaperCount(7, 7, 0, True), 0),
        ([], PaperCount(7, 6, 1, False), 1),
        ([], PaperCount(0, 0, 0, False), 1),
        (["Máy trạm", "Ổ"], None, 2),
        (["Máy trạm"], PaperCount(7, 6, 1, False), 2),
    ],
)
def test_a_batch_closes_only_with_devices_wiped_and_paper_back(
    unwiped: list[str], paper: PaperCount | None, reasons: int
) -> None:
    assert len(rules.why_not_close(unwiped, paper)) == reasons
