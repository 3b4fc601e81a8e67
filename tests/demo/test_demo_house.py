"""What `khoso setup --demo` leaves in its running batch: something to see on every screen, all of it done by people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.house import MOMENT, furnished

from khoso.config import demo_scans, demo_seed
from khoso.demo.faults import PAGE_FAULTS, planted_in

MENDED = {"skewed", "dark_edge"}


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The running batch of a demonstration without its old delivery; rolled back when the last test has looked."""
    from django.db import transaction

    from khoso.stages.digitisation.models import Batch

    root = tmp_path_factory.mktemp("thu")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHOSO_HOME", str(root))
        with django_db_blocker.unblock(), furnished(root) as house, transaction.atomic():
            agency = demo_seed.seed_people_and_papers()
            demo_seed.seed_council(agency)
            # An approved list for the batch that is not running.
            _approve_something(agency)
            demo_seed.seed_production(agency, house.queue)
            yield Batch.objects.get(agency=agency, state="running")
            transaction.set_rollback(True)


def _approve_something(agency: Any) -> None:
    from khoso.stages.selection.actions import approve_list

    approve_list(
        agency,
        title="Danh mục",
        decision_number="01/QĐ",
        decision_date=MOMENT.date(),
        approved_by="Lê Thị Mẫu",
        entries=[("Phông", "01", "01")],
    )


def delivery_of(batch: Any, sending: Any) -> Any:
    return batch.deliveries.get(folder_name=sending.title)


@pytest.mark.mission("D2")
def test_paper_is_out_being_counted_and_back_with_a_difference_somebody_owns(batch: Any) -> None:
    from khoso.stages.digitisation import queries
    from khoso.stages.digitisation.models import PaperDifference, PaperHandOver

    found = PaperHandOver.objects.filter(batch=batch).values_list("way", "ordinal", "state")
    assert sorted(found) == [("back", 1, "confirmed"), ("out", 1, "confirmed"), ("out", 2, "counting")]
    [one] = PaperDifference.objects.filter(batch=batch)
    assert (one.kind, int(one.went) - int(one.came), one.owner.username, one.state) == (
        "sheets_fewer",
        1,
        "dieuhanh",
        "open",
    )
    counting = PaperHandOver.objects.get(batch=batch, way="out", ordinal=2)
    counted = Counter(bool(presence) for presence in counting.lines.values_list("giver_presence", flat=True))
    assert counted[True] and counted[False]
    balance = queries.paper_balance(batch.pk)
    assert (balance.dossiers_back, balance.open_differences, balance.is_back) == (1, 1, False)


@pytest.mark.mission("D3")
def test_every_planted_defect_is_known_and_found_where_it_was_planted(batch: Any) -> None:
    from khoso.stages.digitisation.models import DeliveryFinding

    for sending in demo_scans.SENDINGS:
        planted = planted_in(sending.place / "truth.json")
        assert [one.fault for one in planted] == list(sending.faults)
        assert {one.code for one in planted} == {PAGE_FAULTS[fault] for fault in sending.faults}
        rows = DeliveryFinding.objects.filter(delivery=delivery_of(batch, sending), code__startswith="page.")
        found = set(rows.values_list("file__path", "page", "code"))
        mended = {one.path for one in planted if one.fault in MENDED and sending is demo_scans.BAD}
        assert {(one.path, one.page, one.code) for one in planted if one.path not in mended} - found == set()
        assert [path for path, _, _ in found if path in mended] == []


@pytest.mark.mission("D7")
def test_lots_are_accepted_refused_and_half_looked_at(batch: Any) -> None:
    from khoso.stages.inspection.models import Lot

    lots = Lot.objects.filter(batch=batch).select_related("inspection").order_by("pk")
    assert [(one.deliveries.get().folder_name, one.units, one.inspection.state) for one in lots] == [
        (demo_scans.GOOD.title, "page", "passed"),
        (demo_scans.GOOD.title, "field", "passed"),
        (demo_scans.BAD.title, "page", "failed"),
        (demo_scans.OPEN.title, "page", "open"),
    ]
    verdicts = Counter(lots[3].inspection.sample.values_list("verdict", flat=True))
    assert (verdicts["good"], verdicts["bad"]) == (2, 2)
    assert verdicts[""] > 0


