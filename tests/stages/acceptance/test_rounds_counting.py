"""A round counts from evidence; every figure is as long as the list behind it."""

from __future__ import annotations

from itertools import product

import pytest
from tests.line import Line
from tests.stages.acceptance.acceptance_house import batch_of, clerk, counted, defect_of, lot_of

from khoso.kernel import clock
from khoso.stages.acceptance.models import AcceptanceRound, AcceptedDossier, RoundItem
from khoso.stages.acceptance.rounds import actions, counting, figures, sizes
from khoso.stages.acceptance.rounds.figures import ACCEPTED, NO_CONDITION, REJECTED, UNITS, Asked
from khoso.stages.catalogue.models import Dossier, Item
from khoso.stages.digitisation.models import DeliveryFile, PageImage
from khoso.stages.recognition.models import ItemFields
from khoso.stages.repository.models import Replica

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D8")]


def reasons(one: AcceptanceRound) -> list[list[object]]:
    return one.dossiers.get().reasons  # type: ignore[no-any-return]


@pytest.mark.luat("TT05 Đ.9.8")
def test_what_is_checked_stored_and_backed_up_is_accepted_with_its_pages_by_size_and_condition(line: Line) -> None:
    Dossier.objects.filter(pk=line.dossier.pk).update(physical_condition_code="02")
    Item.objects.filter(pk=line.items[1].pk).update(physical_condition_code="03")
    first, second = (DeliveryFile.objects.get(item=item) for item in line.items)
    PageImage.objects.filter(file__in=[first, second]).delete()
    for file, number, (width, height), is_blank in (
        (first, 1, (2480, 3508), False),
        (first, 2, (4961, 3508), False),
        (first, 3, (2480, 3508), True),
        (second, 1, (1240, 1754), False),
        (second, 2, (9933, 14043), False),
    ):
        PageImage.objects.create(
            file=file, number=number, width=width, height=height, dpi=300, is_colour=True, is_blank=is_blank
        )
    one = counted(line, batch_of(line))
    told = figures.volume([one.pk], is_accepted=True)
    assert (told.dossiers, told.items, told.pages, told.blanks) == (1, 2, 4, 1)
    assert told.classes == {
        ("a4", "02"): 1,
        ("a3", "02"): 1,
        ("blank", "02"): 1,
        ("small", "03"): 1,
        ("other", "03"): 1,
    }
    assert told.fields == sum(len(row.fields) for row in RoundItem.objects.all())
    assert one.digest == counting.digest_of(one)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda line: ItemFields.objects.filter(item=line.items[0]).update(state="passed"), [["not_confirmed", 1]]),
        (lambda line: DeliveryFile.objects.filter(item=line.items[0]).update(state="refused"), "file"),
        (lambda line: Replica.objects.filter(root="du-phong").update(is_whole=False), [["not_backed_up", 1]]),
        (lambda line: Replica.objects.filter(root="du-phong").delete(), [["not_backed_up", 1]]),
        (lambda line: Dossier.objects.update(legacy_reason="2019"), [["legacy", 1]]),
        (defect_of, [["open_defects", 1]]),
    ],
)
def test_each_gap_rejects_the_dossier_and_says_why(line: Line, spoil: object, wanted: object) -> None:
    batch = batch_of(line)
    spoil(line)  # type: ignore[operator]
    one = counted(line, batch)
    expected = [["without_file", 1], ["quarantined", 1]] if wanted == "file" else wanted
    assert reasons(one) == expected
    assert figures.volume([one.pk], is_accepted=True).pages == 0


def test_what_no_person_looked_at_is_rejected_and_a_failed_lot_too(line: Line) -> None:
    batch = batch_of(line, is_inspected=False)
    one = counted(line, batch)
    assert reasons(one) == [["not_inspected", 1]]
    lot_of(line, batch, "page", "failed")
    assert reasons(actions.count_round(one, by=clerk(line))) == [["lot_not_passed", 1]]
    lot_of(line, batch, "page", "passed")
    assert reasons(actions.count_round(one, by=clerk(line))) == []


def test_what_was_accepted_before_is_not_counted_again(line: Line) -> None:
    one = actions.open_round(batch_of(line), [line.delivery.pk], by=clerk(line))
    AcceptedDossier.objects.create(
        dossier_id=line.dossier.pk, accepted_at=clock.now(), accepted_by="ai", items=2, pages=2
    )
    assert counting.dossiers_to_count(one) == ({}, 1)


@pytest.mark.parametrize("is_accepted", [True, False])
def test_every_list_is_as_long_as_its_figure(line: Line, is_accepted: bool) -> None:
    """Whatever narrows it: every unit with every result, size, condition and reason."""
    Item.objects.filter(pk=line.items[1].pk).update(physical_condition_code="03")
    batch = batch_of(line, is_inspected=is_accepted)
    file = DeliveryFile.objects.get(item=line.items[0])
    for number, (width, is_blank) in enumerate(((2480, False), (9000, False), (2480, True)), start=2):
        PageImage.objects.create(
            file=file, number=number, width=width, height=3508, dpi=300, is_colour=True, is_blank=is_blank
        )
    one = counted(line, batch)
    seen = 0
    every = [
        *product(UNITS, ("", ACCEPTED, REJECTED), ("", *sizes.CODES), ("", "03", NO_CONDITION), ("",)),
        *product(UNITS, ("", REJECTED), ("",), ("",), ("not_inspected", "legacy")),
    ]
    for unit, result, size, condition, reason in every:
        asked = Asked(unit, result, size, condition, reason)
        told = figures.lines(one, asked)
        assert len(told) == figures.count(one, asked), asked
        if not condition and not reason:
            assert told[1:3] == figures.lines(one, asked, 1, 2)
        assert Asked.of(dict(pair.split("=") for pair in asked.address().split("&"))) == asked
        seen += len(told)
    assert seen > 100
    volume = figures.volume([one.pk], is_accepted=is_accepted)
    result = ACCEPTED if is_accepted else REJECTED
    for (size, condition), count in volume.classes.items():
        assert figures.count(one, Asked(figures.PAGES, result, size, condition)) == count
    assert figures.count(one, Asked(figures.PAGES, result)) == volume.pages
    assert figures.count(one, Asked(figures.FIELDS, result)) == volume.fields


@pytest.mark.parametrize(
    ("width", "height", "dpi", "size"),
    [
        (2480, 3508, 300, "a4"),
        (3508, 2480, 300, "a4"),
        (1654, 2339, 200, "a4"),
        (2400, 3400, 300, "a4"),
        (3508, 4961, 300, "a3"),
        (1748, 2480, 300, "small"),
        (2550, 4200, 300, "other"),
        (9933, 14043, 300, "other"),
        (2480, 3508, 0, "other"),
    ],
)
def test_a_size_is_told_from_pixels_and_resolution(width: int, height: int, dpi: float, size: str) -> None:
    assert sizes.size_of(width, height, dpi) == size
    assert sizes.size_of(width, height, dpi, is_blank=True) == "blank"


def test_a_reason_is_named_without_how_many_it_is_about() -> None:
    """Its count is of dossiers: how many files or defects each has stands with the dossier."""
    from khoso.stages.acceptance.rounds.showing import reason_label

    assert [reason_label(code) for code in ("open_defects", "without_file", "not_inspected", "khác")] == [
        "Lỗi kiểm tra chưa sửa xong",
        "Tài liệu trong bảng kê không có tệp",
        "Lô giao nộp chưa được người kiểm tra theo mẫu",
        "khác",
    ]