@pytest.mark.mission("D7")
def test_defects_are_in_every_part_of_the_work_list(batch: Any) -> None:
    from khoso.instruments.quality.models import Defect
    from khoso.kernel import clock

    rows = Defect.objects.filter(subject_id__in=[str(one.pk) for one in batch.deliveries.all()])
    assert Counter(rows.values_list("state", flat=True)) == {"found": 2, "returned": 5, "mended": 1, "closed": 1}
    assert set(rows.values_list("severity", flat=True)) == {"critical", "major", "minor"}
    assert {one.due_on for one in rows.filter(state="returned")} == {clock.today() + timedelta(days=5)}
    assert sum(one.box is not None for one in rows) == 3


@pytest.mark.mission("D7")
@pytest.mark.luat("TT05 Đ.9.5")
def test_checkers_learnt_the_guide_and_nobody_judges_what_they_made(batch: Any) -> None:
    from khoso.foundation.identity.models import Person
    from khoso.stages.inspection.guides import queries as guides
    from khoso.stages.inspection.models import Lot

    must = {name: guides.must_acknowledge(Person.objects.get(username=name), batch.agency_id) for name in
            ("giamsat", "luutru", "vanthu")}  # fmt: skip
    assert [name for name, guide in must.items() if guide is not None] == ["vanthu"]
    for one in Lot.objects.filter(batch=batch).select_related("inspection"):
        lookers = set(one.inspection.sample.exclude(looked_by=None).values_list("looked_by__username", flat=True))
        assert "sohoa" in one.inspection.makers
        assert lookers & set(one.inspection.makers) == set()


@pytest.mark.mission("D8")
def test_a_round_is_counted_with_both_outcomes_and_waits_for_the_head(batch: Any) -> None:
    from khoso.stages.acceptance.models import AcceptanceRound, SigningSide

    one = AcceptanceRound.objects.get(batch=batch)
    assert one.state == "minuted"
    accepted, rejected = one.dossiers.get(is_accepted=True), one.dossiers.get(is_accepted=False)
    assert (accepted.items, accepted.pages, accepted.reasons) == (3, 3, [])
    assert [code for code, _ in rejected.reasons] == ["not_stored", "open_defects", "lot_not_passed"]
    sides = SigningSide.objects.filter(minutes__round=one).order_by("order")
    assert [(side.person.username, side.state) for side in sides] == [("thutruong", "waiting"), ("dieuhanh", "signed")]


@pytest.mark.mission("D8")
def test_liquidation_says_what_is_still_wanting(batch: Any) -> None:
    from khoso.stages.acceptance.liquidation.queries import liquidation_standing

    standing = liquidation_standing(batch.pk)
    assert [one.code for one in standing.conditions if one.is_met] == ["backup"]
    assert (standing.is_declared, standing.holds_now) == (False, False)


def test_every_dossier_says_what_it_waits_for(batch: Any) -> None:
    from khoso.stages.inspection.models import Passing

    waiting = {
        one.delivery.folder_name: (one.state, one.waits_for)
        for one in Passing.objects.filter(delivery__batch=batch).select_related("delivery")
    }
    assert waiting == {
        demo_scans.GOOD.title: ("signed", []),
        demo_scans.BAD.title: ("with_errors", ["page.low_resolution: 1", "page.missing: 1", "page.upside_down: 1"]),
        demo_scans.OPEN.title: ("with_errors", ["2 lỗi do người kiểm tra ghi chưa sửa xong"]),
    }


def test_nothing_waits_for_a_clerk_to_confirm(batch: Any) -> None:
    from khoso.stages.recognition.models import ItemFields

    rows = ItemFields.objects.filter(delivery__batch=batch).values_list("state", flat=True)
    assert Counter(rows) == {"confirmed": sum(one.items for one in demo_scans.SENDINGS)}


def test_a_second_setup_adds_nothing(batch: Any, tmp_path: Path) -> None:
    from django.apps import apps

    def counted() -> dict[str, int]:
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}

    before = counted()
    assert demo_seed.seed_demo(on_line=lambda line: pytest.fail(line)) is None
    assert counted() == before
